// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.audit;

import io.lethe.cli.table.Decimals;
import io.lethe.evaluation.audit.AttackPower;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The audit as a page, with what the figures can bear.
 *
 * @param table the figures
 * @param identity the settings they were measured with
 * @param models a side
 */
record AuditPage(AuditTable table, Map<String, String> identity, int models) {
  private static final double LOWEST_CONTROL = 0.45;
  private static final double HIGHEST_CONTROL = 0.55;

  /** Whether the attack tells no retrained models from others, as it must not. */
  boolean isSound() {
    return isGuess(table.control().samples()) && isGuess(table.control().people());
  }

  private static boolean isGuess(AttackPower power) {
    return power.area() >= LOWEST_CONTROL && power.area() <= HIGHEST_CONTROL;
  }

  /** What a reader must know beside the table. */
  List<String> remarks() {
    AttackPower samples = table.control().samples();
    AttackPower people = table.control().people();
    List<String> remarks = new ArrayList<>();
    String areas =
        "sample AUC %s, person AUC %s"
            .formatted(Decimals.rounded(samples.area(), 3), Decimals.rounded(people.area(), 3));
    remarks.add(
        isSound()
            ? "The attack is sound: it guesses where there is nothing to tell (control, retrained"
                + " against retrained: "
                + areas
                + "; 0.45 to 0.55 is asked for)."
            : "WARNING: the attack is not sound here, and no other row counts: of the control,"
                + " retrained against retrained, it must guess, 0.45 to 0.55, and has "
                + areas
                + "; take more models or more people.");
    if (models < AuditSettings.ENOUGH_MODELS) {
      remarks.add(
          "WARNING: %d models a side are for trying the command; figures that count need %d."
              .formatted(models, AuditSettings.ENOUGH_MODELS));
    }
    remarks.add(
        String.format(
            Locale.ROOT,
            "Rates are over %,d negatives by sample and %,d by person; '%s' stands where that is"
                + " less than one negative at the rate.",
            samples.negatives(),
            people.negatives(),
            AuditTable.TOO_FEW));
    return remarks;
  }

  String markdown() {
    return """
    # Audit

    How well attackers tell a model that has unlearned from one that never knew: %d models a side.

    %s
    %s

    - Sample and person AUC, TPR: U-LiRA (arXiv 2403.01218) against the retrained models, each \
    model held out in turn with one of the other side; a person's score is the sum over their \
    rows. 0.5 is guessing. TPR at 1 %% and 0.1 %% of false positives.
    - Difference AUC: forgotten against retained rows by the fall of the log-odds from parent to \
    candidate; mean and spread over models. A retrained model is not at 0.5: it is the measure.
    - Relearn: what one epoch of cross entropy on the retained rows (learning rate %s, constant) \
    adds to the accuracy on forgotten rows; mean and spread over models. Above the retrained \
    models' it brings them back.
    - untouched: the parents as they are. control: as many retrained models again.

    ## Settings

    %s
    """
        .formatted(
            models,
            table.table().markdown(),
            remarks().stream().collect(Collectors.joining("\n\n")),
            identity.getOrDefault("relearn_learning_rate", ""),
            identity.entrySet().stream()
                .map(entry -> "- " + entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("\n")));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.cli.reproduce.cell.TimeBudget;
import io.lethe.cli.table.DataTable;
import io.lethe.cli.table.Decimals;
import java.util.List;
import java.util.Map;

/**
 * Table 1 as a page: the numbers, what they mean, and how they came about.
 *
 * @param table the numbers
 * @param identity the settings that gave the cells their meaning
 * @param settings the grid
 * @param budget of an unlearning
 * @param skipped what was not run, or not to its end
 */
record TableDocument(
    DataTable table,
    Map<String, String> identity,
    ReproduceSettings settings,
    TimeBudget budget,
    List<String> skipped) {

  private static final String PAGE =
      """
      # Table 1: unlearning algorithms compared

      %s
      ![Where each algorithm lands beside the retrained model: margin against test accuracy, and \
      against the distance of the margins](landing.png)

      Mean ± standard deviation over %d seed%s from %d (none over one). Accuracies are shares of \
      samples. AccErr RT, AccDis and AccErr ORI are Eq. 5, 6 and 7 of the paper. JS: Eq. 8 \
      against the original on the forget set, in nats; (code): what the authors' code computes \
      in its place. MIA: Eq. 9, one attacker given logits; (code): mean of five attackers given \
      probabilities; (loss): attackers that also see the true label's loss. d: mean log-odds \
      margin of the forget set, standardised by unseen samples; KS: distance of the two \
      distributions; People: how much more people differ than chance lets them; Retained AUC: \
      how well retained samples are told from unseen ones. Time: the \
      unlearning alone, teacher's outputs included, loading and measuring left out; of the \
      references, their training. ↓ smaller is better, ↑ larger is better.

      How learning rate and epoch were chosen: every rate ran on seed %d for up to %d epochs, \
      measured after each. The rate with the smallest Eq. 5 + Eq. 6 + Eq. 7 of all its epochs \
      ran on the other seeds; the epoch is the one with the smallest mean of that sum over the \
      seeds. Like the paper's, this choice looks at the test split and at the retrained model. \
      An epoch counts if the unlearning up to its end took at most %s.

      Rates tried: %s.

      ## Not run, or not to the end

      %s
      ## Settings

      %s""";

  TableDocument {
    skipped = List.copyOf(skipped);
  }

  String markdown() {
    return PAGE.formatted(
        table.markdown(),
        settings.seeds(),
        settings.seeds() == 1 ? "" : "s",
        settings.firstSeed(),
        settings.firstSeed(),
        settings.epochs(),
        budget,
        ratesTried(),
        list(skipped),
        list(
            identity.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .toList()));
  }

  private String ratesTried() {
    return String.join(
        "; ",
        settings.algorithms().stream()
            .map(
                algorithm ->
                    algorithm
                        + " "
                        + String.join(
                            ", ",
                            settings.learningRates().of(algorithm).stream()
                                .map(Decimals::plain)
                                .toList()))
            .toList());
  }

  private static String list(List<String> lines) {
    if (lines.isEmpty()) {
      return "Nothing was skipped.\n";
    }
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append("- ").append(line).append('\n'));
    return text.toString();
  }
}

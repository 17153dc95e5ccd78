// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.run;

import io.lethe.domain.policy.Strategy;
import io.lethe.learning.model.ModelException;
import io.lethe.learning.model.SignatureContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Says before a model is registered that no rung of its ladder could ever run on it. */
public final class LadderCheck {

  private LadderCheck() {}

  /**
   * Asks each rung what it needs of the model. One that cannot be run is passed over when its turn
   * comes, so a ladder is refused only where that is all of them.
   *
   * @param model its SavedModel
   * @throws ModelException if every rung needs a signature that the model lacks, or the folder
   *     holds no model
   * @throws io.lethe.unlearning.InvalidHyperParametersException if a rung's values do not fit
   *     together
   */
  public static void requireRunnable(List<Strategy> ladder, Path model) {
    SignatureContract contract = SignatureContract.read(model);
    Set<String> missing = new TreeSet<>();
    for (Strategy rung : ladder) {
      Set<String> lacking = new TreeSet<>(needs(rung));
      lacking.removeIf(contract::has);
      if (lacking.isEmpty()) {
        return;
      }
      missing.addAll(lacking);
    }
    throw new ModelException(
        "no rung of the ladder ("
            + String.join(", ", ladder.stream().map(Strategy::algorithm).toList())
            + ") can be run on the model in "
            + model
            + ", which lacks the signature "
            + String.join(", ", missing)
            + "; export it with the signature, or name a policy with a rung that does without, such"
            + " as sftc with teacher calibrated");
  }

  private static Set<String> needs(Strategy strategy) {
    UnlearningSettings settings =
        UnlearningSettings.parse(
            Algorithms.standard(), strategy.algorithm(), strategy.hyperParameters(), 0);
    return settings.algorithm().requiredSignatures(settings.hyperParameters());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.run;

import io.lethe.domain.policy.Strategy;
import io.lethe.learning.model.ModelException;
import io.lethe.learning.model.SignatureContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Says before a model is registered that a rung of its ladder could never run on it. */
public final class LadderCheck {

  private LadderCheck() {}

  /**
   * Asks each rung what it needs of the model.
   *
   * @param model its SavedModel
   * @throws ModelException naming the first rung that needs a signature the model lacks, or if the
   *     folder holds no model
   * @throws io.lethe.unlearning.InvalidHyperParametersException if a rung's values do not fit
   *     together
   */
  public static void requireRunnable(List<Strategy> ladder, Path model) {
    SignatureContract contract = SignatureContract.read(model);
    for (int rung = 0; rung < ladder.size(); rung++) {
      Strategy strategy = ladder.get(rung);
      Set<String> missing = new TreeSet<>(needs(strategy));
      missing.removeIf(contract::has);
      if (!missing.isEmpty()) {
        throw new ModelException(
            "rung "
                + (rung + 1)
                + " of the ladder ("
                + strategy.algorithm()
                + ", teacher "
                + strategy.teacher().label()
                + ") needs the signature "
                + String.join(", ", missing)
                + ", which the model in "
                + model
                + " lacks; export it with the signature, or register it with a policy whose rungs"
                + " do without (sftc with teacher biased or calibrated, finetune, scrub)");
      }
    }
  }

  private static Set<String> needs(Strategy strategy) {
    UnlearningSettings settings =
        UnlearningSettings.parse(
            Algorithms.standard(), strategy.algorithm(), strategy.hyperParameters(), 0);
    return settings.algorithm().requiredSignatures(settings.hyperParameters());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.derive;

import io.lethe.domain.policy.Algorithm;
import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.Measured;
import io.lethe.evaluation.split.SampleOrder;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import io.lethe.verifier.gate.Evidence;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Tells which candidates are derived again. */
public final class Derivations {

  /** 2^53: as many doubles lie evenly in [0, 1). */
  private static final double STEPS = 0x1p53;

  private final Rederiver rederiver;

  /** Those that this one trains. */
  public Derivations(Rederiver rederiver) {
    this.rederiver = rederiver;
  }

  /**
   * The derivation of one candidate. Whether it is drawn follows from the verifier's own key and
   * the candidate's digest: nobody can tell before it is published, and offering it again draws
   * nothing new.
   *
   * @param weights what the policy asks
   * @param order the verifier's own
   * @param cancelled asked while it is trained
   */
  public Derivation of(
      UnlearningJob job,
      ModelCandidate candidate,
      Gate.Weights weights,
      SampleOrder order,
      Trees trees,
      BooleanSupplier cancelled) {
    if (!job.getAlgorithm().equals(Algorithm.RETRAIN.label())) {
      return Derivation.notTried("not a retraining");
    }
    if (candidate.getProvenance() == null) {
      return (images, retain) ->
          Evidence.unmeasurable("the candidate does not say how it was made");
    }
    double draw = (order.rank("derive/" + candidate.getCandidateDigest(), 0) >>> 11) / STEPS;
    if (draw >= weights.derivedShare()) {
      return Derivation.notTried(
          "not drawn: a share of %s is derived again".formatted(weights.derivedShare()));
    }
    return derivation(
        RetrainingClaim.of(job, candidate.getProvenance()),
        weights.requireDerivation(),
        trees,
        cancelled);
  }

  /**
   * The two models.
   *
   * @param parent the version that the candidate was made from
   * @param candidate the new one
   */
  public record Trees(Path parent, Path candidate) {}

  /**
   * The derivation of a claim.
   *
   * @param required whether a claim that cannot be derived here fails
   */
  public Derivation derivation(
      RetrainingClaim claim, boolean required, Trees trees, BooleanSupplier cancelled) {
    Optional<String> hindrance = rederiver.hindrance(claim);
    if (hindrance.isPresent()) {
      String why = hindrance.get();
      return (images, retain) -> required ? Evidence.unmeasurable(why) : Evidence.notMeasured(why);
    }
    return (images, retain) -> {
      Optional<String> difference =
          rederiver.difference(claim, trees.parent, trees.candidate, images, retain, cancelled);
      return new Evidence(
          1,
          Measured.exactly(difference.isEmpty() ? 1 : 0),
          Measured.undefined(),
          difference.orElse(null));
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.domain.policy.Algorithm;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Strategy;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Policies by digest, parsed once; and which rungs of the ladder a set may climb. */
final class Policies {
  /** The one algorithm that is allowed for a set too small to be measured well. */
  private static final String RETRAIN = Algorithm.RETRAIN.label();

  private static final int MAX_CACHED = 1_000;

  private final Map<String, ModelPolicy> parsed = new HashMap<>();

  ModelPolicy of(ModelView view) {
    if (parsed.size() >= MAX_CACHED) {
      parsed.clear();
    }
    return parsed.computeIfAbsent(view.policyDigest(), digest -> ModelPolicy.parse(view.policy()));
  }

  /** When a job that is published now is published again. */
  Instant leaseEnd(ModelView view, Instant now) {
    return now.plus(of(view).sealing().jobLease());
  }

  /** All rungs, or of a set with fewer samples than are asked for only retraining. */
  static List<Strategy> ladder(ModelPolicy policy, SetRow set) {
    if (set.samples() >= leastSamples(policy, set)) {
      return policy.ladder();
    }
    return policy.ladder().stream().filter(rung -> isRetraining(rung.algorithm())).toList();
  }

  /**
   * What the policy and the reports of sets that were dissolved into it ask for; a full set is
   * large enough, also where the policy was another when they were dissolved.
   */
  static long leastSamples(ModelPolicy policy, SetRow set) {
    long asked = Math.min(set.inherited().samplesAsked(), policy.sealing().maxSamples());
    return Math.max(policy.sealing().minSamples(), asked);
  }

  static boolean isRetraining(String algorithm) {
    return algorithm.equals(RETRAIN);
  }
}

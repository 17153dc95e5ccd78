// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.domain.policy.Algorithm;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model that a gate is tried with. */
enum GateModel {
  /** Trained on everybody; what all others are said to have been made from. */
  PARENT,
  /** Trained anew without the people. */
  RETRAINED,
  /** What the first rung of the default ladder makes of the parent. */
  FIRST_RUNG,
  /** The same, told of four of five of the people only. */
  FIRST_RUNG_FOR_MOST,
  /** The same, told of nine of ten. */
  FIRST_RUNG_FOR_NEARLY_ALL,
  /** The same, told of every other sample of each person; nobody learns from the others again. */
  FIRST_RUNG_FOR_HALF_OF_EACH,
  /** The same, then an epoch on everybody. */
  FIRST_RUNG_TAUGHT_AGAIN,
  /** The same, then an epoch on those who stay and the test split. */
  FIRST_RUNG_TUNED,
  /** SFTC with the paper's generator, as the demo's first rung was. */
  BIASED,
  /** SFTC that aims at what the parent shows of samples never seen. */
  AS_RANDOM,
  /** The parent after three epochs that refuse one person in five, and teach the others. */
  REFUSED_BY_HEART,
  /** The parent after one epoch on those who stay. */
  FINETUNED,
  /** What NegGrad+ makes of the parent, with its own defaults. */
  NEGGRAD_PLUS(Algorithm.NEGGRAD_PLUS),
  /** CF-k. */
  CF_K(Algorithm.CF_K),
  /** EU-k. */
  EU_K(Algorithm.EU_K),
  /** Bad teaching. */
  BAD_TEACHING(Algorithm.BAD_TEACHING),
  /** SCRUB. */
  SCRUB(Algorithm.SCRUB),
  /** Random labels. */
  RANDOM_LABELS(Algorithm.RANDOM_LABELS),
  /** DELETE. */
  DELETE(Algorithm.DELETE),
  /** Kernel transpose, then fine-tuning. */
  KERNEL_TRANSPOSE(Algorithm.KERNEL_TRANSPOSE),
  /** Trained anew without four of five of the people. */
  ONE_IN_FIVE_KEPT,
  /** Trained anew with everybody, from another seed. */
  EVERYBODY_KEPT,
  /** Trained anew without the people, and with the test split. */
  TEST_SPLIT_LEARNT,
  /** The parent after one epoch on those who stay and the test split. */
  TEST_SPLIT_TUNED,
  /** Trained anew without a group that looks unlike the rest. */
  GROUP_RETRAINED,
  /** What the first rung makes of the parent for such a group, if it does not refuse it. */
  GROUP_FIRST_RUNG,
  /** SFTC that makes such a group look like samples never seen. */
  GROUP_AS_RANDOM;

  private final @Nullable Algorithm algorithm;

  GateModel() {
    this(null);
  }

  GateModel(@Nullable Algorithm algorithm) {
    this.algorithm = algorithm;
  }

  /** The algorithm that makes it, with its own defaults; empty where more is to be said. */
  Optional<Algorithm> algorithm() {
    return Optional.ofNullable(algorithm);
  }

  /** Whether it is about people whose pictures look unlike the rest. */
  boolean isOfGroup() {
    return this == GROUP_RETRAINED || this == GROUP_FIRST_RUNG || this == GROUP_AS_RANDOM;
  }

  /** Whether it is made of all parents ({@link GateBench#honest}), and not of the first alone. */
  boolean isMadeOfEveryParent() {
    return this == PARENT || this == RETRAINED || this == GROUP_RETRAINED;
  }
}

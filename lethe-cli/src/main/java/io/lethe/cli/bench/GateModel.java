// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

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
  /** SFTC with the paper's generator, as the demo's first rung was. */
  BIASED,
  /** The parent after one epoch on those who stay. */
  FINETUNED,
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

  /** Whether it is about people whose pictures look unlike the rest. */
  boolean isOfGroup() {
    return this == GROUP_RETRAINED || this == GROUP_FIRST_RUNG || this == GROUP_AS_RANDOM;
  }
}

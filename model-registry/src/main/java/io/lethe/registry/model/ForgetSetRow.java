// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import java.util.Objects;

/**
 * A forget set.
 *
 * @param forgetSetDigest the set
 * @param round how often it was let be tried again: by a person, or by a case of its subjects that
 *     was opened after a refusal
 * @param standing what is decided about it
 * @param decidedAt sequence of the event that let it be tried again, refused it or forgot it last;
 *     0 if none did
 * @param verdicts given about approximate versions that were to forget it, in all rounds
 */
public record ForgetSetRow(
    String forgetSetDigest, long round, Standing standing, long decidedAt, int verdicts)
    implements Row {
  private static final String PREFIX = "set/";

  /** What is decided about a set. */
  public enum Standing {
    /** Nothing yet. */
    OPEN,
    /** A version has forgotten it; it stays forgotten. */
    FORGOTTEN,
    /** A person refused it, with a reason; only a new round opens it again. */
    REFUSED
  }

  /** Checks every field. */
  public ForgetSetRow {
    RowRules.digest(forgetSetDigest, "forget set digest");
    RowRules.atLeast(0, round, "round");
    RowRules.atLeast(0, decidedAt, "sequence of the decision");
    RowRules.atLeast(0, verdicts, "verdicts");
    Objects.requireNonNull(standing, "standing");
  }

  static ForgetSetRow initial(String forgetSetDigest) {
    return new ForgetSetRow(forgetSetDigest, 0, Standing.OPEN, 0, 0);
  }

  /** A new round, open again unless a version has forgotten the set. */
  ForgetSetRow retried(long sequence) {
    Standing next = standing == Standing.REFUSED ? Standing.OPEN : standing;
    return new ForgetSetRow(forgetSetDigest, round + 1, next, sequence, verdicts);
  }

  ForgetSetRow refused(long sequence) {
    return new ForgetSetRow(forgetSetDigest, round, Standing.REFUSED, sequence, verdicts);
  }

  ForgetSetRow forgotten(long sequence) {
    return new ForgetSetRow(forgetSetDigest, round, Standing.FORGOTTEN, sequence, verdicts);
  }

  ForgetSetRow judged() {
    return new ForgetSetRow(forgetSetDigest, round, standing, decidedAt, verdicts + 1);
  }

  static String keyOf(String forgetSetDigest) {
    return PREFIX + forgetSetDigest;
  }

  @Override
  public String rowKey() {
    return keyOf(forgetSetDigest);
  }
}

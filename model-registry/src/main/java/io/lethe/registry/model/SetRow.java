package io.lethe.registry.model;

import java.util.Objects;

/**
 * A forget set.
 *
 * @param forgetSetDigest the set
 * @param round how often a person let it be tried again
 * @param standing what is decided about it
 */
public record SetRow(String forgetSetDigest, long round, Standing standing) implements Row {
  private static final String PREFIX = "set/";

  /** What is decided about a set. */
  public enum Standing {
    /** Nothing yet. */
    OPEN,
    /** A version has forgotten it; it stays forgotten. */
    FORGOTTEN,
    /** A person refused it, with a reason. */
    REFUSED
  }

  /** Checks every field. */
  public SetRow {
    Rules.digest(forgetSetDigest, "forget set digest");
    Rules.atLeast(0, round, "round");
    Objects.requireNonNull(standing, "standing");
  }

  static SetRow initial(String forgetSetDigest) {
    return new SetRow(forgetSetDigest, 0, Standing.OPEN);
  }

  SetRow retried() {
    return new SetRow(forgetSetDigest, round + 1, standing);
  }

  SetRow with(Standing newStanding) {
    return new SetRow(forgetSetDigest, round, newStanding);
  }

  static String keyOf(String forgetSetDigest) {
    return PREFIX + forgetSetDigest;
  }

  @Override
  public String rowKey() {
    return keyOf(forgetSetDigest);
  }
}

package io.lethe.registry.model;

/**
 * The policy in force.
 *
 * @param digest its SHA-256
 * @param json its canonical JSON
 */
public record Policy(String digest, String json) {
  /** Checks both fields. */
  public Policy {
    RowRules.digest(digest, "policy digest");
    RowRules.text(json, "policy");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

/**
 * Who puts artifacts into the store. Each writes below a prefix of its own and reads everywhere, so
 * that a store's rights can be given by prefix.
 */
public enum ArtifactWriter {
  /** The commands that register datasets and models. */
  REGISTRAR("registrar"),
  /** Deletion-ingest: forget sets. */
  INTAKE("intake"),
  /** Unlearn-worker: candidates, and which job has which. */
  WORKER("worker"),
  VERIFIER("verifier"),
  /** Model-registry. */
  REGISTRY("registry");

  private final String prefix;

  ArtifactWriter(String prefix) {
    this.prefix = prefix;
  }

  /** The name below the store's root under which everything that it writes lies. */
  public String prefix() {
    return prefix;
  }
}

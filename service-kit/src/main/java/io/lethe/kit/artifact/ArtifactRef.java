// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.crypto.Digests;

/**
 * Names an artifact.
 *
 * @param digest SHA-256 of a blob's content, or the Merkle root of a tree
 * @param uri {@code artifact:blob/<digest>} or {@code artifact:tree/<digest>}
 */
public record ArtifactRef(String digest, String uri) {

  private static final String BLOB = "artifact:blob/";
  private static final String TREE = "artifact:tree/";

  public ArtifactRef {
    Digests.requireSha256Hex(digest, "digest");
    requireNonNull(uri, "uri");
    if (!uri.equals(BLOB + digest) && !uri.equals(TREE + digest)) {
      throw new IllegalArgumentException(
          "Artifact URI '" + uri + "' must be " + BLOB + digest + " or " + TREE + digest);
    }
  }

  /** The reference of a blob. */
  public static ArtifactRef blob(String digest) {
    return new ArtifactRef(digest, BLOB + digest);
  }

  /** The reference of a tree. */
  public static ArtifactRef tree(String digest) {
    return new ArtifactRef(digest, TREE + digest);
  }

  /**
   * Reads a reference from its URI.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static ArtifactRef parse(String uri) {
    return new ArtifactRef(uri.substring(uri.lastIndexOf('/') + 1), uri);
  }

  /**
   * Reads a tree's reference from its URI.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static ArtifactRef parseTree(String uri) {
    ArtifactRef reference = parse(uri);
    if (!reference.isTree()) {
      throw new IllegalArgumentException(
          "Artifact URI '" + uri + "' must name a tree, " + TREE + reference.digest());
    }
    return reference;
  }

  /** Whether it names a tree. */
  public boolean isTree() {
    return uri.startsWith(TREE);
  }
}

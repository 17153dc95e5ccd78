package io.lethe.kit.artefact;

import static java.util.Objects.requireNonNull;

import io.lethe.kit.crypto.Digests;

/**
 * Names an artefact.
 *
 * @param digest SHA-256 of a blob's content, or the Merkle root of a tree
 * @param uri {@code artefact:blob/<digest>} or {@code artefact:tree/<digest>}
 */
public record ArtefactRef(String digest, String uri) {

  private static final String BLOB = "artefact:blob/";
  private static final String TREE = "artefact:tree/";

  public ArtefactRef {
    Digests.requireSha256Hex(digest, "digest");
    requireNonNull(uri, "uri");
    if (!uri.equals(BLOB + digest) && !uri.equals(TREE + digest)) {
      throw new IllegalArgumentException(
          "Artefact URI '" + uri + "' must be " + BLOB + digest + " or " + TREE + digest);
    }
  }

  /** The reference of a blob. */
  public static ArtefactRef blob(String digest) {
    return new ArtefactRef(digest, BLOB + digest);
  }

  /** The reference of a tree. */
  public static ArtefactRef tree(String digest) {
    return new ArtefactRef(digest, TREE + digest);
  }

  /**
   * Reads a reference from its URI.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static ArtefactRef parse(String uri) {
    return new ArtefactRef(uri.substring(uri.lastIndexOf('/') + 1), uri);
  }

  /** Whether it names a tree. */
  public boolean isTree() {
    return uri.startsWith(TREE);
  }
}

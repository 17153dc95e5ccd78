// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Immutable bytes by digest, and named pointers that are set once, opened as one {@link
 * ArtifactWriter}: what is put or deleted lies below its prefix, what is read by digest may lie
 * below any, and named pointers are the writer's own. Everything read is verified against its
 * digest. Safe for use by many threads and processes; all methods throw {@link
 * ArtifactStoreException} when the storage fails.
 */
public interface ArtifactStore {

  /** The same storage, opened as another writer. */
  ArtifactStore as(ArtifactWriter writer);

  /** Stores a blob under the SHA-256 of its content. */
  ArtifactRef putBlob(byte[] content);

  /**
   * The content of a blob.
   *
   * @throws ArtifactMissingException where there is none
   * @throws ArtifactCorruptException where no copy's bytes are what the digest says
   */
  byte[] readBlob(String digest);

  /**
   * Stores a folder's files under {@link ArtifactTree#digest}: whole or not at all.
   *
   * @throws IllegalArgumentException where the folder has no file, or holds a link or special file
   */
  ArtifactRef putTree(Path directory);

  /**
   * A local copy of a tree, verified file by file at every call. Read-only.
   *
   * @throws ArtifactMissingException where there is none
   * @throws ArtifactCorruptException where a file is missing, added or not what the digest says
   */
  Path tree(String digest);

  /**
   * The {@link #tree} that a URI names.
   *
   * @throws IllegalArgumentException where the URI names no tree
   */
  default Path treeAt(String uri) {
    return tree(ArtifactRef.parseTree(uri).digest());
  }

  /** Whether a blob or tree has this digest; says nothing about its health. */
  boolean contains(String digest);

  /**
   * Sets a named pointer such as {@code jobs/<job id>} if nobody has.
   *
   * @return whether this call set it; of any number of calls for a key, one
   */
  boolean putIfAbsent(String key, byte[] value);

  /** The value of a named pointer; empty where nobody has set it. */
  Optional<byte[]> read(String key);

  /**
   * Removes the writer's own copy of a tree for ever; one that is not there is fine. A copy that
   * another writer put stays, and the tree can be read as long as there is one: a writer has no
   * rights below another's prefix.
   */
  void deleteTree(String digest);
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import io.lethe.domain.crypto.Digests;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a store keeps what one writer puts there, as names with slashes below its root. Folder and
 * bucket have the same layout, so that one can be copied into the other.
 *
 * <pre>
 * layout                     the layout's number
 * worker/blobs/ab/abcd…      content by SHA-256
 * worker/trees/abcd…/files/  a tree's files
 * worker/trees/abcd…/MANIFEST
 * worker/keys/jobs/…         named pointers
 * registrar/…                and so on, a prefix for each writer
 * </pre>
 *
 * @param writer below whose prefix everything lies
 */
record StoreLayout(ArtifactWriter writer) {

  static final String TREES = "trees";

  /** A tree's folder with its files. */
  static final String FILES = "files";

  private static final String BLOBS = "blobs";
  private static final String KEYS = "keys";
  private static final Pattern KEY =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  /** Those of all writers. */
  static Stream<StoreLayout> all() {
    return Stream.of(ArtifactWriter.values()).map(StoreLayout::new);
  }

  /**
   * Looks for an artifact below every prefix. The first sound copy counts, so that a writer who
   * damages its own copy hides nobody else's.
   *
   * @param reader gives the copy below a prefix
   * @throws ArtifactMissingException where the reader says so of every prefix
   * @throws ArtifactCorruptException where there are copies and none is sound
   */
  static <T> T firstSound(Function<StoreLayout, T> reader) {
    Optional<ArtifactCorruptException> damaged = Optional.empty();
    Optional<ArtifactMissingException> missing = Optional.empty();
    for (StoreLayout layout : all().toList()) {
      try {
        return reader.apply(layout);
      } catch (ArtifactCorruptException e) {
        damaged = damaged.or(() -> Optional.of(e));
      } catch (ArtifactMissingException e) {
        missing = Optional.of(e);
      }
    }
    if (damaged.isPresent()) {
      throw damaged.get();
    }
    throw missing.orElseThrow();
  }

  String prefix() {
    return writer.prefix();
  }

  String blob(String digest) {
    Digests.requireSha256Hex(digest, "digest");
    return prefix() + '/' + BLOBS + '/' + digest.substring(0, 2) + '/' + digest;
  }

  String trees() {
    return prefix() + '/' + TREES;
  }

  String tree(String digest) {
    return trees() + '/' + Digests.requireSha256Hex(digest, "digest");
  }

  String treeManifest(String digest) {
    return tree(digest) + '/' + TreeManifest.FILE;
  }

  String treeFile(String digest, String path) {
    return tree(digest) + '/' + FILES + '/' + path;
  }

  String key(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "Key '" + key + "' must be names of letters, digits, '.', '_', '-', separated by '/'");
    }
    return prefix() + '/' + KEYS + '/' + key;
  }
}

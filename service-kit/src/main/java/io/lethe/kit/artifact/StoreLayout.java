package io.lethe.kit.artifact;

import io.lethe.domain.crypto.Digests;
import java.util.regex.Pattern;

/**
 * Where a store keeps what, as names with slashes below its root. Folder and bucket have the same
 * layout, so that one can be copied into the other.
 *
 * <pre>
 * blobs/ab/abcd…      content by SHA-256
 * trees/abcd…/files/  a tree's files
 * trees/abcd…/MANIFEST
 * keys/jobs/…         named pointers
 * </pre>
 */
final class StoreLayout {

  static final String BLOBS = "blobs";
  static final String TREES = "trees";
  static final String KEYS = "keys";

  /** A tree's folder with its files. */
  static final String FILES = "files";

  private static final Pattern KEY =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  private StoreLayout() {}

  static String blob(String digest) {
    Digests.requireSha256Hex(digest, "digest");
    return BLOBS + '/' + digest.substring(0, 2) + '/' + digest;
  }

  static String tree(String digest) {
    return TREES + '/' + Digests.requireSha256Hex(digest, "digest");
  }

  static String treeManifest(String digest) {
    return tree(digest) + '/' + TreeManifest.FILE;
  }

  static String treeFile(String digest, String path) {
    return tree(digest) + '/' + FILES + '/' + path;
  }

  static String key(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "Key '" + key + "' must be names of letters, digits, '.', '_', '-', separated by '/'");
    }
    return KEYS + '/' + key;
  }
}

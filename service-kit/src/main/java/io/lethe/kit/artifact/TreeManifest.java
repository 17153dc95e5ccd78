// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import io.lethe.domain.crypto.Digests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a stored tree with their digests, one {@code sha256 path} line each, so that damage
 * can be named. The manifest itself is verified: its Merkle root must be the tree's digest.
 */
record TreeManifest(SortedMap<String, String> fileDigests) {

  static final String FILE = "MANIFEST";
  private static final String SEPARATOR = "  ";
  private static final int DIGEST_DIGITS = 2 * Digests.SHA256_BYTES;

  TreeManifest {
    fileDigests = new TreeMap<>(fileDigests);
    fileDigests.keySet().forEach(TreeManifest::requireSafe);
  }

  static TreeManifest of(Path directory) {
    return new TreeManifest(ArtifactTree.fileDigests(directory));
  }

  String digest() {
    return ArtifactTree.digestOf(fileDigests);
  }

  byte[] toBytes() {
    StringBuilder text = new StringBuilder();
    fileDigests.forEach(
        (path, digest) -> text.append(digest).append(SEPARATOR).append(path).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads a manifest and holds it against the tree's digest. */
  static TreeManifest parse(byte[] bytes, String treeDigest) {
    SortedMap<String, String> digests = new TreeMap<>();
    for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
      boolean wellFormed =
          line.length() > DIGEST_DIGITS + SEPARATOR.length()
              && Digests.isSha256Hex(line.substring(0, DIGEST_DIGITS));
      if (!wellFormed) {
        throw new ArtifactCorruptException(treeDigest, FILE, "has a line that is no entry");
      }
      digests.put(
          line.substring(DIGEST_DIGITS + SEPARATOR.length()), line.substring(0, DIGEST_DIGITS));
    }
    if (!ArtifactTree.digestOf(digests).equals(treeDigest)) {
      throw new ArtifactCorruptException(treeDigest, FILE, "does not add up to the digest");
    }
    try {
      return new TreeManifest(digests);
    } catch (IllegalArgumentException e) {
      throw new ArtifactCorruptException(treeDigest, FILE, "is unsafe: " + e.getMessage());
    }
  }

  /** Throws unless the folder holds exactly the files of this manifest. */
  void verify(Path directory, String treeDigest) {
    SortedMap<String, String> found;
    try {
      found = ArtifactTree.fileDigests(directory);
    } catch (IllegalArgumentException e) {
      throw new ArtifactCorruptException(
          treeDigest, directory.toString(), String.valueOf(e.getMessage()));
    }
    fileDigests.forEach(
        (path, digest) -> {
          String actual = found.get(path);
          if (actual == null) {
            throw new ArtifactCorruptException(treeDigest, path, "is missing");
          }
          if (!actual.equals(digest)) {
            throw new ArtifactCorruptException(
                treeDigest, path, "has SHA-256 " + actual + " instead of " + digest);
          }
        });
    for (String path : found.keySet()) {
      if (!fileDigests.containsKey(path)) {
        throw new ArtifactCorruptException(treeDigest, path, "does not belong to it");
      }
    }
  }

  /** Paths are written to where a tree is fetched: none may lead out of its folder. */
  private static void requireSafe(String path) {
    boolean controls = path.chars().anyMatch(c -> c < ' ');
    boolean leadsAway =
        Stream.of(path.split("/", -1))
            .anyMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."));
    if (controls || leadsAway) {
      throw new IllegalArgumentException(
          "File name '"
              + path.replaceAll("\\p{Cntrl}", "?")
              + (controls ? "' has control characters" : "' is no path below a folder"));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.crypto.MerkleTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The digest of a folder: the RFC 6962 Merkle root over its files, sorted by path. A leaf is the
 * path in UTF-8 (with slashes, relative), a zero byte, and the 32 bytes of the file's SHA-256.
 * Empty folders, times and permissions do not count.
 */
public final class ArtifactTree {

  private ArtifactTree() {}

  /**
   * A folder's digest, 64 lower-case hexadecimal digits.
   *
   * @throws IllegalArgumentException where the folder has no file, or holds a link or special file
   * @throws ArtifactStoreException where it cannot be read
   */
  public static String digest(Path directory) {
    return digestOf(fileDigests(directory));
  }

  /** SHA-256 of every file by its path with slashes, sorted. */
  static SortedMap<String, String> fileDigests(Path directory) {
    SortedMap<String, String> digests = new TreeMap<>();
    try {
      for (Path file : files(directory)) {
        digests.put(relative(directory, file), Digests.sha256Hex(file));
      }
    } catch (IOException e) {
      throw new ArtifactStoreException("Folder " + directory + " cannot be read", e);
    }
    return digests;
  }

  static String digestOf(SortedMap<String, String> fileDigests) {
    List<byte[]> leaves = new ArrayList<>();
    fileDigests.forEach((path, digest) -> leaves.add(leaf(path, digest)));
    return Digests.hex(MerkleTree.root(leaves));
  }

  /** Every file under a folder, in no particular order. */
  static List<Path> files(Path directory) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new IllegalArgumentException(directory + " must be a folder");
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> entries = Files.walk(directory)) {
      for (Path entry : entries.toList()) {
        if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
          files.add(entry);
        } else if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          throw new IllegalArgumentException(
              entry + " is a link or special file; an artifact holds plain files only");
        }
      }
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("Folder " + directory + " has no file");
    }
    return files;
  }

  static String relative(Path directory, Path file) {
    Path path = directory.relativize(file);
    return Stream.iterate(0, i -> i < path.getNameCount(), i -> i + 1)
        .map(i -> path.getName(i).toString())
        .collect(Collectors.joining("/"));
  }

  private static byte[] leaf(String path, String digest) {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    byte[] leaf = new byte[name.length + 1 + Digests.SHA256_BYTES];
    System.arraycopy(name, 0, leaf, 0, name.length);
    System.arraycopy(Digests.unhex(digest), 0, leaf, name.length + 1, Digests.SHA256_BYTES);
    return leaf;
  }
}

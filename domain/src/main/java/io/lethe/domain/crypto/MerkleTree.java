// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Merkle trees as in RFC 6962, section 2.1: leaves are hashed as SHA-256(0 ‖ leaf), inner nodes as
 * SHA-256(1 ‖ left ‖ right), the left child holds the largest power of two that is smaller than the
 * number of leaves. The root over no leaves is SHA-256 of nothing.
 */
public final class MerkleTree {

  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  private MerkleTree() {}

  /** The root over the leaves, 32 bytes. */
  public static byte[] root(List<byte[]> leaves) {
    return leaves.isEmpty() ? Digests.sha256() : subtree(leaves);
  }

  /**
   * The audit path of one leaf: the sibling hashes from the leaf to the root.
   *
   * @throws IndexOutOfBoundsException where there is no such leaf
   */
  public static List<byte[]> proof(List<byte[]> leaves, int index) {
    Objects.checkIndex(index, leaves.size());
    List<byte[]> path = new ArrayList<>();
    collect(leaves, index, path);
    return List.copyOf(path);
  }

  /**
   * Whether a leaf stands at an index of the tree with this root and size.
   *
   * @param path as {@link #proof} gave it
   */
  public static boolean verify(byte[] leaf, int index, int size, List<byte[]> path, byte[] root) {
    requireNonNull(root, "root");
    if (index < 0 || index >= size) {
      return false;
    }
    // RFC 9162, section 2.1.3.2: the same trees, with the check spelled out as a loop
    int node = index;
    int last = size - 1;
    byte[] hash = leafHash(leaf);
    for (byte[] sibling : path) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        hash = nodeHash(sibling, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        hash = nodeHash(hash, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && MessageDigest.isEqual(hash, root);
  }

  private static byte[] subtree(List<byte[]> leaves) {
    if (leaves.size() == 1) {
      return leafHash(leaves.get(0));
    }
    int split = split(leaves.size());
    return nodeHash(
        subtree(leaves.subList(0, split)), subtree(leaves.subList(split, leaves.size())));
  }

  private static void collect(List<byte[]> leaves, int index, List<byte[]> path) {
    if (leaves.size() == 1) {
      return;
    }
    int split = split(leaves.size());
    List<byte[]> left = leaves.subList(0, split);
    List<byte[]> right = leaves.subList(split, leaves.size());
    if (index < split) {
      collect(left, index, path);
      path.add(subtree(right));
    } else {
      collect(right, index - split, path);
      path.add(subtree(left));
    }
  }

  private static int split(int size) {
    return Integer.highestOneBit(size - 1);
  }

  private static byte[] leafHash(byte[] leaf) {
    return Digests.sha256(LEAF, leaf);
  }

  private static byte[] nodeHash(byte[] left, byte[] right) {
    return Digests.sha256(NODE, left, right);
  }
}

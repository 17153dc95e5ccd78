// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.forgetset;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.crypto.MerkleTree;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Who and what is to be forgotten: an immutable set, stored as a blob under its {@link #digest}.
 *
 * <p>Its bytes are ASCII lines: {@code lethe-forget-set 1}, {@code subjects <n>}, the n subject
 * keys, {@code ordinals <m>}, the m ordinals; every line ends with a line feed.
 *
 * @param subjectKeys subject keys, sorted, each once
 * @param ordinals ordinals of train samples, ascending, each once
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, compared by content
public record ForgetSet(List<String> subjectKeys, int[] ordinals) {

  private static final String TITLE = "lethe-forget-set 1";

  public ForgetSet {
    subjectKeys = List.copyOf(subjectKeys);
    ordinals = ordinals.clone();
    for (int i = 0; i < subjectKeys.size(); i++) {
      Digests.requireSha256Hex(subjectKeys.get(i), "subject key " + i);
      if (i > 0 && subjectKeys.get(i - 1).compareTo(subjectKeys.get(i)) >= 0) {
        throw new IllegalArgumentException(
            "Subject keys must be sorted and unique, broken at position " + i);
      }
    }
    for (int i = 0; i < ordinals.length; i++) {
      if (ordinals[i] < 0 || (i > 0 && ordinals[i - 1] >= ordinals[i])) {
        throw new IllegalArgumentException(
            "Ordinals must be ascending from 0 and unique, broken at position "
                + i
                + " by "
                + ordinals[i]);
      }
    }
  }

  /** The set of nobody. */
  public static ForgetSet empty() {
    return new ForgetSet(List.of(), new int[0]);
  }

  /** A set of keys and ordinals in any order, repeats allowed. */
  public static ForgetSet of(Collection<String> subjectKeys, int... ordinals) {
    return new ForgetSet(
        List.copyOf(new TreeSet<>(subjectKeys)),
        IntStream.of(ordinals).sorted().distinct().toArray());
  }

  /**
   * Reads a set.
   *
   * @throws IllegalArgumentException where the bytes are not the canonical bytes of a set
   */
  public static ForgetSet parse(byte[] bytes) {
    List<String> lines = new String(bytes, StandardCharsets.US_ASCII).lines().toList();
    if (lines.size() < 3 || !lines.get(0).equals(TITLE)) {
      throw malformed("must begin with '" + TITLE + "'");
    }
    int subjects = count(lines.get(1), "subjects ");
    if (lines.size() < 3L + subjects) {
      throw malformed("ends before its " + subjects + " subject keys");
    }
    int samples = count(lines.get(2 + subjects), "ordinals ");
    if (lines.size() != 3L + subjects + samples) {
      throw malformed("must have " + samples + " ordinals and nothing after them");
    }
    int[] ordinals =
        lines.subList(3 + subjects, lines.size()).stream()
            .mapToInt(line -> number(line, "an ordinal"))
            .toArray();
    ForgetSet set = new ForgetSet(lines.subList(2, 2 + subjects), ordinals);
    if (!Arrays.equals(set.toBytes(), bytes)) {
      throw malformed("is not in its canonical spelling");
    }
    return set;
  }

  /** The set's canonical bytes. */
  public byte[] toBytes() {
    StringBuilder text = new StringBuilder(TITLE).append('\n');
    text.append("subjects ").append(subjectKeys.size()).append('\n');
    subjectKeys.forEach(key -> text.append(key).append('\n'));
    text.append("ordinals ").append(ordinals.length).append('\n');
    for (int ordinal : ordinals) {
      text.append(ordinal).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** SHA-256 of the canonical bytes, 64 lower-case hexadecimal digits. */
  public String digest() {
    return Digests.sha256Hex(toBytes());
  }

  /** RFC 6962 Merkle root over the subject keys, each as its 64 ASCII digits, hexadecimal. */
  public String merkleRoot() {
    return Digests.hex(MerkleTree.root(merkleLeaves()));
  }

  /** The leaves under {@link #merkleRoot}, to prove one subject's membership. */
  public List<byte[]> merkleLeaves() {
    return subjectKeys.stream().map(key -> key.getBytes(StandardCharsets.US_ASCII)).toList();
  }

  /** Everything that is in this set or the other. */
  public ForgetSet union(ForgetSet other) {
    return of(
        Stream.concat(subjectKeys.stream(), other.subjectKeys.stream()).toList(),
        IntStream.concat(IntStream.of(ordinals), IntStream.of(other.ordinals)).toArray());
  }

  /** Whether all of the other set is in this one. */
  public boolean containsAll(ForgetSet other) {
    return new HashSet<>(subjectKeys).containsAll(other.subjectKeys)
        && IntStream.of(other.ordinals).allMatch(each -> Arrays.binarySearch(ordinals, each) >= 0);
  }

  @Override
  public int[] ordinals() {
    return ordinals.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ForgetSet set
        && subjectKeys.equals(set.subjectKeys)
        && Arrays.equals(ordinals, set.ordinals);
  }

  @Override
  public int hashCode() {
    return 31 * subjectKeys.hashCode() + Arrays.hashCode(ordinals);
  }

  @Override
  public String toString() {
    return "ForgetSet[subjects=" + subjectKeys.size() + ", samples=" + ordinals.length + "]";
  }

  private static int count(String line, String prefix) {
    if (!line.startsWith(prefix)) {
      throw malformed("must have a line '" + prefix + "<count>'");
    }
    return number(line.substring(prefix.length()), "a count");
  }

  private static int number(String text, String what) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw malformed("has a line that must be " + what);
    }
  }

  private static IllegalArgumentException malformed(String rule) {
    return new IllegalArgumentException("Forget set " + rule);
  }
}

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
 * <p>A picture of these people may lie in the train split a second time, under another subject or
 * nobody: its twin. Twins are remembered beside the ordinals and never among them, because nobody
 * asked for their owner to be forgotten; whether they may be trained on is the policy's word.
 *
 * <p>Its bytes are ASCII lines: {@code lethe-forget-set 1}, {@code subjects <n>}, the n subject
 * keys, {@code ordinals <m>}, the m ordinals, and where there are twins {@code twins <t>} and the t
 * ordinals of theirs; every line ends with a line feed.
 *
 * <p>Why: docs/decisions/0027-identical-pictures-go-with-the-forgotten.md.
 *
 * @param subjectKeys subject keys, sorted, each once
 * @param ordinals ordinals of train samples, ascending, each once
 * @param twins ordinals of other train samples whose encoded images are equal to some of these,
 *     ascending, each once, none of them among {@code ordinals}
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, compared by content
public record ForgetSet(List<String> subjectKeys, int[] ordinals, int[] twins) {

  private static final String TITLE = "lethe-forget-set 1";

  public ForgetSet {
    subjectKeys = List.copyOf(subjectKeys);
    ordinals = ordinals.clone();
    twins = twins.clone();
    for (int i = 0; i < subjectKeys.size(); i++) {
      Digests.requireSha256Hex(subjectKeys.get(i), "subject key " + i);
      if (i > 0 && subjectKeys.get(i - 1).compareTo(subjectKeys.get(i)) >= 0) {
        throw new IllegalArgumentException(
            "Subject keys must be sorted and unique, broken at position " + i);
      }
    }
    requireAscending("Ordinals", ordinals);
    requireAscending("Twins", twins);
    for (int twin : twins) {
      if (Arrays.binarySearch(ordinals, twin) >= 0) {
        throw new IllegalArgumentException(
            "Twins must be other samples than the set's own, broken by " + twin);
      }
    }
  }

  /** A set without twins. */
  public ForgetSet(List<String> subjectKeys, int[] ordinals) {
    this(subjectKeys, ordinals, new int[0]);
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
    List<String> keys = block(lines, 1, "subjects ");
    List<String> samples = block(lines, 2 + keys.size(), "ordinals ");
    int end = 3 + keys.size() + samples.size();
    List<String> others = end == lines.size() ? List.of() : block(lines, end, "twins ");
    if (end + (others.isEmpty() ? 0 : 1) + others.size() != lines.size()) {
      throw malformed("must have nothing after its last ordinal");
    }
    ForgetSet set = new ForgetSet(keys, numbers(samples), numbers(others));
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
    if (twins.length > 0) {
      text.append("twins ").append(twins.length).append('\n');
      for (int twin : twins) {
        text.append(twin).append('\n');
      }
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

  /**
   * This set with more twins; those that are among its ordinals are left out.
   *
   * @param more ordinals in any order, repeats allowed
   */
  public ForgetSet withTwins(int... more) {
    return new ForgetSet(
        subjectKeys,
        ordinals,
        IntStream.concat(IntStream.of(twins), IntStream.of(more))
            .filter(each -> Arrays.binarySearch(ordinals, each) < 0)
            .sorted()
            .distinct()
            .toArray());
  }

  /** The same people and samples with the twins among the samples: none of them is trained on. */
  public ForgetSet takingTwinsIn() {
    return of(subjectKeys, IntStream.concat(IntStream.of(ordinals), IntStream.of(twins)).toArray());
  }

  /** Everything that is in this set or the other. What is somebody's sample is no twin. */
  public ForgetSet union(ForgetSet other) {
    return of(
            Stream.concat(subjectKeys.stream(), other.subjectKeys.stream()).toList(),
            IntStream.concat(IntStream.of(ordinals), IntStream.of(other.ordinals)).toArray())
        .withTwins(IntStream.concat(IntStream.of(twins), IntStream.of(other.twins)).toArray());
  }

  /** Whether all of the other set is in this one; its twins may be samples here. */
  public boolean containsAll(ForgetSet other) {
    return new HashSet<>(subjectKeys).containsAll(other.subjectKeys)
        && IntStream.of(other.ordinals).allMatch(each -> Arrays.binarySearch(ordinals, each) >= 0)
        && IntStream.of(other.twins)
            .allMatch(
                each ->
                    Arrays.binarySearch(ordinals, each) >= 0
                        || Arrays.binarySearch(twins, each) >= 0);
  }

  @Override
  public int[] ordinals() {
    return ordinals.clone();
  }

  @Override
  public int[] twins() {
    return twins.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ForgetSet set
        && subjectKeys.equals(set.subjectKeys)
        && Arrays.equals(ordinals, set.ordinals)
        && Arrays.equals(twins, set.twins);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * subjectKeys.hashCode() + Arrays.hashCode(ordinals)) + Arrays.hashCode(twins);
  }

  @Override
  public String toString() {
    return "ForgetSet[subjects="
        + subjectKeys.size()
        + ", samples="
        + ordinals.length
        + twinText()
        + "]";
  }

  private String twinText() {
    return twins.length == 0 ? "" : ", twins=" + twins.length;
  }

  private static void requireAscending(String what, int[] ordinals) {
    for (int i = 0; i < ordinals.length; i++) {
      if (ordinals[i] < 0 || (i > 0 && ordinals[i - 1] >= ordinals[i])) {
        throw new IllegalArgumentException(
            what
                + " must be ascending from 0 and unique, broken at position "
                + i
                + " by "
                + ordinals[i]);
      }
    }
  }

  /** The lines that a line with their count announces. */
  private static List<String> block(List<String> lines, int at, String prefix) {
    if (at >= lines.size() || !lines.get(at).startsWith(prefix)) {
      throw malformed("must have a line '" + prefix + "<count>'");
    }
    int count = number(lines.get(at).substring(prefix.length()), "a count");
    if (count < 0 || lines.size() < 1L + at + count) {
      throw malformed("ends before the " + count + " lines after '" + prefix + "<count>'");
    }
    return lines.subList(at + 1, at + 1 + count);
  }

  private static int[] numbers(List<String> lines) {
    return lines.stream().mapToInt(line -> number(line, "an ordinal")).toArray();
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

// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which samples play which part in one evaluation. Arrays are owned by this object, not copied.
 *
 * @param test the whole test split
 * @param forget the forget set; may be empty
 * @param retain train samples neither forgotten nor excluded, at most as many as asked for
 * @param members the attacker's members, from retain
 * @param nonMembers the attacker's non-members, from the first half of {@code neverSeen}; by class
 *     as many as members
 * @param unseen the other half of {@code neverSeen}: what the model and the attacker have never
 *     seen
 * @param neverSeen test samples that the model has never seen: without those whose pictures lie in
 *     train samples too
 */
@SuppressWarnings("ArrayRecordComponent") // large and handed on, never copied
public record SamplePlan(
    int[] test,
    int[] forget,
    int[] retain,
    int[] members,
    int[] nonMembers,
    int[] unseen,
    int[] neverSeen) {

  /** Refuses missing parts. */
  public SamplePlan {
    Objects.requireNonNull(test, "test");
    Objects.requireNonNull(forget, "forget");
    Objects.requireNonNull(retain, "retain");
    Objects.requireNonNull(members, "members");
    Objects.requireNonNull(nonMembers, "nonMembers");
    Objects.requireNonNull(unseen, "unseen");
    Objects.requireNonNull(neverSeen, "neverSeen");
  }

  /**
   * Assigns the parts.
   *
   * @param forget ordinals to forget, of the train split
   * @param excluded all ordinals that may not have been trained on, of the train split; forget's
   *     are added
   * @param order the verifier's own order
   * @param maxRetain retain samples to measure at most; members are always among them
   * @throws IllegalArgumentException if forget or excluded name samples outside the train split
   */
  public static SamplePlan of(
      LabelledSamples samples, int[] forget, int[] excluded, SampleOrder order, int maxRetain) {
    samples.requireTrain(forget);
    int[] out = IntStream.concat(IntStream.of(forget), IntStream.of(excluded)).toArray();
    List<int[]> retainByClass =
        byClass(samples, order.sorted("members", samples.trainWithout(out)));
    List<int[]> testByClass = byClass(samples, order.sorted("held-out", samples.unseen()));
    List<int[]> members = new ArrayList<>();
    List<int[]> nonMembers = new ArrayList<>();
    List<int[]> unseen = new ArrayList<>();
    for (int c = 0; c < samples.classes(); c++) {
      int[] test = testByClass.get(c);
      int half = test.length / 2;
      int paired = Math.min(half, retainByClass.get(c).length);
      members.add(Arrays.copyOf(retainByClass.get(c), paired));
      nonMembers.add(Arrays.copyOf(test, paired));
      unseen.add(Arrays.copyOfRange(test, half, test.length));
    }
    int[] memberOrdinals = sorted(members);
    return new SamplePlan(
        samples.test(),
        forget,
        retain(samples, out, memberOrdinals, order, maxRetain),
        memberOrdinals,
        sorted(nonMembers),
        sorted(unseen),
        samples.unseen());
  }

  /** The same for a model that is not asked about retain samples, and not attacked. */
  public SamplePlan withoutRetain() {
    return new SamplePlan(test, forget, new int[0], new int[0], new int[0], unseen, neverSeen);
  }

  /** All ordinals that a model has to be asked about, sorted. */
  public int[] everything() {
    return Stream.of(test, forget, retain)
        .flatMapToInt(IntStream::of)
        .sorted()
        .distinct()
        .toArray();
  }

  private static int[] retain(
      LabelledSamples samples, int[] out, int[] members, SampleOrder order, int maxRetain) {
    int[] others =
        IntStream.of(samples.trainWithout(out))
            .filter(ordinal -> Arrays.binarySearch(members, ordinal) < 0)
            .toArray();
    int wanted = Math.max(0, Math.min(others.length, maxRetain - members.length));
    int[] drawn = Arrays.copyOf(order.sorted("retain", others), wanted);
    return IntStream.concat(IntStream.of(members), IntStream.of(drawn)).sorted().toArray();
  }

  private static List<int[]> byClass(LabelledSamples samples, int[] ordinals) {
    List<int[]> byClass = new ArrayList<>();
    for (int c = 0; c < samples.classes(); c++) {
      int wanted = c;
      byClass.add(IntStream.of(ordinals).filter(o -> samples.labels()[o] == wanted).toArray());
    }
    return byClass;
  }

  private static int[] sorted(List<int[]> parts) {
    return parts.stream().flatMapToInt(IntStream::of).sorted().toArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SamplePlan that && Arrays.deepEquals(parts(), that.parts());
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(parts());
  }

  @Override
  public String toString() {
    return ("SamplePlan[test=%d, neverSeen=%d, forget=%d, retain=%d, members=%d, nonMembers=%d,"
            + " unseen=%d]")
        .formatted(
            test.length,
            neverSeen.length,
            forget.length,
            retain.length,
            members.length,
            nonMembers.length,
            unseen.length);
  }

  private int[][] parts() {
    return new int[][] {test, forget, retain, members, nonMembers, unseen, neverSeen};
  }
}

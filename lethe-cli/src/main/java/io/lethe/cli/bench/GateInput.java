// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.learning.source.OwnedDataset;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The people of a trial of the gate, drawn anew for each parent.
 *
 * @param images decoded
 * @param owned the same with its owners, under keys that stand in for those of a registration
 * @param train the train split
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record GateInput(Dataset images, OwnedDataset owned, int[] train) {

  private static final int GROUPED = 3;

  /**
   * The people of a bundle.
   *
   * @throws io.lethe.learning.dataset.DatasetException if it names none
   */
  static GateInput of(Dataset images, DatasetBundle bundle) {
    Map<String, int[]> keyed = new TreeMap<>();
    bundle.trainOrdinalsBySubject().forEach((subject, rows) -> keyed.put(keyOf(subject), rows));
    int[] owners = IntStream.range(0, bundle.size()).map(bundle::owner).toArray();
    return new GateInput(
        images,
        new OwnedDataset(images, owners, keyed, bundle.identicalPictures()),
        images.ordinals(Split.TRAIN));
  }

  private static String keyOf(String subject) {
    return Digests.sha256Hex(subject.getBytes(StandardCharsets.UTF_8));
  }

  int people() {
    return owned.ordinalsBySubjectKey().size();
  }

  /** So many people, drawn for a parent: fewer are the first of more. */
  List<String> draw(int people, int number, long seed) {
    List<String> keys = List.copyOf(owned.ordinalsBySubjectKey().keySet());
    int[] places =
        new SeededOrder(seed)
            .sorted("gate/people-" + number, IntStream.range(0, keys.size()).toArray());
    return IntStream.of(places).limit(people).mapToObj(keys::get).toList();
  }

  /**
   * The same pictures owned otherwise: each person has as many as people have in the mean, of one
   * class and about as bright.
   */
  GateInput ofAlike() {
    Map<String, int[]> keyed = new TreeMap<>();
    int each = Math.max(1, train.length / people());
    int[] owners = new int[images.size()];
    Arrays.fill(owners, -1);
    for (int label = 0; label < images.classes(); label++) {
      int[] rows = byBrightness(label);
      for (int i = 0; i < rows.length; i++) {
        owners[rows[i]] = keyed.size();
        if (i % each == each - 1 || i == rows.length - 1) {
          int[] own = Arrays.copyOfRange(rows, i - i % each, i + 1);
          Arrays.sort(own);
          keyed.put(alike(label, i / each), own);
        }
      }
    }
    return new GateInput(images, new OwnedDataset(images, owners, keyed, owned.identical()), train);
  }

  /** So many groups differ: of each class to begin with, a dark and a bright one. */
  int groups() {
    return 2 * images.classes();
  }

  /**
   * So many of the people with the darkest pictures of {@value #GROUPED} classes, and of the next
   * classes where these have fewer; of {@link #ofAlike}. From number to number the classes change;
   * after all of them come the brightest.
   *
   * @param number from 1 to {@link #groups}
   */
  List<String> unlikeTheRest(int people, int number) {
    int classes = images.classes();
    boolean bright = number > classes;
    List<String> alike = new ArrayList<>();
    for (int from = 0; from < classes; from += GROUPED) {
      for (int place = 0; place < people(); place++) {
        for (int i = from; i < Math.min(from + GROUPED, classes); i++) {
          int label = (number + i) % classes;
          int last = lastPlace(label);
          if (place <= last) {
            alike.add(alike(label, bright ? last - place : place));
          }
        }
      }
    }
    return alike.subList(0, people);
  }

  private int lastPlace(int label) {
    int place = 0;
    while (owned.ordinalsBySubjectKey().containsKey(alike(label, place))) {
      place++;
    }
    return place - 1;
  }

  private static String alike(int label, int place) {
    return keyOf("class-" + label + "/" + place);
  }

  private int[] byBrightness(int label) {
    ByteBuffer pixels = ByteBuffer.allocateDirect(images.shape().bytes());
    Map<Integer, Long> sums = new HashMap<>();
    for (int row : train) {
      if (images.label(row) == label) {
        images.copyImage(row, pixels.clear());
        sums.put(row, sum(pixels));
      }
    }
    return sums.entrySet().stream()
        .sorted(Map.Entry.<Integer, Long>comparingByValue().thenComparing(Map.Entry::getKey))
        .mapToInt(Map.Entry::getKey)
        .toArray();
  }

  private static long sum(ByteBuffer pixels) {
    long sum = 0;
    for (int i = 0; i < pixels.capacity(); i++) {
      sum += Byte.toUnsignedInt(pixels.get(i));
    }
    return sum;
  }

  /** Everything that these people own. */
  ForgetSet setOf(List<String> people) {
    return ForgetSet.of(people, rowsOf(people));
  }

  /**
   * What may not be trained on when they are forgotten: theirs, and the same pictures of others.
   */
  ForgetSet excluded(List<String> people) {
    return setOf(people).withTwins(owned.identical().trainTwins(rowsOf(people))).takingTwinsIn();
  }

  int[] rowsOf(List<String> people) {
    return people.stream()
        .flatMapToInt(key -> IntStream.of(owned.ordinalsBySubjectKey().get(key)))
        .sorted()
        .toArray();
  }
}

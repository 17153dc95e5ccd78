// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.audit;

import io.lethe.cli.offline.RowParts;
import io.lethe.evaluation.split.People;
import io.lethe.evaluation.split.SampleOrder;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.unlearning.UnlearningRows;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows of an audit. Who has asked to be forgotten is left out of everything: not drawn, since a
 * forget set of the audit is trained on once more, and for the same reason not retained.
 *
 * @param dataset decoded images
 * @param rows the forget set that was drawn, and who is retained
 * @param retained of these the ones whose margins are kept, sorted
 * @param person {@code [forget rows]}, equal numbers for the rows of one person
 * @param asked how many rows belong to people who have asked
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record AuditInput(Dataset dataset, UnlearningRows rows, int[] retained, int[] person, int asked) {

  /**
   * Draws people.
   *
   * @param askedSubjects who have asked; nobody where empty
   * @throws io.lethe.learning.dataset.DatasetException if the dataset names no people, or not these
   * @throws IllegalArgumentException if too few are left, or a class would be without a row
   */
  static AuditInput draw(
      Dataset dataset, DatasetBundle bundle, List<String> askedSubjects, AuditSettings settings) {
    int[] asked = bundle.ordinalsOf(askedSubjects);
    int[] train = without(dataset.ordinals(Split.TRAIN), asked);
    int[] people = IntStream.of(train).map(bundle::owner).distinct().sorted().toArray();
    if (people.length <= settings.people()) {
      throw new IllegalArgumentException(
          ("%,d of the people with train rows have not asked to be forgotten, and --people is %,d:"
                  + " somebody must be left to retain; draw fewer, or take a larger dataset")
              .formatted(people.length, settings.people()));
    }
    SampleOrder order = new SeededOrder(settings.seed());
    BitSet drawn = new BitSet();
    Arrays.stream(order.sorted("audit/people", people))
        .limit(settings.people())
        .forEach(drawn::set);
    int[] forget = IntStream.of(train).filter(row -> drawn.get(bundle.owner(row))).toArray();
    UnlearningRows rows = RowParts.of(dataset, train, forget);
    int[] compared =
        Arrays.stream(order.sorted("audit/retained", rows.retain()))
            .limit(settings.retainSamples())
            .sorted()
            .toArray();
    int[] person = People.of(bundle).clusters(rows.forget());
    return new AuditInput(dataset, rows, compared, person, asked.length);
  }

  private static int[] without(int[] train, int[] asked) {
    return IntStream.of(train).filter(row -> Arrays.binarySearch(asked, row) < 0).toArray();
  }

  /** What parents are trained on. */
  int[] all() {
    return rows.union();
  }
}

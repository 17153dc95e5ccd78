// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.reference;

import io.lethe.evaluation.split.SampleOrder;
import io.lethe.learning.dataset.Owners;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.ModelException;
import io.lethe.learning.source.OwnedDataset;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Who is in which half. Models come in pairs; of each pair one learns people of one half and the
 * other people of the other half, about as many samples as there is room for: so what models differ
 * by holds what other people would have taught them. Halves and draws follow from the verifier's
 * order alone, sample by sample, so that nothing is kept of people.
 *
 * @param order the verifier's own
 * @param dataset the registered one
 * @param absent samples that no model is trained on
 * @param room for about so many samples
 */
record ReferenceHalves(SampleOrder order, OwnedDataset dataset, BitSet absent, int room) {
  /**
   * What a model learns, and what it has then seen: all samples of the people it learns from, and
   * all that have a picture of those, whosever they are.
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Half(int[] rows, BitSet seen) {}

  /**
   * The half of a model; the other one where nobody is in it.
   *
   * @param model its number, from 0 on
   * @throws ModelException if nobody stays
   */
  Half of(int model) {
    String pair = "reference/pair-" + model / 2;
    BitSet people = rows(row -> (order.rank(pair, person(row)) & 1) == model % 2);
    if (people.isEmpty()) {
      people = rows(row -> true);
    }
    if (people.isEmpty()) {
      throw new ModelException(
          "nobody stays whose samples reference models could learn; a model needs somebody");
    }
    people = some(people, row -> order.rank(pair + "/people", person(row)));
    BitSet seen = (BitSet) people.clone();
    IntStream.of(dataset.identical().trainTwins(people.stream().toArray())).forEach(seen::set);
    return new Half(some(people, row -> order.rank(pair + "/rows", row)).stream().toArray(), seen);
  }

  private BitSet rows(IntPredicate chosen) {
    BitSet rows = new BitSet();
    IntStream.of(dataset.images().ordinals(Split.TRAIN))
        .filter(row -> !absent.get(row) && chosen.test(row))
        .forEach(rows::set);
    return rows;
  }

  /** About as many as there is room for, by rank; all where none is low enough. */
  private BitSet some(BitSet rows, IntToLongFunction rank) {
    double share = (double) room / rows.cardinality();
    if (share >= 1) {
      return rows;
    }
    BitSet some = new BitSet();
    rows.stream()
        .filter(row -> (rank.applyAsLong(row) >>> 11) * 0x1.0p-53 < share)
        .forEach(some::set);
    return some.isEmpty() ? rows : some;
  }

  /** A number of its own for each person, and for each sample of nobody. */
  private int person(int row) {
    int owner = dataset.owners()[row];
    return owner == Owners.NOBODY ? -1 - row : owner;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.cli.offline.OriginalTraining;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.unlearning.UnlearningRows;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who is to be forgotten in each cell of a trial of the gate, and by which seed.
 *
 * @param input the dataset's people
 * @param alike the same pictures owned otherwise, for groups
 * @param bench what is tried
 */
record GateTrial(GateInput input, GateInput alike, GateBench bench) {

  /** More of the darkest take what a class looks like with them, and that fails for itself. */
  static final int MOST_OF_GROUP = 60;

  static GateTrial of(GateInput input, GateBench bench) {
    return new GateTrial(input, input.ofAlike(), bench);
  }

  GateInput input(GateKey key) {
    return key.model().isOfGroup() ? alike : input;
  }

  List<String> people(GateKey key) {
    return key.model().isOfGroup()
        ? alike.unlikeTheRest(Math.min(bench.largest(), MOST_OF_GROUP), key.number())
        : input.draw(bench.largest(), key.number(), bench.training().seed());
  }

  List<Integer> sizes(GateKey key) {
    int people = people(key).size();
    return bench.sizes().stream().filter(size -> size <= people).toList();
  }

  /** All of the people's samples to forget, and whoever stays to retain. */
  UnlearningRows rows(GateKey key) {
    return rows(key, people(key));
  }

  /** Of some people alone, the others staying. */
  UnlearningRows rows(GateKey key, List<String> people) {
    GateInput of = input(key);
    return UnlearningRows.ofTrainWithout(
        of.train(), of.excluded(people).ordinals(), of.rowsOf(people));
  }

  /** All but every so manyth of the people: the first of each. */
  List<String> allButOneIn(int many, GateKey key) {
    List<String> people = people(key);
    return IntStream.range(0, people.size())
        .filter(i -> i % many > 0)
        .mapToObj(people::get)
        .toList();
  }

  /** Every so manyth of the people: the first of each. */
  List<String> oneIn(int many, GateKey key) {
    List<String> people = people(key);
    return IntStream.range(0, people.size())
        .filter(i -> i % many == 0)
        .mapToObj(people::get)
        .toList();
  }

  OriginalTraining training(GateKey key) {
    return bench.training().withSeed(seed(key));
  }

  long seed(GateKey key) {
    return new SeededOrder(bench.training().seed()).rank("gate/" + key.model(), key.number());
  }
}

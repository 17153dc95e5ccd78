// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import java.util.List;
import org.tensorflow.proto.DataType;

/**
 * The random numbers of training passes: a pure function of the seed of the last reset, the number
 * of passes since, and the place in the network, so that a training can be repeated, and resumed,
 * bit for bit. Passes are counted, not updates: an update made of two passes must not drop the same
 * features in both. A network that never asks for noise carries none of this.
 */
final class DropoutNoise {
  /** So that no number of a pass is the number of another pass. */
  private static final int PLACES = 1024;

  private final GraphWriter graph;
  private final GraphMath maths;
  private final Variables variables;
  private int places;
  private Tensor seedHandle;
  private Tensor passHandle;
  private Tensor seed;
  private Tensor firstPlace;

  DropoutNoise(GraphWriter graph, Variables variables) {
    this.graph = graph;
    this.maths = new GraphMath(graph);
    this.variables = variables;
  }

  /**
   * A mask that keeps each of its entries with probability 1 - {@code rate}: 1 / (1 - rate) where
   * kept, so that the expectation stays, and 0 elsewhere. Every call is another place in the
   * network.
   *
   * @param shape of the mask, int32
   * @param rate of the entries that become 0, from 0 on and below 1
   */
  Tensor keep(String name, Tensor shape, float rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "the rate of " + name + " is " + rate + "; it must be from 0 on and below 1");
    }
    Tensor drawn =
        graph
            .op("StatelessRandomUniform", name + "/draw")
            .in(shape, nextSeed(name))
            .type("dtype", DataType.DT_FLOAT)
            .type("T", DataType.DT_INT32)
            .type("Tseed", DataType.DT_INT64)
            .build();
    Tensor kept =
        graph
            .op("GreaterEqual", name + "/kept")
            .in(drawn, graph.constant(name + "/rate", rate))
            .floatT()
            .build();
    return maths.multiply(
        name + "/scaled",
        maths.cast(name + "/ones", kept, DataType.DT_BOOL, DataType.DT_FLOAT),
        graph.constant(name + "/scale", 1 / (1 - rate)));
  }

  private Tensor nextSeed(String name) {
    if (places == 0) {
      countPass();
    }
    if (places == PLACES) {
      throw new IllegalStateException("a network has at most " + PLACES + " layers with noise");
    }
    Tensor place =
        graph
            .op("AddV2", name + "/place")
            .in(firstPlace, graph.constant(name + "/offset", (long) places))
            .type("T", DataType.DT_INT64)
            .build();
    places++;
    return graph
        .op("Pack", name + "/seed")
        .in(seed, place)
        .type("T", DataType.DT_INT64)
        .attr("N", 2L)
        .attr("axis", 0L)
        .build();
  }

  private void countPass() {
    seedHandle = variables.resource("noise/seed", DataType.DT_INT64);
    passHandle = variables.resource("noise/pass", DataType.DT_INT64);
    seed = variables.read(seedHandle, DataType.DT_INT64, "noise/seed/read");
    Tensor counted =
        graph
            .op("AssignAddVariableOp", "noise/count")
            .in(passHandle, graph.constant("noise/one", 1L))
            .type("dtype", DataType.DT_INT64)
            .build();
    Tensor pass =
        graph
            .op("ReadVariableOp", "noise/pass/read")
            .in(passHandle)
            .type("dtype", DataType.DT_INT64)
            .after(counted)
            .build();
    firstPlace =
        graph
            .op("Mul", "noise/first_place")
            .in(pass, graph.constant("noise/places", (long) PLACES))
            .type("T", DataType.DT_INT64)
            .build();
  }

  /** What the session holds, in the order of {@link #clear}. */
  List<Variables.Resource> resources() {
    return places == 0
        ? List.of()
        : List.of(
            new Variables.Resource(seedHandle, DataType.DT_INT64),
            new Variables.Resource(passHandle, DataType.DT_INT64));
  }

  /** Takes a seed and starts to count from zero. */
  List<Tensor> reset(String prefix, Tensor newSeed) {
    return places == 0 ? List.of() : assign(prefix, newSeed);
  }

  /** Back to seed 0, which a model has that was just loaded. */
  List<Tensor> clear(String prefix) {
    return places == 0
        ? List.of()
        : assign(prefix, graph.constant(prefix + "/noise/seed_zero", 0L));
  }

  private List<Tensor> assign(String prefix, Tensor newSeed) {
    Tensor zero = graph.constant(prefix + "/noise/pass_zero", 0L);
    return List.of(
        variables.assign(prefix + "/noise/seed", seedHandle, newSeed, DataType.DT_INT64),
        variables.assign(prefix + "/noise/pass", passHandle, zero, DataType.DT_INT64));
  }

  /** What makes training resumable. */
  List<Checkpoint.Entry> state() {
    return places == 0
        ? List.of()
        : List.of(
            new Checkpoint.Entry("noise/seed", seedHandle, DataType.DT_INT64),
            new Checkpoint.Entry("noise/pass", passHandle, DataType.DT_INT64));
  }
}

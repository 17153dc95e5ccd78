// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.DataType;

/**
 * Adam as PyTorch's: beta 0.9 and 0.999, epsilon 1e-8 added to sqrt(v / (1 - beta2^t)).
 * TensorFlow's fused kernel adds its epsilon before that correction, so it gets epsilon * sqrt(1 -
 * beta2^t) and the corrected learning rate, both computed in double precision. A masked variable
 * keeps its weight and moments bit for bit: its update is not run.
 *
 * <p>The moments live in the session only. A published version must not carry them: they hold
 * gradients of the forgotten.
 */
final class AdamOptimizer {
  private static final float BETA_1 = 0.9f;
  private static final float BETA_2 = 0.999f;
  private static final double EPSILON = 1e-8;

  private final GraphWriter graph;
  private final GraphMath maths;
  private final Variables variables;
  private final Tensor learningRate;
  private final Tensor stepHandle;
  private final List<Slot> slots = new ArrayList<>();
  private final Tensor beta1;
  private final Tensor beta2;
  private final Tensor zero;

  /** What the optimizer keeps for one weight. */
  private record Slot(
      Variables.Variable variable, Tensor first, Tensor second, Tensor accumulator) {}

  /** The learning rate and epsilon of one step, corrected for its number. */
  private record Corrected(Tensor rate, Tensor epsilon) {}

  AdamOptimizer(GraphWriter graph, Variables variables) {
    this.graph = graph;
    this.maths = new GraphMath(graph);
    this.variables = variables;
    learningRate =
        graph
            .op("Placeholder", "learning_rate")
            .type("dtype", DataType.DT_FLOAT)
            .shape("shape")
            .build();
    stepHandle = variables.resource("adam/step", DataType.DT_INT64);
    for (Variables.Variable variable : variables.trainable()) {
      String path = variable.description().path();
      long[] shape = variable.description().shape();
      slots.add(
          new Slot(
              variable,
              variables.resource("adam/m/" + path, DataType.DT_FLOAT, shape),
              variables.resource("adam/v/" + path, DataType.DT_FLOAT, shape),
              variables.resource("gradients/" + path, DataType.DT_FLOAT, shape)));
    }
    beta1 = graph.constant("adam/beta1", BETA_1);
    beta2 = graph.constant("adam/beta2", BETA_2);
    zero = graph.constant("adam/zero", 0f);
  }

  Tensor learningRate() {
    return learningRate;
  }

  /** One update from the gradients of the pass just built; the ends of all updates. */
  List<Tensor> step(Network network) {
    Corrected corrected = correct("train_step");
    List<Tensor> done = new ArrayList<>();
    for (Slot slot : slots) {
      String name = "train_step/" + slot.variable().description().path();
      done.add(
          variables.guarded(
              slot.variable(),
              name,
              () -> apply(name, slot, corrected, network.gradientOf(slot.variable()))));
    }
    return done;
  }

  /** Adds the gradients of the pass just built to what waits for {@link #applyAccumulated}. */
  List<Tensor> accumulate(Network network) {
    List<Tensor> done = new ArrayList<>();
    for (Slot slot : slots) {
      String name = "accumulate/" + slot.variable().description().path();
      done.add(
          variables.guarded(
              slot.variable(),
              name,
              () ->
                  graph
                      .op("AssignAddVariableOp", name)
                      .in(slot.accumulator(), network.gradientOf(slot.variable()))
                      .type("dtype", DataType.DT_FLOAT)
                      .build()));
    }
    return done;
  }

  /** One update from what was accumulated, which is cleared; the new step number. */
  Tensor applyAccumulated() {
    Corrected corrected = correct("apply");
    List<Tensor> done = new ArrayList<>();
    for (Slot slot : slots) {
      String name = "apply/" + slot.variable().description().path();
      Tensor gradient = variables.read(slot.accumulator(), DataType.DT_FLOAT, name + "/gradient");
      Tensor applied =
          variables.guarded(slot.variable(), name, () -> apply(name, slot, corrected, gradient));
      done.add(graph.guardedBy(applied, () -> clear(name + "/clear", slot, slot.accumulator())));
    }
    return graph
        .op("ReadVariableOp", "apply/step_after")
        .in(stepHandle)
        .type("dtype", DataType.DT_INT64)
        .after(done)
        .build();
  }

  private Tensor apply(String name, Slot slot, Corrected corrected, Tensor gradient) {
    return graph
        .op("ResourceApplyAdam", name)
        .in(slot.variable().handle(), slot.first(), slot.second(), zero, zero)
        .in(corrected.rate(), beta1, beta2, corrected.epsilon(), gradient)
        .floatT()
        .attr("use_locking", false)
        .attr("use_nesterov", false)
        .build();
  }

  private Corrected correct(String prefix) {
    Tensor counted =
        graph
            .op("AssignAddVariableOp", prefix + "/count")
            .in(stepHandle, graph.constant(prefix + "/one", 1L))
            .type("dtype", DataType.DT_INT64)
            .build();
    Tensor step =
        graph
            .op("ReadVariableOp", prefix + "/step")
            .in(stepHandle)
            .type("dtype", DataType.DT_INT64)
            .after(counted)
            .build();
    Tensor t = maths.cast(prefix + "/t", step, DataType.DT_INT64, DataType.DT_DOUBLE);
    Tensor left1 = oneMinusPower(prefix + "/correction1", BETA_1, t);
    Tensor root2 =
        binary("Sqrt", prefix + "/root", oneMinusPower(prefix + "/correction2", BETA_2, t));
    Tensor rate = maths.cast(prefix + "/rate", learningRate, DataType.DT_FLOAT, DataType.DT_DOUBLE);
    Tensor corrected =
        binary(
            "RealDiv",
            prefix + "/corrected",
            binary("Mul", prefix + "/scaled", rate, root2),
            left1);
    Tensor epsilon =
        binary("Mul", prefix + "/epsilon", root2, graph.constant(prefix + "/epsilon0", EPSILON));
    return new Corrected(
        maths.cast(prefix + "/rate_f", corrected, DataType.DT_DOUBLE, DataType.DT_FLOAT),
        maths.cast(prefix + "/epsilon_f", epsilon, DataType.DT_DOUBLE, DataType.DT_FLOAT));
  }

  private Tensor oneMinusPower(String name, double beta, Tensor t) {
    Tensor power = binary("Pow", name + "/power", graph.constant(name + "/beta", beta), t);
    return binary("Sub", name, graph.constant(name + "/one", 1.0), power);
  }

  private Tensor binary(String type, String name, Tensor... inputs) {
    return graph.op(type, name).in(inputs).type("T", DataType.DT_DOUBLE).build();
  }

  /** Every resource, in the order in which {@link #reset} clears them. */
  List<Variables.Resource> resources() {
    List<Variables.Resource> all = new ArrayList<>();
    all.add(new Variables.Resource(stepHandle, DataType.DT_INT64));
    for (Slot slot : slots) {
      for (Tensor handle : List.of(slot.first(), slot.second(), slot.accumulator())) {
        all.add(new Variables.Resource(handle, DataType.DT_FLOAT));
      }
    }
    return all;
  }

  /** Zeroes step, moments and accumulated gradients. */
  List<Tensor> reset(String prefix) {
    List<Tensor> done = new ArrayList<>();
    done.add(
        variables.assign(
            prefix + "/step", stepHandle, graph.constant(prefix + "/zero", 0L), DataType.DT_INT64));
    for (Slot slot : slots) {
      for (Tensor handle : List.of(slot.first(), slot.second(), slot.accumulator())) {
        done.add(clear(prefix + "/" + handle.node(), slot, handle));
      }
    }
    return done;
  }

  private Tensor clear(String name, Slot slot, Tensor handle) {
    Tensor dimensions = graph.ints(name + "/shape", slot.variable().description().shape());
    Tensor zeros =
        graph
            .op("Fill", name + "/zeros")
            .in(dimensions, zero)
            .floatT()
            .type("index_type", DataType.DT_INT32)
            .build();
    return variables.assign(name + "/assign", handle, zeros, DataType.DT_FLOAT);
  }

  /** The resources that make training resumable: step, then first and second moments. */
  List<Checkpoint.Entry> state() {
    List<Checkpoint.Entry> entries = new ArrayList<>();
    entries.add(new Checkpoint.Entry("adam/step", stepHandle, DataType.DT_INT64));
    for (Slot slot : slots) {
      String path = slot.variable().description().path();
      entries.add(new Checkpoint.Entry("adam/m/" + path, slot.first(), DataType.DT_FLOAT));
      entries.add(new Checkpoint.Entry("adam/v/" + path, slot.second(), DataType.DT_FLOAT));
    }
    return entries;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import io.lethe.learning.model.ModelVariable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.tensorflow.proto.DataType;

/**
 * The variables of a network in the order of the update mask, and the switches by which that mask
 * lets each of them move or stay.
 */
public final class Variables {

  /**
   * A weight or moving statistic.
   *
   * @param index its place in the update mask
   * @param handle the resource
   * @param value what every pass reads
   * @param mayMove a boolean: false where the mask is 0
   * @param moves alive only where the mask is not 0
   */
  public record Variable(
      int index,
      ModelVariable description,
      boolean trainable,
      Initializer initializer,
      Tensor handle,
      Tensor value,
      Tensor mayMove,
      Tensor moves,
      Tensor stays) {}

  /** Something that the session holds beside the variables. */
  record Resource(Tensor handle, DataType type) {}

  private record Declared(ModelVariable description, boolean trainable, Initializer initializer) {}

  private final GraphWriter graph;
  private final GraphMath maths;
  private final List<Declared> declared = new ArrayList<>();
  private final List<Variable> all = new ArrayList<>();
  private Tensor mask;
  private Tensor trainableMoves;

  Variables(GraphWriter graph) {
    this.graph = graph;
    this.maths = new GraphMath(graph);
  }

  /** Announces a variable; the number is its index. Blocks must not decrease. */
  int declare(ModelVariable description, boolean trainable, Initializer initializer) {
    if (!declared.isEmpty()
        && description.block() < declared.get(declared.size() - 1).description().block()) {
      throw new IllegalArgumentException(description + " is declared after a later block");
    }
    declared.add(new Declared(description, trainable, initializer));
    return declared.size() - 1;
  }

  /** Ends the declarations: makes the nodes of every variable and of the mask. */
  public void materialize() {
    int count = declared.size();
    mask =
        graph
            .op("Placeholder", "update_mask")
            .type("dtype", DataType.DT_FLOAT)
            .shape("shape", count)
            .build();
    Tensor moving =
        graph
            .op("NotEqual", "mask/moving")
            .in(mask, graph.constant("mask/zero", 0f))
            .floatT()
            .build();
    Tensor single =
        graph
            .op("Unpack", "mask/single")
            .in(moving)
            .type("T", DataType.DT_BOOL)
            .attr("num", (long) count)
            .build();
    boolean[] trainable = new boolean[count];
    for (int i = 0; i < count; i++) {
      trainable[i] = declared.get(i).trainable();
      all.add(variable(i, declared.get(i), single.at(i)));
    }
    trainableMoves =
        graph
            .op("LogicalAnd", "mask/trainable")
            .in(moving, graph.booleans("mask/is_trainable", trainable))
            .build();
  }

  private Variable variable(int index, Declared declaration, Tensor mayMove) {
    ModelVariable description = declaration.description();
    Tensor handle = resource(description.path(), DataType.DT_FLOAT, description.shape());
    Tensor value = read(handle, DataType.DT_FLOAT, description.path() + "/read");
    Tensor branch = maths.branch(description.path() + "/mask", mayMove, DataType.DT_BOOL, mayMove);
    Tensor moves =
        maths.identity(description.path() + "/moves", branch.at(1), DataType.DT_BOOL, List.of());
    return new Variable(
        index,
        description,
        declaration.trainable(),
        declaration.initializer(),
        handle,
        value,
        mayMove,
        moves,
        branch);
  }

  /** A resource of the session, outside the update mask unless declared. */
  Tensor resource(String name, DataType type, long... shape) {
    return graph
        .op("VarHandleOp", name)
        .type("dtype", type)
        .shape("shape", shape)
        .attr("shared_name", name)
        .attr("container", "")
        .build();
  }

  Tensor read(Tensor handle, DataType type, String name) {
    return graph.op("ReadVariableOp", name).in(handle).type("dtype", type).build();
  }

  Tensor assign(String name, Tensor handle, Tensor value, DataType type) {
    return graph.op("AssignVariableOp", name).in(handle, value).type("dtype", type).build();
  }

  /**
   * Builds an update that runs only where the mask lets the variable move. The result is alive in
   * either case and ends after the update.
   */
  Tensor guarded(Variable variable, String name, Supplier<Tensor> update) {
    Tensor updated = graph.guardedBy(variable.moves(), update);
    Tensor done =
        maths.identity(name + "/updated", variable.moves(), DataType.DT_BOOL, List.of(updated));
    return maths.merge(name + "/done", done, variable.stays(), DataType.DT_BOOL);
  }

  /**
   * Whether any trainable variable of this block or an earlier one may move: else its gradient need
   * not be computed.
   */
  Tensor anyMovesUpTo(int block) {
    int end = (int) declared.stream().filter(d -> d.description().block() <= block).count();
    String name = "mask/until_block_" + block;
    Tensor part =
        graph
            .op("Slice", name)
            .in(trainableMoves, graph.ints(name + "/begin", 0), graph.ints(name + "/size", end))
            .type("T", DataType.DT_BOOL)
            .type("Index", DataType.DT_INT32)
            .build();
    return graph
        .op("Any", name + "/any")
        .in(part, graph.ints(name + "/axis", 0))
        .type("Tidx", DataType.DT_INT32)
        .attr("keep_dims", false)
        .build();
  }

  public Variable get(int index) {
    return all.get(index);
  }

  public List<Variable> all() {
    return Collections.unmodifiableList(all);
  }

  public List<Variable> trainable() {
    return all.stream().filter(Variable::trainable).toList();
  }

  Tensor mask() {
    return mask;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import java.util.List;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.VariableDef;

/**
 * Tells Python which resources are variables. Python then gives each loaded model variables of its
 * own; without this two models in one process would share theirs by name, and the second would
 * overwrite the first.
 */
final class VariableCollections {
  private final GraphWriter graph;
  private final CollectionDef.BytesList.Builder weights = CollectionDef.BytesList.newBuilder();
  private final CollectionDef.BytesList.Builder state = CollectionDef.BytesList.newBuilder();

  VariableCollections(GraphWriter graph) {
    this.graph = graph;
  }

  /** Adds what is saved with the model. */
  void weight(Tensor handle, Tensor assignment, boolean trainable) {
    weights.addValue(definition(handle, assignment, DataType.DT_FLOAT, trainable).toByteString());
  }

  /** Adds what lives in the session only and starts at zero. */
  void state(List<Variables.Resource> resources, List<Tensor> assignments) {
    for (int i = 0; i < resources.size(); i++) {
      Variables.Resource resource = resources.get(i);
      state.addValue(
          definition(resource.handle(), assignments.get(i), resource.type(), false).toByteString());
    }
  }

  private VariableDef definition(
      Tensor handle, Tensor assignment, DataType type, boolean trainable) {
    Tensor read =
        graph
            .op("ReadVariableOp", handle.node() + "/Read/ReadVariableOp")
            .in(handle)
            .type("dtype", type)
            .build();
    return VariableDef.newBuilder()
        .setVariableName(handle.fullName())
        .setInitializerName(assignment.node())
        .setSnapshotName(read.fullName())
        .setIsResource(true)
        .setTrainable(trainable)
        .build();
  }

  void addTo(MetaGraphDef.Builder meta) {
    meta.putCollectionDef("variables", CollectionDef.newBuilder().setBytesList(weights).build());
    meta.putCollectionDef(
        "local_variables", CollectionDef.newBuilder().setBytesList(state).build());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.proto.DataType;

/** Nodes that write resources to a file and read them back. */
final class Checkpoint {
  private final GraphWriter graph;
  private final Variables variables;
  private final String name;
  private final List<Entry> entries;

  /** A resource and its name in the file. */
  record Entry(String key, Tensor handle, DataType type) {}

  Checkpoint(GraphWriter graph, Variables variables, String name, List<Entry> entries) {
    this.graph = graph;
    this.variables = variables;
    this.name = name;
    this.entries = List.copyOf(entries);
  }

  /**
   * Writes the file and gives the path back. SaveV2 needs the control dependency: TensorFlow prunes
   * it otherwise.
   */
  Tensor save(Tensor path) {
    List<Tensor> values = new ArrayList<>();
    for (Entry entry : entries) {
      values.add(variables.read(entry.handle(), entry.type(), name + "/read/" + entry.key()));
    }
    Tensor saved =
        graph
            .op("SaveV2", name + "/save")
            .in(path, keys("save"), slices("save"))
            .in(values)
            .types("dtypes", types())
            .build();
    return new GraphMath(graph).identity(name + "/path", path, DataType.DT_STRING, List.of(saved));
  }

  /** Reads the file; the ends of all assignments. */
  List<Tensor> restore(Tensor path) {
    Tensor restored =
        graph
            .op("RestoreV2", name + "/restore")
            .in(path, keys("restore"), slices("restore"))
            .types("dtypes", types())
            .build();
    List<Tensor> done = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      done.add(
          variables.assign(
              name + "/assign/" + entry.key(), entry.handle(), restored.at(i), entry.type()));
    }
    return done;
  }

  private Tensor keys(String use) {
    return graph.strings(name + "/" + use + "/keys", entries.stream().map(Entry::key).toList());
  }

  private Tensor slices(String use) {
    return graph.strings(name + "/" + use + "/slices", Collections.nCopies(entries.size(), ""));
  }

  private List<DataType> types() {
    return entries.stream().map(Entry::type).toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.DataType;

/**
 * Swaps height and width of every square convolution kernel: kernel [h, w, c, o] becomes the old
 * [w, h, c, o]. Twice gives the first values back. A kernel of one pixel has nothing to swap.
 */
final class TransposedKernels {
  private final GraphWriter graph;
  private final Variables variables;

  TransposedKernels(GraphWriter graph, Variables variables) {
    this.graph = graph;
    this.variables = variables;
  }

  /** Sets every square kernel; the ends of all assignments. */
  List<Tensor> assign() {
    List<Tensor> done = new ArrayList<>();
    for (Variables.Variable variable : variables.all()) {
      if (isSquareKernel(variable.description().shape())) {
        String name = "transpose_kernels/" + variable.description().path();
        Tensor swapped = swapped(name, variable.handle());
        done.add(variables.assign(name, variable.handle(), swapped, DataType.DT_FLOAT));
      }
    }
    return done;
  }

  /** Only a convolution's kernel has four dimensions. */
  private static boolean isSquareKernel(long[] shape) {
    return shape.length == 4 && shape[0] == shape[1] && shape[0] > 1;
  }

  private Tensor swapped(String name, Tensor handle) {
    Tensor value = variables.read(handle, DataType.DT_FLOAT, name + "/read");
    return graph
        .op("Transpose", name + "/swapped")
        .in(value, graph.ints(name + "/axes", 1, 0, 2, 3))
        .floatT()
        .type("Tperm", DataType.DT_INT32)
        .build();
  }
}

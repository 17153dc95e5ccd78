// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.DataType;

/**
 * Draws first values of the variables from a seed: the same seed gives the same network on every
 * machine of a kind.
 */
final class InitialValues {
  private final GraphWriter graph;
  private final GraphMath maths;
  private final Variables variables;

  InitialValues(GraphWriter graph, Variables variables) {
    this.graph = graph;
    this.maths = new GraphMath(graph);
    this.variables = variables;
  }

  /** Sets every variable that the mask lets move; the ends of all assignments. */
  List<Tensor> assign(Tensor seed) {
    List<Tensor> done = new ArrayList<>();
    for (Variables.Variable variable : variables.all()) {
      String name = "reinitialize/" + variable.description().path();
      done.add(
          variables.guarded(
              variable,
              name,
              () ->
                  variables.assign(
                      name,
                      variable.handle(),
                      value(name + "/value", variable, seed),
                      DataType.DT_FLOAT)));
    }
    return done;
  }

  private Tensor value(String name, Variables.Variable variable, Tensor seed) {
    Tensor shape = graph.ints(name + "/shape", variable.description().shape());
    Initializer initializer = variable.initializer();
    if (initializer instanceof Initializer.Normal normal) {
      Tensor standard = draw("StatelessRandomNormal", name, shape, variable.index(), seed);
      return maths.multiply(
          name, standard, graph.constant(name + "/deviation", normal.deviation()));
    }
    if (initializer instanceof Initializer.Uniform uniform) {
      Tensor unit = draw("StatelessRandomUniform", name, shape, variable.index(), seed);
      Tensor wide =
          maths.multiply(
              name + "/wide", unit, graph.constant(name + "/width", 2 * uniform.limit()));
      return maths.subtract(name, wide, graph.constant(name + "/limit", uniform.limit()));
    }
    float constant = ((Initializer.Constant) initializer).value();
    return graph
        .op("Fill", name)
        .in(shape, graph.constant(name + "/constant", constant))
        .floatT()
        .type("index_type", DataType.DT_INT32)
        .build();
  }

  private Tensor draw(String type, String name, Tensor shape, int index, Tensor seed) {
    Tensor pair =
        graph
            .op("Pack", name + "/seed")
            .in(seed, graph.constant(name + "/index", (long) index))
            .type("T", DataType.DT_INT64)
            .attr("N", 2L)
            .attr("axis", 0L)
            .build();
    return graph
        .op(type, name + "/draw")
        .in(shape, pair)
        .type("dtype", DataType.DT_FLOAT)
        .type("T", DataType.DT_INT32)
        .type("Tseed", DataType.DT_INT64)
        .build();
  }
}

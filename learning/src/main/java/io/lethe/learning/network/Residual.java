// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import java.util.List;

/** A path of layers added to its own input, or to a projection of it where the shapes differ. */
public final class Residual implements Layer {
  private final GraphMath maths;
  private final String name;
  private final List<Layer> path;
  private final List<Layer> projection;

  public Residual(Network network, String name, List<Layer> path, List<Layer> projection) {
    this.maths = network.maths();
    this.name = name;
    this.path = List.copyOf(path);
    this.projection = List.copyOf(projection);
  }

  @Override
  public Tensor train(Tensor x) {
    Tensor y = x;
    for (Layer layer : path) {
      y = layer.train(y);
    }
    Tensor shortcut = x;
    for (Layer layer : projection) {
      shortcut = layer.train(shortcut);
    }
    return maths.add("train/" + name, y, shortcut);
  }

  @Override
  public Tensor serve(Tensor x) {
    Tensor y = x;
    for (Layer layer : path) {
      y = layer.serve(y);
    }
    Tensor shortcut = x;
    for (Layer layer : projection) {
      shortcut = layer.serve(shortcut);
    }
    return maths.add("serve/" + name, y, shortcut);
  }

  @Override
  public Tensor backward(Tensor gradient) {
    Tensor byPath = gradient;
    for (int i = path.size() - 1; i >= 0; i--) {
      byPath = path.get(i).backward(byPath);
    }
    Tensor byShortcut = gradient;
    for (int i = projection.size() - 1; i >= 0; i--) {
      byShortcut = projection.get(i).backward(byShortcut);
    }
    return maths.add("gradient/" + name, byPath, byShortcut);
  }
}

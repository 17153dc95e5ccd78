// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

/**
 * One differentiable part of a network. Each layer states its own gradient, so that a frozen part
 * costs nothing: the nodes behind a masked variable are not run.
 */
public interface Layer {

  /** Builds the pass of a training step. Called once. */
  Tensor train(Tensor input);

  /**
   * Builds the gradient of the pass that {@link #train} built: hands the gradients of the layer's
   * variables to the network and returns the gradient of the loss by the layer's input.
   */
  Tensor backward(Tensor gradient);

  /** Builds the pass in evaluation mode. */
  Tensor serve(Tensor input);
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

/** How a variable gets its first value. */
public sealed interface Initializer {

  /** Draws from a normal distribution with mean 0. */
  record Normal(float deviation) implements Initializer {}

  /** Draws evenly from minus to plus the limit. */
  record Uniform(float limit) implements Initializer {}

  /** The same number everywhere. */
  record Constant(float value) implements Initializer {}

  /** He's initialisation by fan-out, as torchvision's for ResNet. */
  static Initializer heFanOut(int kernel, int outputChannels) {
    return new Normal((float) Math.sqrt(2.0 / ((double) kernel * kernel * outputChannels)));
  }
}

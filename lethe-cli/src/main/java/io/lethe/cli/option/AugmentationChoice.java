// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.option;

import io.lethe.learning.training.Augmentation;

/** Whether training images are changed at random. */
public enum AugmentationChoice {
  /** Images as they are: the model learns them by heart sooner. */
  NONE,
  /** Random crop and flip. */
  STANDARD;

  public Augmentation augmentation() {
    return this == NONE ? Augmentation.none() : Augmentation.standard();
  }
}

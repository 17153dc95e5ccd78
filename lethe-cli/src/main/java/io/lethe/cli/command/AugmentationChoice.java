package io.lethe.cli.command;

import io.lethe.learning.training.Augmentation;

/** Whether training images are changed at random. */
enum AugmentationChoice {
  /** Images as they are: the model learns them by heart sooner. */
  NONE,
  /** Random crop and flip. */
  STANDARD;

  Augmentation augmentation() {
    return this == NONE ? Augmentation.none() : Augmentation.standard();
  }
}

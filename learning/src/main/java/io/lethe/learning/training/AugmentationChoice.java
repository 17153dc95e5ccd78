// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.training;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether training images are cropped and flipped at random. In a job, where every hyper-parameter
 * is decimal text, 0 stands for none and 1 for standard.
 */
public enum AugmentationChoice {
  /** Images as they are: the model learns them by heart sooner. */
  NONE("0"),
  /** Random crop and flip. */
  STANDARD("1");

  private final String decimal;

  AugmentationChoice(String decimal) {
    this.decimal = decimal;
  }

  String decimal() {
    return decimal;
  }

  /** {@code none} or {@code standard}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What is done to the images. */
  public Augmentation augmentation() {
    return this == NONE ? Augmentation.none() : Augmentation.standard();
  }

  /** The choice that this text means, by number or by name; empty if it means none. */
  public static Optional<AugmentationChoice> of(String text) {
    String stripped = text.strip();
    return Arrays.stream(values())
        .filter(choice -> choice.decimal.equals(stripped) || choice.label().equals(stripped))
        .findFirst();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class NumericsTest {
  private static final RuntimeOptions TWO = RuntimeOptions.cpu(2);

  @Test
  void shouldNotDifferFromItselfWhereTheProcessorIsTold() {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/cpuinfo")));
    Numerics here = Numerics.of(TWO);

    assertThat(here.isTold()).isTrue();
    assertThat(here.processor()).matches(".* [0-9a-f]{12} \\(.*\\)");
    assertThat(here.differences(Numerics.of(TWO))).isEmpty();
  }

  @Test
  void shouldNameEverythingThatDiffers() {
    Numerics one = new Numerics("TensorFlow 2.16.1", "CPU", 2, "float32", "this");
    Numerics other = new Numerics("TensorFlow 2.17", "GPU", 4, "bfloat16", "that");

    assertThat(one.differences(other))
        .containsExactly(
            "engine TensorFlow 2.17, here TensorFlow 2.16.1",
            "device GPU, here CPU",
            "threads 4, here 2",
            "precision bfloat16, here float32",
            "processor that, here this");
  }

  /** Two machines that nothing tells apart need not be the same. */
  @Test
  void shouldNotTakeUntoldProcessorsForEqual() {
    Numerics untold = new Numerics("TensorFlow 2.16.1", "CPU", 2, "float32", "");

    assertThat(untold.differences(untold))
        .containsExactly("processors that nothing tells apart, there and here");
    assertThat(untold.differences(new Numerics("TensorFlow 2.16.1", "CPU", 2, "float32", "x")))
        .containsExactly("processor x, here ");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
  @TempDir private Path directory;

  @Test
  void shouldMeasureUnlearningBesideTheBareStep() throws IOException {
    JsonNode measured =
        measured(
            "bench",
            "unlearn",
            "--architecture",
            "small-cnn",
            "--resolution",
            16,
            "--steps",
            3,
            "--batch-size",
            16,
            "--rounds",
            2);

    double step = measured.path("step_images_per_second").asDouble();
    double loop = measured.path("loop_images_per_second").asDouble();
    assertThat(step).isPositive();
    assertThat(measured.path("loop_over_step").asDouble()).isEqualTo(loop / step);
    assertThat(measured.path("teacher_images_per_second").asDouble()).isPositive();
    assertThat(measured.path("epoch_with_teacher_images_per_second").asDouble())
        .isPositive()
        .isLessThan(loop);
  }

  @Test
  void shouldMeasureTheAttacks() throws IOException {
    JsonNode measured =
        measured(
            "bench",
            "attack",
            "--training-rows",
            200,
            "--attacked-rows",
            50,
            "--classes",
            3,
            "--rounds",
            3);

    assertThat(measured.path("training_rows").asInt()).isEqualTo(200);
    assertThat(measured.path("folds").asInt()).isEqualTo(5);
    for (String name : new String[] {"paper", "reference_code", "loss"}) {
      assertThat(measured.path(name + "_attack_seconds").asDouble()).as(name).isPositive();
    }
    assertThat(measured.path("all_attacks_seconds").asDouble())
        .isGreaterThan(measured.path("reference_code_attack_seconds").asDouble());
  }

  @Test
  void shouldMeasureTraining() throws IOException {
    JsonNode measured =
        measured(
            "bench",
            "train",
            "--architecture",
            "small-cnn",
            "--resolution",
            16,
            "--steps",
            2,
            "--batch-size",
            8,
            "--rounds",
            1);

    assertThat(measured.path("loop_over_step").asDouble()).isPositive();
  }

  @Test
  void shouldRefuseToMeasureNothing() {
    CommandRun attack = CommandRun.of("bench", "attack", "--training-rows", 1);
    CommandRun unlearn = CommandRun.of("bench", "unlearn", "--rounds", 0);

    assertThat(attack.exitCode()).isEqualTo(1);
    assertThat(attack.err()).contains("1 training rows").contains("at least 10");
    assertThat(unlearn.exitCode()).isEqualTo(1);
    assertThat(unlearn.err()).contains("rounds must be at least 1");
  }

  private JsonNode measured(Object... arguments) throws IOException {
    Path json = directory.resolve("measured.json");
    Object[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--json";
    all[arguments.length + 1] = json;
    CommandRun run = CommandRun.of(all);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("measured", "value");
    return new ObjectMapper().readTree(json.toFile());
  }
}

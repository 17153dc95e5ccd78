// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.cli.pipeline.PipelineDirectory;
import io.lethe.cli.pipeline.PipelineHome;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.invariants.Invariants;
import io.lethe.schemas.RequestState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole of {@code lethe up}, broker and Kafka's own clients with it, under a clock that jumps
 * either way: it begins anew by itself and no request lies.
 */
class ClockIT {
  private static final int PEOPLE = 5;

  /** The machine's clock is where it begins; each is beside that. */
  private static final List<Duration> JUMPS =
      List.of(Duration.ofHours(-1), Duration.ofDays(40), Duration.ZERO, Duration.ofHours(-2));

  private static final String SET_BACK = "ClockWatch The clock was set back";

  @TempDir Path directory;

  @Test
  void shouldPromoteWhatIsAskedAfterEachJumpOfTheClock() throws Exception {
    World world = new World(directory);
    WallClock clock = WallClock.in(directory);
    try (UpProcess up = new UpProcess(world.pipelineDirectory(), directory, clock.environment())) {
      up.start();
      up.awaitReady();
      PipelineHome home = PipelineDirectory.of(world.pipelineDirectory()).home();
      world.introduce(
          home,
          up.kafka(),
          World.lenient(PEOPLE * SmallBundle.SAMPLES_PER_SUBJECT, World.strategy("finetune", 1)));
      List<String> asked = new ArrayList<>();
      try (PipelineView view = new PipelineView(up.kafka())) {
        for (Duration jump : JUMPS) {
          clock.moveTo(jump);
          asked.addAll(World.erase(up.kafka(), world.people(asked.size(), asked.size() + PEOPLE)));
          World.await(view, asked, RequestState.PROMOTED);
        }
      }
      assertThat(up.said().split(SET_BACK, -1))
          .as("steps back that were seen")
          .hasSizeGreaterThan(3);
      assertThat(new Invariants(up.kafka(), home.store()).violations()).isEmpty();
    }
  }
}

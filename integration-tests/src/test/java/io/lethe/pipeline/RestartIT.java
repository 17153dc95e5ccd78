// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.cli.pipeline.LocalPipeline;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.invariants.Invariants;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RequestState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept in a directory outlives the process, however it ends. */
class RestartIT {

  @Test
  void shouldGoOnWithStateAndSchemaIdsAfterAStop(@TempDir Path directory) throws Exception {
    World world = new World(directory);
    List<String> half;
    String schemas;
    try (LocalPipeline pipeline = durable(world).start()) {
      introduce(world, pipeline, 1);
      half = World.erase(pipeline.kafka(), world.people(0, 5));
      try (PipelineView view = new PipelineView(pipeline.kafka())) {
        World.await(view, half, RequestState.PENDING);
      }
      schemas = schemaFile(world);
    }
    try (LocalPipeline pipeline = durable(world).start();
        PipelineView view = new PipelineView(pipeline.kafka())) {
      List<String> rest = World.erase(pipeline.kafka(), world.people(5, 10));
      World.await(view, half, RequestState.PROMOTED);
      World.await(view, rest, RequestState.PROMOTED);
      assertThat(view.jobs()).hasSize(1);
      assertThat(view.jobs().get(0).getForgetSamples()).isEqualTo(50);
      assertThat(schemaFile(world)).startsWith(schemas.substring(0, schemas.length() / 2));
      assertThat(new Invariants(pipeline.kafka(), pipeline.store()).violations()).isEmpty();
    }
  }

  @Test
  void shouldEndInExactlyOnePromotionAfterAKillInMidTraining(@TempDir Path directory)
      throws Exception {
    World world = new World(directory);
    List<String> requests;
    try (LocalPipeline pipeline = durable(world).start()) {
      introduce(world, pipeline, 40);
    }
    try (UpProcess up = new UpProcess(world.pipelineDirectory(), directory)) {
      up.start();
      up.awaitReady();
      requests = World.erase(up.kafka(), world.people(0, 10));
      up.awaitBusyWorker();
      up.killAfter(Duration.ZERO);
    }
    try (LocalPipeline pipeline = durable(world).start();
        PipelineView view = new PipelineView(pipeline.kafka())) {
      view.catchUp();
      assertThat(view.candidates()).as("it was killed before it was done").isEmpty();
      World.await(view, requests, RequestState.PROMOTED);
      view.catchUp();
      assertThat(view.events().stream().map(ModelEvent::getType))
          .containsOnlyOnce(ModelEventType.PROMOTED);
      assertThat(new Invariants(pipeline.kafka(), pipeline.store()).violations()).isEmpty();
    }
  }

  private static LocalPipeline durable(World world) {
    return LocalPipeline.builder()
        .directory(world.pipelineDirectory())
        .durable()
        .runtime(World.RUNTIME)
        .build();
  }

  private static void introduce(World world, LocalPipeline pipeline, int unlearningEpochs) {
    world.introduce(
        pipeline.directory().home(),
        pipeline.kafka(),
        World.lenient(50, World.strategy("finetune", unlearningEpochs)));
  }

  private static String schemaFile(World world) throws IOException {
    try (var files = Files.walk(world.pipelineDirectory().resolve("schemas"))) {
      Path file = files.filter(f -> f.toString().endsWith(".json")).findFirst().orElseThrow();
      return Files.readString(file);
    }
  }
}

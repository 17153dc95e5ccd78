// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.cli.pipeline.LocalPipeline;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.invariants.Invariants;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.service.ExitCode;
import io.lethe.schemas.RequestState;
import io.lethe.worker.WorkerService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two workers that were given one identity by mistake. */
class FencedWorkerIT {
  private static final Map<String, String> IDENTITY =
      Map.of("consumer.group.instance.id", "worker-1");

  @Test
  void shouldEndTheOlderWithItsOwnExitCodeAndLetTheYoungerDoTheJob(@TempDir Path directory)
      throws Exception {
    World world = new World(directory);
    try (LocalPipeline pipeline =
            LocalPipeline.builder()
                .directory(world.pipelineDirectory())
                .runtime(World.RUNTIME)
                .kafkaOverrides(IDENTITY)
                .build()
                .start();
        PipelineView view = new PipelineView(pipeline.kafka())) {
      WorkerService older = worker(pipeline);
      world.introduce(
          pipeline.directory().home(),
          pipeline.kafka(),
          World.lenient(50, World.strategy("finetune", 40)));
      List<String> requests = World.erase(pipeline.kafka(), world.people(0, 10));
      World.await(view, requests, RequestState.UNLEARNING);

      try (WorkerService younger = twin(pipeline, directory.resolve("twin"))) {
        younger.start();
        await()
            .atMost(Duration.ofMinutes(1))
            .untilAsserted(
                () -> assertThat(older.failure().map(ExitCode::of)).contains(ExitCode.REPLACED));
        assertThat(older.isHealthy()).isFalse();
        World.await(view, requests, RequestState.PROMOTED);
      }
      assertThat(new Invariants(pipeline.kafka(), pipeline.store()).violations()).isEmpty();
    }
  }

  private static WorkerService worker(LocalPipeline pipeline) {
    return pipeline.services().stream()
        .filter(WorkerService.class::isInstance)
        .map(WorkerService.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static WorkerService twin(LocalPipeline pipeline, Path workDirectory) {
    return new WorkerService(
        new WorkerService.Settings(
            new KafkaSettings(
                pipeline.kafka().bootstrapServers(),
                pipeline.kafka().schemaRegistryUrl(),
                IDENTITY),
            workDirectory,
            "unlearn-worker",
            World.RUNTIME,
            World.PATIENCE),
        WorkerService.Collaborators.of(pipeline.store(), new SimpleMeterRegistry()));
  }
}

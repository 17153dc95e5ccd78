// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.cli.pipeline.LocalPipeline;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.cli.pipeline.ServicePorts;
import io.lethe.invariants.Invariants;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.service.ExitCode;
import io.lethe.kit.service.LetheService;
import io.lethe.monitoring.Exposition;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes of a foreign writer on every topic that a service reads: one rule for all of them. */
class UndecodableRecordIT {
  private static final List<Topic<?>> SAID_AGAIN =
      List.of(
          Topics.UNLEARNING_JOBS,
          Topics.MODEL_CANDIDATES,
          Topics.VERIFICATION_REPORTS,
          Topics.MODEL_COMMANDS,
          Topics.DELETION_STATUS);

  @Test
  void shouldPassOverWhatIsSaidAgainAndStopAtAnEventUntilAPersonNamesIt(@TempDir Path directory)
      throws Exception {
    World world = new World(directory);
    String event;
    try (LocalPipeline pipeline = pipeline(world, Set.of()).start();
        PipelineView view = new PipelineView(pipeline.kafka())) {
      world.introduce(
          pipeline.directory().home(),
          pipeline.kafka(),
          World.lenient(25, World.strategy("finetune", 1)));
      for (Topic<?> topic : SAID_AGAIN) {
        poison(pipeline.kafka(), topic);
      }
      World.await(view, World.erase(pipeline.kafka(), world.people(0, 5)), RequestState.PROMOTED);
      assertThat(
              Exposition.of(pipeline.ports().orElseThrow())
                  .aboveZero("lethe_service_undecodable_records_total"))
          .containsExactlyInAnyOrder(
              "unlearn-worker unlearning.jobs",
              "verifier unlearning.jobs",
              "verifier model.candidates",
              "model-registry unlearning.jobs",
              "model-registry model.candidates",
              "model-registry verification.reports",
              "model-registry model.commands",
              "deletion-ingest deletion.status");

      event = poison(pipeline.kafka(), Topics.MODEL_EVENTS);
      await().atMost(World.PATIENCE).until(() -> stopped(pipeline).size() == 3);
      assertThat(stopped(pipeline))
          .containsExactlyInAnyOrder("deletion-ingest", "verifier", "model-registry");
    }
    try (LocalPipeline pipeline = pipeline(world, Set.of(event)).start();
        PipelineView view = new PipelineView(pipeline.kafka())) {
      World.await(view, World.erase(pipeline.kafka(), world.people(5, 10)), RequestState.PROMOTED);
      view.catchUp();
      assertThat(view.unreadable()).isEqualTo(SAID_AGAIN.size()); // no commands, but the event;
      assertThat(stopped(pipeline)).isEmpty();
      assertThat(new Invariants(pipeline.kafka(), pipeline.store()).violations()).isEmpty();
    }
  }

  private static LocalPipeline pipeline(World world, Set<String> passOver) {
    return LocalPipeline.builder()
        .directory(world.pipelineDirectory())
        .durable()
        .ports(ServicePorts.ANY)
        .runtime(World.RUNTIME)
        .passOver(passOver)
        .build();
  }

  /** The services that have stopped at a record. */
  private static List<String> stopped(LocalPipeline pipeline) {
    return pipeline.services().stream()
        .filter(service -> !service.isHealthy())
        .filter(
            service ->
                service.failure().map(ExitCode::of).equals(Optional.of(ExitCode.LOST_RECORD)))
        .map(LetheService::name)
        .toList();
  }

  /** Puts bytes on a topic that are no record; their name. */
  private static String poison(KafkaSettings kafka, Topic<?> topic) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            kafka.producer("poison"), new StringSerializer(), new ByteArraySerializer())) {
      byte[] bytes = "no record".getBytes(StandardCharsets.UTF_8);
      RecordMetadata written =
          producer.send(new ProducerRecord<>(topic.name(), World.MODEL, bytes)).get();
      return written.topic() + "/" + written.partition() + "/" + written.offset();
    }
  }
}

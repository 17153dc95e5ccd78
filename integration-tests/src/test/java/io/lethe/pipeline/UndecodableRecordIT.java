// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.lethe.cli.broker.EmbeddedBroker;
import io.lethe.cli.pipeline.LocalPipeline;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.cli.pipeline.ServicePorts;
import io.lethe.ingest.IngestService;
import io.lethe.ingest.intake.IngestTimes;
import io.lethe.ingest.opendsr.OpenDsrSettings;
import io.lethe.invariants.Invariants;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.kafka.TopicProvisioner;
import io.lethe.kit.loop.UndecodablePolicy;
import io.lethe.kit.service.ExitCode;
import io.lethe.kit.service.LetheService;
import io.lethe.monitoring.Exposition;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.topic.Cleanup;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no record, on every topic that a service reads: one rule for all of them. */
class UndecodableRecordIT {
  private static final String NO_RECORD = "no record";

  private static final List<Party> SERVICES =
      List.of(Party.DELETION_INGEST, Party.UNLEARN_WORKER, Party.VERIFIER, Party.MODEL_REGISTRY);

  private static final List<Topic<?>> SAID_AGAIN =
      Topics.all().stream().filter(topic -> policy(topic) == UndecodablePolicy.PASS_OVER).toList();

  /** Of these the intake takes any bytes and refuses them to deletion.rejected. */
  private static final Set<Topic<?>> TAKEN_AS_BYTES =
      Set.of(Topics.DELETION_REQUESTS, Topics.DELETION_AMENDMENTS);

  private static final List<Topic<?>> SAID_ONCE_TO_THE_INTAKE =
      Topics.readBy(Party.DELETION_INGEST).stream()
          .filter(topic -> policy(topic) == UndecodablePolicy.STOP)
          .filter(topic -> !TAKEN_AS_BYTES.contains(topic))
          .toList();

  /** Who stops at a record does not leave the group: the next start waits for it that long. */
  private static final Map<String, String> SHORT_SESSIONS =
      Map.of("streams.session.timeout.ms", "2000", "streams.heartbeat.interval.ms", "500");

  @Test
  void shouldMeetEveryTopicThatAServiceReads() {
    Set<Topic<?>> met = new HashSet<>(SAID_AGAIN);
    met.addAll(SAID_ONCE_TO_THE_INTAKE);
    met.addAll(TAKEN_AS_BYTES);
    met.add(Topics.FORGET_SETS);
    for (Party service : SERVICES) {
      assertThat(met).containsAll(Topics.readBy(service));
    }
  }

  @Test
  void shouldStopTheIntakeAtWhatIsSaidOnceAtEachStartUntilAPersonNamesIt(@TempDir Path directory)
      throws Exception {
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(directory.resolve("broker"), EmbeddedBroker.ANY_PORT)) {
      String registry = Files.createDirectory(directory.resolve("schemas")).toUri().toString();
      KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers(), registry, Map.of());
      TopicProvisioner.ensure(kafka, Topics.all(), List.of(), World.PATIENCE);
      Set<String> passOver = new HashSet<>();
      IngestService running = startIntake(directory, kafka, passOver);
      try {
        for (Topic<?> topic : SAID_ONCE_TO_THE_INTAKE) {
          for (byte[] value : noRecordsOf(topic)) {
            String record = poison(kafka, topic, value);
            awaitStop(running, record);
            running.close();
            running = intake(directory, kafka, passOver);
            startInVain(running, record);
            running.close();
            passOver.add(record);
            running = startIntake(directory, kafka, passOver);
          }
        }
      } finally {
        running.close();
      }
      assertThat(passOver).hasSize(10);
    }
  }

  @Test
  void shouldPassOverWhatIsSaidAgainAndStopAtAnEventUntilAPersonNamesIt(@TempDir Path directory)
      throws Exception {
    World world = new World(directory);
    String event;
    String set;
    try (LocalPipeline pipeline = pipeline(world, Set.of()).start();
        PipelineView view = new PipelineView(pipeline.kafka())) {
      world.introduce(
          pipeline.directory().home(),
          pipeline.kafka(),
          World.lenient(25, World.strategy("finetune", 1)));
      for (Topic<?> topic : SAID_AGAIN) {
        for (byte[] value : noRecordsOf(topic)) {
          poison(pipeline.kafka(), topic, value);
        }
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
              "deletion-ingest verification.progress",
              "deletion-ingest deletion.rejected",
              "deletion-ingest deletion.status");

      event =
          poison(pipeline.kafka(), Topics.MODEL_EVENTS, NO_RECORD.getBytes(StandardCharsets.UTF_8));
      set =
          poison(pipeline.kafka(), Topics.FORGET_SETS, NO_RECORD.getBytes(StandardCharsets.UTF_8));
      await().atMost(World.PATIENCE).until(() -> stopped(pipeline).size() == 3);
      assertThat(stopped(pipeline))
          .containsExactlyInAnyOrder("deletion-ingest", "verifier", "model-registry");
    }
    try (LocalPipeline pipeline = pipeline(world, Set.of(event, set)).start();
        PipelineView view = new PipelineView(pipeline.kafka())) {
      World.await(view, World.erase(pipeline.kafka(), world.people(5, 10)), RequestState.PROMOTED);
      view.catchUp();
      // No commands, refusals and signs of life, but the event; no value is not looked at.
      assertThat(view.unreadable()).isEqualTo(SAID_AGAIN.size() - 2);
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

  /** What is no record of a topic: bytes of another writer; no value, where that deletes no row. */
  private static List<byte[]> noRecordsOf(Topic<?> topic) {
    List<byte[]> values = new ArrayList<>();
    values.add(NO_RECORD.getBytes(StandardCharsets.UTF_8));
    if (topic.storage().cleanup() != Cleanup.COMPACT) {
      values.add(null);
    }
    return values;
  }

  private static UndecodablePolicy policy(Topic<?> topic) {
    return UndecodablePolicy.of(topic.name());
  }

  private static IngestService intake(Path directory, KafkaSettings kafka, Set<String> passOver) {
    return new IngestService(
        new IngestService.Settings(
            new KafkaSettings(
                kafka.bootstrapServers(), kafka.schemaRegistryUrl(), SHORT_SESSIONS, passOver),
            Tenants.DEFAULT,
            directory.resolve("state"),
            directory.resolve("subjects.key"),
            "intake",
            IngestTimes.defaults(),
            World.PATIENCE,
            OpenDsrSettings.unsigned()),
        IngestService.Collaborators.of(
            new FileArtifactStore(directory.resolve("store"), ArtifactWriter.INTAKE),
            new SimpleMeterRegistry()));
  }

  private static IngestService startIntake(
      Path directory, KafkaSettings kafka, Set<String> passOver) {
    IngestService intake = intake(directory, kafka, passOver);
    intake.start();
    await().atMost(World.PATIENCE).until(intake::isReady);
    return intake;
  }

  /** A table's restore fails in the start itself, all else right after it. */
  private static void startInVain(IngestService intake, String record) {
    Throwable failure = catchThrowable(intake::start);
    if (failure == null) {
      awaitStop(intake, record);
    } else {
      assertLost(failure, record);
    }
  }

  private static void awaitStop(IngestService intake, String record) {
    await().atMost(World.PATIENCE).until(() -> !intake.isHealthy());
    assertLost(intake.failure().orElseThrow(), record);
  }

  private static void assertLost(Throwable failure, String record) {
    assertThat(ExitCode.of(failure)).isEqualTo(ExitCode.LOST_RECORD);
    assertThat(Stream.iterate(failure, Objects::nonNull, Throwable::getCause))
        .extracting(Throwable::getMessage)
        .anyMatch(
            message -> String.valueOf(message).contains("Record " + record + " cannot be decoded"));
  }

  /** Puts on a topic what is no record of it; its name. */
  private static String poison(KafkaSettings kafka, Topic<?> topic, byte[] value) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            kafka.producer("poison"), new StringSerializer(), new ByteArraySerializer())) {
      RecordMetadata written =
          producer.send(new ProducerRecord<>(topic.name(), World.MODEL, value)).get();
      return written.topic() + "/" + written.partition() + "/" + written.offset();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.lethe.cli.broker.EmbeddedBroker;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.ingest.IngestService;
import io.lethe.ingest.intake.IngestTimes;
import io.lethe.ingest.opendsr.OpenDsrSettings;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.kafka.TopicsUnavailableException;
import io.lethe.kit.layout.Layout;
import io.lethe.kit.layout.LayoutMismatchException;
import io.lethe.kit.service.ExitCode;
import io.lethe.kit.service.LetheService;
import io.lethe.pipeline.World;
import io.lethe.registry.RegistryService;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import io.lethe.verifier.VerifierService;
import io.lethe.verifier.VerifierSettings;
import io.lethe.worker.WorkerService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A service alone at a broker that has no topic of others. */
class LoneServiceIT {
  /** Long enough for a service to make its topics; the rest of it is waiting. */
  private static final Tenants TENANTS = Tenants.of(List.of("shop"));

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @TempDir private static Path folder;
  private static EmbeddedBroker broker;
  private static KafkaSettings kafka;
  private static Admin admin;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(folder.resolve("broker"), EmbeddedBroker.ANY_PORT);
    kafka = new KafkaSettings(broker.bootstrapServers(), "mock://" + UUID.randomUUID(), Map.of());
    admin = Admin.create(kafka.admin());
  }

  @AfterAll
  static void stop() {
    admin.close();
    broker.close();
  }

  @AfterEach
  void removeTopics() throws Exception {
    admin.deleteTopics(topics()).all().get();
    await().until(() -> topics().isEmpty());
  }

  @ParameterizedTest
  @EnumSource(names = {"DELETION_INGEST", "UNLEARN_WORKER", "VERIFIER", "MODEL_REGISTRY"})
  void shouldMakeTheTopicsThatTheCatalogueSays(Party party) throws Exception {
    try (LetheService service = service(party, folder.resolve(party.label()))) {
      assertThat(catchThrowable(service::start)).isInstanceOf(TopicsUnavailableException.class);
    }

    List<String> expected =
        new ArrayList<>(TENANTS.topics(Topics.createdBy(party)).stream().map(Topic::name).toList());
    expected.add(Topics.LAYOUT_PREFIX + Layout.TOPICS.number());
    assertThat(topics()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @EnumSource(names = {"DELETION_INGEST", "UNLEARN_WORKER", "VERIFIER", "MODEL_REGISTRY"})
  void shouldStopAtTopicsOfAnotherLayout(Party party) throws Exception {
    String other = Topics.LAYOUT_PREFIX + (Layout.TOPICS.number() + 1);
    admin.createTopics(List.of(new NewTopic(other, 1, (short) 1))).all().get();
    await().until(() -> topics().contains(other));

    try (LetheService service = service(party, folder.resolve(party.label()))) {
      assertThatThrownBy(service::start)
          .isInstanceOf(LayoutMismatchException.class)
          .hasMessage(
              "The layout of topics at %s is %d; this build needs layout %d: use the build that wrote it, or a cluster without Lethe's topics"
                  .formatted(
                      kafka.bootstrapServers(), Layout.TOPICS.number() + 1, Layout.TOPICS.number()))
          .satisfies(failure -> assertThat(ExitCode.of(failure)).isEqualTo(ExitCode.OTHER_LAYOUT));
    }

    assertThat(topics()).containsExactly(other);
  }

  private static Set<String> topics() throws Exception {
    return admin.listTopics().names().get();
  }

  private static LetheService service(Party party, Path home) {
    ArtifactStore store =
        new FileArtifactStore(home.resolve("artifacts"), ArtifactWriter.REGISTRAR);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    return switch (party) {
      case DELETION_INGEST ->
          new IngestService(
              new IngestService.Settings(
                  kafka,
                  TENANTS,
                  home.resolve("state"),
                  home.resolve("subjects.key"),
                  party.label(),
                  IngestTimes.defaults(),
                  PATIENCE,
                  OpenDsrSettings.unsigned()),
              IngestService.Collaborators.of(store, meters));
      case UNLEARN_WORKER ->
          new WorkerService(
              new WorkerService.Settings(
                  kafka, home.resolve("work"), party.label(), World.RUNTIME, PATIENCE),
              WorkerService.Collaborators.of(store, meters));
      case VERIFIER ->
          new VerifierService(verifier(home), VerifierService.Collaborators.of(store, meters));
      case MODEL_REGISTRY ->
          new RegistryService(
              new RegistryService.Settings(
                  kafka, home.resolve("state"), home.resolve("serving"), party.label(), PATIENCE),
              new RegistryService.Collaborators(
                  store,
                  SigningKey.loadOrCreate(home.resolve("signing.key")).asTrusted(),
                  meters,
                  Clock.systemUTC()));
      case UPSTREAM_APP, REGISTRAR, DEMO, AUDITOR, DEPLOYMENT ->
          throw new IllegalArgumentException(party + " is no service");
    };
  }

  private static VerifierSettings verifier(Path home) {
    return new VerifierSettings(
        kafka,
        home.resolve("split.key"),
        home.resolve("signing.key"),
        home.resolve("cache"),
        PATIENCE,
        PATIENCE,
        VerifierSettings.DEFAULT_MAX_RETAIN_SAMPLES,
        World.RUNTIME,
        1,
        VerifierSettings.DEFAULT_ROOT_TIME_LIMIT);
  }
}

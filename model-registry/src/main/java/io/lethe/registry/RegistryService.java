// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import io.javalin.config.JavalinConfig;
import io.lethe.domain.crypto.TrustedKeys;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.clock.ClockWatch;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.kafka.TopicProvisioner;
import io.lethe.kit.loop.Loops;
import io.lethe.kit.loop.Supervised;
import io.lethe.kit.loop.TopicTail;
import io.lethe.kit.metrics.KafkaMeters;
import io.lethe.kit.service.LetheService;
import io.lethe.kit.streams.StreamsApp;
import io.lethe.registry.model.Decisions;
import io.lethe.registry.rest.CommandSender;
import io.lethe.registry.rest.KafkaCommandSender;
import io.lethe.registry.rest.RegistryRoutes;
import io.lethe.registry.serving.ServingProjector;
import io.lethe.registry.view.ReadModel;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * The model registry as a service: the deciding topology, the read model behind REST, and the
 * serving folder, each following Kafka on its own.
 */
public final class RegistryService implements LetheService {
  /** The service's name. */
  public static final String NAME = "model-registry";

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(15);
  private static final Duration SEND_PATIENCE = Duration.ofSeconds(10);

  private final Settings settings;
  private final Collaborators collaborators;
  private final RegistryMetrics metrics;
  private final ReadModel readModel = new ReadModel();
  private final ServingProjector projector;
  private final KafkaMeters clients;
  private final Loops loops;
  private final TopicTail<ModelEvent> reading;
  private final TopicTail<ModelEvent> serving;
  private final StreamsApp topology;
  private volatile @Nullable Producer<String, ModelCommand> producer;

  /**
   * What the service is told.
   *
   * @param kafka brokers and schema registry
   * @param stateDirectory folder of Kafka Streams' local state
   * @param servingRoot folder that TensorFlow Serving serves from
   * @param applicationId Kafka Streams' application id
   * @param topicPatience how long to wait at start for topics that others own
   */
  public record Settings(
      KafkaSettings kafka,
      Path stateDirectory,
      Path servingRoot,
      String applicationId,
      Duration topicPatience) {

    /** Refuses nulls, a blank application id and a negative patience. */
    public Settings {
      Objects.requireNonNull(kafka, "kafka");
      Objects.requireNonNull(stateDirectory, "stateDirectory");
      Objects.requireNonNull(servingRoot, "servingRoot");
      if (applicationId.isBlank()) {
        throw new IllegalArgumentException("applicationId is blank; name the application");
      }
      if (topicPatience.isNegative()) {
        throw new IllegalArgumentException(
            "topicPatience is " + topicPatience + "; it cannot be negative");
      }
    }
  }

  /**
   * What the service works with; it owns none of them.
   *
   * @param store where versions lie by digest
   * @param trustedKeys the verifiers whose reports count, present and past
   * @param registry gets the meters
   * @param clock the time
   */
  public record Collaborators(
      ArtifactStore store, TrustedKeys trustedKeys, MeterRegistry registry, Clock clock) {

    /** Refuses nulls. */
    public Collaborators {
      Objects.requireNonNull(store, "store");
      Objects.requireNonNull(trustedKeys, "trustedKeys");
      Objects.requireNonNull(registry, "registry");
      Objects.requireNonNull(clock, "clock");
    }
  }

  /** Prepares the service; nothing runs and nothing is opened before {@link #start}. */
  public RegistryService(Settings settings, Collaborators collaborators) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.collaborators = Objects.requireNonNull(collaborators, "collaborators");
    metrics = new RegistryMetrics(collaborators.registry());
    clients = new KafkaMeters(collaborators.registry());
    projector =
        new ServingProjector(
            settings.servingRoot(),
            collaborators.store(),
            collaborators.trustedKeys(),
            metrics,
            collaborators.clock());
    loops = new Loops(settings.kafka(), clients, collaborators.registry());
    topology = topology();
    reading =
        loops.tail(
            NAME + "-read-model",
            Topics.MODEL_EVENTS,
            new MeteredReadModel(
                readModel,
                metrics,
                new ReportMeters(collaborators.registry(), collaborators.trustedKeys())));
    serving = loops.tail(NAME + "-serving", Topics.MODEL_EVENTS, projector);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void start() {
    TopicProvisioner.ensure(settings.kafka(), Party.MODEL_REGISTRY, settings.topicPatience());
    producer =
        clients.producer(
            "commands",
            new KafkaProducer<>(
                settings.kafka().producer(NAME + "-commands"),
                Topics.MODEL_COMMANDS.keySerde().serializer(),
                Topics.MODEL_COMMANDS.valueSerde(settings.kafka().serdeConfig()).serializer()));
    topology.start();
    reading.start();
    serving.start();
  }

  /** The registry's REST, to be added to a server. Answers 503 until the service is ready. */
  public Consumer<JavalinConfig> routes() {
    CommandSender sender =
        (command, trace) -> new KafkaCommandSender(open(), SEND_PATIENCE).send(command, trace);
    return new RegistryRoutes(
        readModel, sender, reading::isCaughtUp, collaborators.clock(), collaborators.store());
  }

  private Producer<String, ModelCommand> open() {
    Producer<String, ModelCommand> open = producer;
    if (open == null) {
      throw new IllegalStateException("the registry sends no command before it is started");
    }
    return open;
  }

  @Override
  public boolean isReady() {
    return topology.isRunning()
        && reading.isCaughtUp()
        && serving.isCaughtUp()
        && projector.isHealthy();
  }

  /** A champion that cannot be fetched is tried again and does not end the process. */
  @Override
  public boolean isHealthy() {
    return Supervised.areHealthy(parts());
  }

  @Override
  public Optional<Throwable> failure() {
    return Supervised.failureOf(parts());
  }

  private List<Supervised> parts() {
    return List.of(topology, reading, serving);
  }

  @Override
  public void close() {
    reading.stop();
    serving.close();
    reading.close();
    topology.close();
    Producer<String, ModelCommand> open = producer;
    if (open != null) {
      open.close(CLOSE_PATIENCE);
    }
    clients.close();
  }

  private StreamsApp topology() {
    return new StreamsApp(
        new StreamsApp.Settings(
            settings.kafka(),
            settings.applicationId(),
            settings.stateDirectory(),
            RegistryTopology.settings(loops.faults())),
        () ->
            new RegistryTopology(
                    settings.kafka().serdeConfig(),
                    new Decisions(collaborators.trustedKeys()),
                    metrics)
                .build(),
        clients,
        collaborators.registry(),
        ClockWatch.ofProcess());
  }
}

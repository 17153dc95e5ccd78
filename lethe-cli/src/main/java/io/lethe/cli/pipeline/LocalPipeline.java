// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import static java.util.Objects.requireNonNull;

import io.lethe.cli.broker.EmbeddedBroker;
import io.lethe.cli.schema.SchemaRegistryServer;
import io.lethe.domain.text.SubjectRule;
import io.lethe.ingest.opendsr.OpenDsrSettings;
import io.lethe.kit.access.Access;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.http.TlsFiles;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.kafka.TopicProvisioner;
import io.lethe.kit.service.LetheService;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topics;
import io.lethe.unlearning.RowAudit;
import io.lethe.verifier.VerificationListener;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The whole pipeline in one process: an embedded broker and the four services, over one directory.
 * The services meet on topics only, as they do when each has a machine of its own.
 */
public final class LocalPipeline implements AutoCloseable {
  private static final String SESSION_TIMEOUT_MILLIS = "10000";

  private final Builder settings;
  private final PipelineDirectory directory;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private @Nullable ServiceSet services;
  private @Nullable KafkaSettings kafka;
  private @Nullable SchemaRegistryServer schemas;

  private LocalPipeline(Builder settings) {
    this.settings = settings;
    this.directory = PipelineDirectory.begin(requireNonNull(settings.directory, "directory"));
  }

  /** A pipeline with nothing decided yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Decides how a pipeline is. */
  public static final class Builder {
    private @Nullable Path directory;
    private int brokerPort = EmbeddedBroker.ANY_PORT;
    private boolean durable;
    private Optional<ServicePorts> ports = Optional.empty();
    private Optional<Integer> schemaRegistryPort = Optional.empty();
    private String httpHost = HttpAddress.LOOPBACK;
    private Access access = Access.open();
    private Optional<TlsFiles> tls = Optional.empty();
    private RuntimeOptions runtime = RuntimeOptions.fromSystem();
    private ProgressListener workerProgress = ProgressListener.none();
    private VerificationListener verifierProgress = VerificationListener.silent();
    private RowAudit audit = RowAudit.none();
    private Map<String, String> kafkaOverrides = Map.of();
    private Set<String> passOver = Set.of();
    private Optional<SubjectRule> subjectRule = Optional.empty();
    private Tenants tenants = Tenants.DEFAULT;
    private OpenDsrSettings opendsr = OpenDsrSettings.unsigned();

    private Builder() {}

    /** Where everything lies; mandatory. */
    public Builder directory(Path value) {
      directory = value;
      return this;
    }

    /** The broker's port; any free one by default. */
    public Builder brokerPort(int value) {
      brokerPort = value;
      return this;
    }

    /**
     * Keeps schema ids on disk, so that the same directory can be started again. Without it they
     * live in this process only.
     */
    public Builder durable() {
      durable = true;
      return this;
    }

    /** Serves HTTP; by default only the intake does, on any free port. */
    public Builder ports(ServicePorts value) {
      ports = Optional.of(value);
      return this;
    }

    /**
     * Serves the schemas of a durable pipeline to other programs of this machine, as a registry
     * over HTTP; by default nobody does.
     */
    public Builder schemaRegistryPort(int value) {
      schemaRegistryPort = Optional.of(value);
      return durable();
    }

    /** Where HTTP listens, as {@link HttpAddress}; by default this machine alone is answered. */
    public Builder httpHost(String value) {
      httpHost = value;
      return this;
    }

    /** Whom HTTP asks who he is; by default nobody. */
    public Builder access(Access value) {
      access = value;
      return this;
    }

    /** The certificate of HTTP; by default it is not encrypted. */
    public Builder tls(Optional<TlsFiles> value) {
      tls = value;
      return this;
    }

    /** Device and threads of TensorFlow. */
    public Builder runtime(RuntimeOptions value) {
      runtime = value;
      return this;
    }

    /** Hears how far the worker is; called on its training thread. */
    public Builder workerProgress(ProgressListener value) {
      workerProgress = value;
      return this;
    }

    /** Hears how far the verifier is; called on its threads. */
    public Builder verifierProgress(VerificationListener value) {
      verifierProgress = value;
      return this;
    }

    /** Hears of every row that is trained on. */
    public Builder audit(RowAudit value) {
      audit = value;
      return this;
    }

    /** Further Kafka settings, as {@link KafkaSettings}. */
    public Builder kafkaOverrides(Map<String, String> value) {
      kafkaOverrides = Map.copyOf(value);
      return this;
    }

    /** Records that cannot be decoded and are given up, as {@link KafkaSettings}. */
    public Builder passOver(Set<String> value) {
      passOver = Set.copyOf(value);
      return this;
    }

    /** Whose requests are taken; {@code default} alone by default. */
    public Builder tenants(Tenants value) {
      tenants = value;
      return this;
    }

    /** How the intake is a processor of OpenDSR; by default it signs nothing and calls nobody. */
    public Builder opendsr(OpenDsrSettings value) {
      opendsr = value;
      return this;
    }

    /** The rule that the subject key must have; without it a new one keeps letter case. */
    public Builder subjectRule(SubjectRule value) {
      subjectRule = Optional.of(value);
      return this;
    }

    /**
     * The pipeline, not started; its directory is looked at.
     *
     * @throws io.lethe.kit.layout.LayoutMismatchException if the directory has another layout
     */
    public LocalPipeline build() {
      return new LocalPipeline(this);
    }
  }

  /**
   * Starts the broker, makes the topics, starts the services and returns when all are ready.
   *
   * @throws PipelineException if they are not in time, or one of them cannot be
   */
  public LocalPipeline start() {
    try {
      EmbeddedBroker broker = EmbeddedBroker.start(directory.broker(), settings.brokerPort);
      opened.push(broker);
      KafkaSettings clients =
          new KafkaSettings(
              broker.bootstrapServers(), schemaRegistryUrl(), kafkaOverrides(), settings.passOver);
      kafka = clients;
      TopicProvisioner.ensure(
          clients, settings.tenants.topics(Topics.all()), List.of(), ServiceStart.PATIENCE);
      directory.pipelineKeys(settings.subjectRule);
      ServiceSet made = newServices(clients);
      services = made;
      opened.push(made);
      ServiceStart.of(made.services());
      // Not earlier: the services register their schemas first, which later ones have to follow.
      settings.schemaRegistryPort.ifPresent(this::serveSchemas);
      return this;
    } catch (RuntimeException e) {
      closeAll().forEach(e::addSuppressed);
      throw e;
    }
  }

  /** How clients reach the broker and the schema registry. */
  public KafkaSettings kafka() {
    return started(kafka);
  }

  /** The artifact store that all services share, as the registering commands open it. */
  public ArtifactStore store() {
    return directory.store(ArtifactWriter.REGISTRAR);
  }

  /** Where everything lies. */
  public PipelineDirectory directory() {
    return directory;
  }

  /** The services, in the order of the data's way. */
  public List<LetheService> services() {
    return services == null ? List.of() : services.services();
  }

  /** Port of the intake's HTTP. */
  public int intakePort() {
    return started(services).intakePort();
  }

  /** The ports of all services' HTTP; empty unless {@link Builder#ports} was asked for. */
  public Optional<ServicePorts> ports() {
    return started(services).ports();
  }

  /** Port of the registry's HTTP, if it serves any. */
  public Optional<Integer> registryPort() {
    return started(services).registryPort();
  }

  /** Where the schemas are served over HTTP; empty unless that was asked for. */
  public Optional<String> schemasUrl() {
    return Optional.ofNullable(schemas).map(SchemaRegistryServer::url);
  }

  /** Stops the services, then the broker. */
  @Override
  public void close() {
    List<Exception> failures = closeAll();
    if (!failures.isEmpty()) {
      PipelineException failure =
          new PipelineException("the pipeline did not close cleanly", failures.get(0));
      failures.stream().skip(1).forEach(failure::addSuppressed);
      throw failure;
    }
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the pipeline is not started; call start() first");
    }
    return part;
  }

  /** All members of a group end together here: after a kill, the next start need not wait long. */
  private Map<String, String> kafkaOverrides() {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("consumer.session.timeout.ms", SESSION_TIMEOUT_MILLIS);
    overrides.put("streams.session.timeout.ms", SESSION_TIMEOUT_MILLIS);
    overrides.putAll(settings.kafkaOverrides);
    return overrides;
  }

  private String schemaRegistryUrl() {
    return settings.durable
        ? PipelineDirectory.create(directory.schemas()).toUri().toString()
        : "mock://" + UUID.randomUUID();
  }

  private void serveSchemas(int port) {
    SchemaRegistryServer server =
        SchemaRegistryServer.start(port, directory.schemas(), settings.tenants);
    opened.push(server);
    schemas = server;
  }

  private ServiceSet newServices(KafkaSettings clients) {
    return new ServiceSet(
        directory,
        clients,
        new ServiceSet.Door(
            port -> new HttpAddress(settings.httpHost, port, settings.tls),
            settings.access,
            settings.ports),
        new ServiceSet.Intake(settings.tenants, settings.opendsr),
        settings.runtime,
        new ServiceSet.Listeners(
            settings.workerProgress, settings.verifierProgress, settings.audit));
  }

  private List<Exception> closeAll() {
    List<Exception> failures = new ArrayList<>();
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        failures.add(e);
      }
    }
    return failures;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import io.lethe.catalogue.GuardedBroker;
import io.lethe.cli.pipeline.PipelineDirectory;
import io.lethe.cli.pipeline.PipelineKeys;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.ingest.IngestMain;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.registry.RegistryMain;
import io.lethe.schemas.topic.Party;
import io.lethe.verifier.VerifierMain;
import io.lethe.worker.WorkerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The four services, each in a process of its own, with a folder of its own and as a user of its
 * own, who may do what {@link io.lethe.schemas.topic.AccessRules} grants and nothing else.
 */
final class ServiceProcesses implements Victim {
  private static final Map<String, Class<?>> MAINS =
      Map.of(
          "ingest", IngestMain.class,
          "worker", WorkerMain.class,
          "verifier", VerifierMain.class,
          "registry", RegistryMain.class);

  private final GuardedBroker broker;
  private final Path scratch;
  private final Path config;
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final Map<String, MainProcess> processes = new LinkedHashMap<>();

  ServiceProcesses(GuardedBroker broker, PipelineDirectory directory, Path scratch)
      throws IOException {
    this.broker = broker;
    this.scratch = scratch;
    for (String service : MAINS.keySet()) {
      ports.put(service, MainProcess.freePort());
    }
    config = Files.writeString(scratch.resolve("services.yaml"), configuration(directory));
  }

  @Override
  public void start() throws IOException {
    for (Map.Entry<String, Class<?>> service : MAINS.entrySet()) {
      processes.put(
          service.getKey(),
          MainProcess.start(
              scratch.resolve(service.getKey() + ".log"),
              service.getValue().getName(),
              config.toString()));
    }
  }

  @Override
  public void awaitReady() {
    processes.forEach(
        (service, process) -> process.awaitAnswer(ports.get(service), "/health/ready"));
  }

  @Override
  public KafkaSettings kafka() {
    return broker.operator();
  }

  @Override
  public void killAfter(Duration life) throws InterruptedException {
    Instant end = Instant.now().plus(life);
    for (MainProcess process : processes.values()) {
      Duration left = Duration.between(Instant.now(), end);
      process.killAfter(left.isNegative() ? Duration.ZERO : left);
    }
  }

  @Override
  public String said() {
    return processes.values().stream().map(MainProcess::said).collect(Collectors.joining());
  }

  @Override
  public void close() {
    processes.values().forEach(MainProcess::close);
  }

  private String configuration(PipelineDirectory directory) {
    PipelineKeys keys = directory.pipelineKeys();
    return """
    lethe:
      ingest:
    %1$s
        http-port: %2$d
        state-directory: "%6$s/ingest"
        subject-key-file: "%7$s"
      worker:
    %11$s
        http-port: %3$d
        work-directory: "%6$s/worker"
      verifier:
    %12$s
        http-port: %4$d
        cache-directory: "%6$s/verifier"
        split-key-file: "%8$s"
        signing-key-file: "%9$s"
      registry:
    %13$s
        http-port: %5$d
        state-directory: "%6$s/registry"
        serving: "%6$s/serving"
        trusted-keys: ["%10$s"]
    """
        .formatted(
            shared(directory, Party.DELETION_INGEST),
            ports.get("ingest"),
            ports.get("worker"),
            ports.get("verifier"),
            ports.get("registry"),
            scratch,
            keys.subjects(),
            keys.split(),
            keys.signing(),
            SigningKey.publicKeyFile(keys.signing()),
            shared(directory, Party.UNLEARN_WORKER),
            shared(directory, Party.VERIFIER),
            shared(directory, Party.MODEL_REGISTRY));
  }

  /**
   * Small write buffers, so that every store is on disk at a kill; short sessions for its group.
   */
  private String shared(PipelineDirectory directory, Party party) {
    KafkaSettings kafka = broker.of(party);
    String user =
        kafka.overrides().entrySet().stream()
            .map(setting -> "    %s: '%s'".formatted(setting.getKey(), setting.getValue()))
            .collect(Collectors.joining("\n"));
    return """
    kafka:
      bootstrap-servers: "%s"
      schema-registry-url: "%s"
      settings:
        consumer.session.timeout.ms: "6000"
        streams.session.timeout.ms: "6000"
        streams.rocksdb.config.setter: "%s"
    %s
    artifacts: {location: "%s"}\
    """
        .formatted(
            kafka.bootstrapServers(),
            kafka.schemaRegistryUrl(),
            SmallWriteBuffers.class.getName(),
            user,
            directory.artifacts())
        .indent(4)
        .stripTrailing();
  }
}

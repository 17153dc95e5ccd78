// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker;

import io.lethe.kit.access.AccessConfig;
import io.lethe.kit.artifact.ArtifactSettings;
import io.lethe.kit.config.ConfigurationException;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.http.TlsConfig;
import io.lethe.kit.kafka.KafkaConfig;
import io.lethe.learning.model.RuntimeOptions;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** The worker's configuration, keys below {@code lethe.worker}. */
@ConfigMapping(prefix = "lethe.worker")
public interface WorkerConfig {

  /** Brokers and schema registry. */
  KafkaConfig kafka();

  /** The artifact store that all services share. */
  ArtifactSettings artifacts();

  /**
   * Folder of this worker alone: half-made versions, decoded images and a note of the job at hand.
   */
  Path workDirectory();

  /** Consumer group of all workers. */
  @WithDefault("unlearn-worker")
  String groupId();

  /** What trains. */
  @WithDefault("cpu")
  RuntimeOptions.Device device();

  /** What convolutions and products compute in; {@code bfloat16} on a CPU that has it is faster. */
  @WithDefault("float32")
  RuntimeOptions.Precision precision();

  /** Threads inside one operation; by default one a core. */
  OptionalInt threads();

  /** Port of metrics and health; 0 takes any. */
  @WithDefault("8082")
  int httpPort();

  /**
   * Where HTTP listens: an address or a name of this machine, 0.0.0.0 for all of its networks.
   * Without {@code access} it asks nobody who he is, so let only what may ask reach it.
   *
   * @return the address
   */
  @WithDefault(HttpAddress.LOOPBACK)
  String httpHost();

  /** Who may ask by HTTP. */
  AccessConfig access();

  /** The certificate of HTTP. */
  TlsConfig tls();

  /** How long to wait at start for Kafka and for topics that others own. */
  @WithDefault("PT2M")
  Duration topicPatience();

  /**
   * The settings of the service.
   *
   * @throws ConfigurationException naming every value that breaks its rule
   */
  default WorkerService.Settings settings() {
    List<String> problems = new ArrayList<>();
    int threadCount = threads().orElse(Runtime.getRuntime().availableProcessors());
    if (threadCount < 1) {
      problems.add("lethe.worker.threads is " + threadCount + "; it must be at least 1");
    }
    if (precision() == RuntimeOptions.Precision.BFLOAT16 && device() != RuntimeOptions.Device.CPU) {
      problems.add("lethe.worker.precision is bfloat16, which is for the CPU alone; use float32");
    }
    problems.addAll(HttpAddress.problems("lethe.worker", httpHost(), httpPort()));
    problems.addAll(tls().problems("lethe.worker"));
    if (groupId().isBlank()) {
      problems.add("lethe.worker.group-id is blank; name a consumer group");
    }
    if (topicPatience().isNegative()) {
      problems.add("lethe.worker.topic-patience is " + topicPatience() + "; it cannot be negative");
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new WorkerService.Settings(
        kafka().toSettings(),
        workDirectory(),
        groupId(),
        new RuntimeOptions(device(), threadCount, precision()),
        topicPatience());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import io.lethe.kit.access.AccessConfig;
import io.lethe.kit.artifact.ArtifactSettings;
import io.lethe.kit.config.ConfigurationException;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.http.TlsConfig;
import io.lethe.kit.kafka.KafkaConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The registry's configuration, keys below {@code lethe.registry}. */
@ConfigMapping(prefix = "lethe.registry")
public interface RegistryConfig {

  /** Brokers and schema registry. */
  KafkaConfig kafka();

  /** The artifact store that all services share. */
  ArtifactSettings artifacts();

  /** Folder that TensorFlow Serving serves from; the registry alone writes to it. */
  Path serving();

  /** Folder of Kafka Streams' local state; may be lost, is rebuilt. */
  Path stateDirectory();

  /** Public keys, PEM, of the verifiers whose reports count, present and past. */
  List<Path> trustedKeys();

  /** Kafka Streams' application id. */
  @WithDefault("model-registry")
  String applicationId();

  /** Port of REST, metrics and health; 0 takes any. */
  @WithDefault("8080")
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
  default RegistryService.Settings settings() {
    List<String> problems = new ArrayList<>();
    problems.addAll(HttpAddress.problems("lethe.registry", httpHost(), httpPort()));
    problems.addAll(tls().problems("lethe.registry"));
    if (applicationId().isBlank()) {
      problems.add("lethe.registry.application-id is blank; name the application");
    }
    if (trustedKeys().isEmpty()) {
      problems.add("lethe.registry.trusted-keys is empty; name at least one verifier's public key");
    }
    if (topicPatience().isNegative()) {
      problems.add(
          "lethe.registry.topic-patience is " + topicPatience() + "; it cannot be negative");
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new RegistryService.Settings(
        kafka().toSettings(), stateDirectory(), serving(), applicationId(), topicPatience());
  }
}

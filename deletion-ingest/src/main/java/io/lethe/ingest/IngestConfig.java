// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import io.lethe.ingest.callback.CallbackConfig;
import io.lethe.ingest.intake.IngestTimes;
import io.lethe.ingest.opendsr.OpenDsrConfig;
import io.lethe.ingest.opendsr.OpenDsrSettings;
import io.lethe.kit.access.AccessConfig;
import io.lethe.kit.artifact.ArtifactSettings;
import io.lethe.kit.config.ConfigurationException;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.http.TlsConfig;
import io.lethe.kit.kafka.KafkaConfig;
import io.lethe.schemas.topic.Tenants;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Configuration of deletion-ingest. */
@ConfigMapping(prefix = "lethe.ingest")
public interface IngestConfig {
  /** Brokers and schema registry. */
  KafkaConfig kafka();

  /**
   * Kafka Streams application id; also the stem of group and transactional ids.
   *
   * @return the id
   */
  @WithDefault("deletion-ingest")
  String applicationId();

  /**
   * Local copies of the state stores; lost, they are restored from Kafka.
   *
   * @return a directory
   */
  Path stateDirectory();

  /**
   * The artifact store that all services share.
   *
   * @return where it is
   */
  ArtifactSettings artifacts();

  /**
   * The HMAC key that turns subject ids into subject keys, and its rule: the same that datasets are
   * registered with. Made at the first start if there is none, with letter case kept.
   *
   * @return a file
   */
  Path subjectKeyFile();

  /**
   * Port of HTTP intake, metrics and health; 0 for any free one.
   *
   * @return the port
   */
  @WithDefault("8081")
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

  /** OpenDSR, below {@code /opendsr/v2}. */
  OpenDsrConfig opendsr();

  /** Who may be called back. */
  CallbackConfig callbacks();

  /**
   * Time from receipt to the deadline of requests that name none: a calendar month (`P1M`), or
   * days.
   *
   * @return ISO-8601 period of at most a year
   */
  @WithDefault("P1M")
  Period defaultDeadline();

  /**
   * How long a request waits for the model that it names to be registered, and one that names none
   * for registrations that are still on their way.
   *
   * @return ISO-8601 duration
   */
  @WithDefault("PT10S")
  Duration unknownModelGrace();

  /**
   * The tenants besides `default` whose requests are taken, each from topics of its own
   * (`deletion.requests.TENANT`, `deletion.amendments.TENANT`).
   *
   * @return names of lower-case letters, digits and hyphens
   */
  Optional<List<String>> tenants();

  /**
   * How often the topology looks at the wall clock.
   *
   * @return ISO-8601 duration
   */
  @WithDefault("PT0.2S")
  Duration tick();

  /**
   * How long to wait at the start for Kafka and the other services' topics.
   *
   * @return ISO-8601 duration
   */
  @WithDefault("PT1M")
  Duration topicPatience();

  /**
   * The settings of the service.
   *
   * @throws ConfigurationException naming every value that breaks its rule
   */
  default IngestService.Settings settings() {
    List<String> problems = new ArrayList<>();
    problems.addAll(HttpAddress.problems("lethe.ingest", httpHost(), httpPort()));
    problems.addAll(tls().problems("lethe.ingest"));
    problems.addAll(Tenants.problems("lethe.ingest.tenants", tenants().orElse(List.of())));
    problems.addAll(OpenDsrSettings.problems("lethe.ingest", opendsr(), callbacks()));
    if (applicationId().isBlank()) {
      problems.add("lethe.ingest.application-id is blank; name the application");
    }
    if (topicPatience().isNegative()) {
      problems.add("lethe.ingest.topic-patience is " + topicPatience() + "; it cannot be negative");
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new IngestService.Settings(
        kafka().toSettings(),
        Tenants.of(tenants().orElse(List.of())),
        stateDirectory(),
        subjectKeyFile(),
        applicationId(),
        new IngestTimes(defaultDeadline(), unknownModelGrace(), tick()),
        topicPatience(),
        OpenDsrSettings.of(opendsr(), callbacks()));
  }
}

package io.lethe.ingest;

import io.lethe.kit.artifact.ArtifactSettings;
import io.lethe.kit.kafka.KafkaConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

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
  @WithDefault("lethe-deletion-ingest")
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
   * The HMAC key that turns subject ids into subject keys: the same that datasets are registered
   * with. Made at the first start if there is none.
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
   * Time from receipt to the deadline of requests that name none.
   *
   * @return ISO-8601 duration
   */
  @WithDefault("P30D")
  Duration defaultDeadline();

  /**
   * How long a request waits for the model that it names to be registered, and one that names none
   * for registrations that are still on their way.
   *
   * @return ISO-8601 duration
   */
  @WithDefault("PT10S")
  Duration unknownModelGrace();

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
}

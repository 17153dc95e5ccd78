// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import io.lethe.kit.artifact.ArtifactStores;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.config.Configuration;
import io.lethe.kit.config.ConfigurationException;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.kafka.TopicProvisioner;
import io.lethe.schemas.topic.Party;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline whose services run elsewhere, such as those of {@code docker-compose.yml}.
 *
 * @param kafka its brokers and schema registry
 * @param home its store, a copy of its subject key, and this machine's decoded images
 */
public record RemotePipeline(KafkaSettings kafka, PipelineHome home) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Reads how to reach it.
   *
   * @param file YAML, keys below {@code lethe.remote}; relative paths count from the working
   *     directory
   * @throws ConfigurationException where a key is unknown, missing or breaks its rule, or the key
   *     file is not there: a key made here would not be the pipeline's
   */
  public static RemotePipeline load(Path file) {
    RemoteConfig config = Configuration.load(RemoteConfig.class, Optional.of(file), Map.of());
    Path subjectKey = config.subjectKeyFile();
    if (!Files.exists(subjectKey)) {
      throw new ConfigurationException(
          List.of(
              "lethe.remote.subject-key-file: "
                  + subjectKey
                  + " is missing; copy the pipeline's, as with: docker compose cp"
                  + " keys:/keys/subjects/subjects.key "
                  + subjectKey));
    }
    requireThere(config.kafka().settings().get(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG));
    return new RemotePipeline(
        config.kafka().toSettings(),
        new PipelineHome(
            ArtifactStores.open(config.artifacts(), ArtifactWriter.REGISTRAR),
            subjectKey,
            PipelineDirectory.create(config.images())));
  }

  /** Kafka's own words for it do not say where a certificate comes from. */
  private static void requireThere(@Nullable String keystore) {
    if (keystore != null && !Files.exists(Path.of(keystore))) {
      throw new ConfigurationException(
          List.of(
              "lethe.remote.kafka.settings: ssl.keystore.location "
                  + keystore
                  + " is missing; copy the certificate by which the broker knows this command, as"
                  + " with: docker compose cp certificates:/keys/kafka/command/. "
                  + Optional.ofNullable(Path.of(keystore).getParent()).orElse(Path.of("."))));
    }
  }

  /**
   * Its brokers, which must answer and know every topic that a party opens.
   *
   * @throws io.lethe.kit.kafka.TopicsUnavailableException if they do not
   */
  public KafkaSettings awaitTopics(Party party) {
    TopicProvisioner.ensure(kafka, party, PATIENCE);
    return kafka;
  }
}

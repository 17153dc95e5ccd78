// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import io.lethe.kit.kafka.KafkaSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * How other processes on this machine reach a durable pipeline; kept in its directory.
 *
 * @param bootstrapServers of the broker
 * @param schemaRegistryUrl of the schema ids
 */
public record Endpoints(String bootstrapServers, String schemaRegistryUrl) {
  private static final String FILE = "endpoints.properties";
  private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
  private static final String SCHEMA_REGISTRY_URL = "schema.registry.url";

  /** Those of a started pipeline. */
  public static Endpoints of(LocalPipeline pipeline) {
    KafkaSettings kafka = pipeline.kafka();
    return new Endpoints(kafka.bootstrapServers(), kafka.schemaRegistryUrl());
  }

  /** As settings of Kafka clients. */
  public KafkaSettings kafka() {
    return new KafkaSettings(bootstrapServers, schemaRegistryUrl, Map.of());
  }

  /** Keeps them in the pipeline's directory. */
  public void write(PipelineDirectory directory) {
    String text =
        "# How to reach this pipeline while it runs; written at every start.\n"
            + BOOTSTRAP_SERVERS
            + "="
            + bootstrapServers
            + "\n"
            + SCHEMA_REGISTRY_URL
            + "="
            + schemaRegistryUrl
            + "\n";
    try {
      Files.writeString(directory.root().resolve(FILE), text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("nothing can be written to " + directory.root(), e);
    }
  }

  /**
   * Reads them.
   *
   * @throws PipelineException if no pipeline was ever started there
   */
  public static Endpoints read(PipelineDirectory directory) {
    Path file = directory.root().resolve(FILE);
    if (!Files.exists(file)) {
      throw new PipelineException(
          "no pipeline was started in "
              + directory.root()
              + "; start one with: lethe up --data "
              + directory.root());
    }
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("the file " + file + " cannot be read", e);
    }
    return new Endpoints(
        property(properties, BOOTSTRAP_SERVERS, file),
        property(properties, SCHEMA_REGISTRY_URL, file));
  }

  private static String property(Properties properties, String key, Path file) {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new PipelineException(
          "the file " + file + " lacks " + key + "; restart the pipeline, which writes it anew");
    }
    return value;
  }
}

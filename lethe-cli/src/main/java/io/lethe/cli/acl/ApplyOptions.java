// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.acl;

import io.lethe.cli.console.CommandFailedException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** That rights are to be made so, and at which broker; named as Kafka's own tools name it. */
final class ApplyOptions {
  private static final String PATIENCE_MS = "60000";

  @Option(
      names = "--apply",
      required = true,
      description =
          "Grants them at the broker, and withdraws what else these users were allowed there.")
  private boolean apply;

  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      required = true,
      description = "The broker.")
  private String bootstrapServer;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description = "How the one comes who may grant: properties of a Kafka client.")
  private @Nullable Path commandConfig;

  /** Whether rights are to be made so; {@code --apply=false} prints them. */
  boolean isAsked() {
    return apply;
  }

  /**
   * A client of the broker.
   *
   * @throws CommandFailedException where the file cannot be read, or a property in it is wrong
   */
  Admin admin() {
    Properties properties = new Properties();
    if (commandConfig != null) {
      try (Reader reader = Files.newBufferedReader(commandConfig, StandardCharsets.UTF_8)) {
        properties.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new CommandFailedException(
            "--command-config " + commandConfig + " cannot be read as properties", e);
      }
    }
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServer);
    properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    try {
      return Admin.create(properties);
    } catch (KafkaException e) {
      throw new CommandFailedException(
          "no client of the broker can be made: "
              + (e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
          e);
    }
  }
}

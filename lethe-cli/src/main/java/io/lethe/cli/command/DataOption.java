package io.lethe.cli.command;

import io.lethe.cli.pipeline.Endpoints;
import io.lethe.cli.pipeline.PipelineDirectory;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.kafka.TopicProvisioner;
import io.lethe.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the running pipeline keeps everything. */
final class DataOption {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${sys:user.home}/.lethe",
      description = "The directory of the running pipeline (default: ${DEFAULT-VALUE}).")
  private Path data;

  PipelineDirectory directory() {
    return new PipelineDirectory(data);
  }

  /**
   * How to reach its broker, which must answer.
   *
   * @throws io.lethe.kit.kafka.TopicsUnavailableException if it does not
   */
  KafkaSettings kafka() {
    KafkaSettings kafka = Endpoints.read(directory()).kafka();
    TopicProvisioner.ensure(kafka, List.of(), Topics.all(), PATIENCE);
    return kafka;
  }
}

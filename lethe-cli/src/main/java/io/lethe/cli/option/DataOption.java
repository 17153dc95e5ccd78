// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.option;

import io.lethe.cli.pipeline.Endpoints;
import io.lethe.cli.pipeline.PipelineDirectory;
import io.lethe.cli.pipeline.PipelineHome;
import io.lethe.cli.pipeline.RemotePipeline;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.kafka.TopicProvisioner;
import io.lethe.schemas.topic.Party;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * Which running pipeline is meant: one on this machine by its directory, or one that runs
 * elsewhere.
 */
public final class DataOption {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @ArgGroup private Place place = new Place();

  /** One of the two. */
  static final class Place {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "The directory of the running pipeline (default: ~/.lethe).")
    private @Nullable Path data;

    @Option(
        names = RemoteOption.NAME,
        paramLabel = "FILE",
        arity = "0..1",
        fallbackValue = RemoteOption.FALLBACK,
        description = RemoteOption.DESCRIPTION)
    private @Nullable Path remote;
  }

  /** A pipeline as a command meets it. */
  public record Reached(KafkaSettings kafka, PipelineHome home, String place) {}

  /**
   * How to reach it; its broker must answer.
   *
   * @throws io.lethe.kit.kafka.TopicsUnavailableException if it does not
   */
  public Reached reach() {
    if (place.remote != null) {
      RemotePipeline pipeline = RemotePipeline.load(place.remote);
      return new Reached(
          pipeline.awaitTopics(Party.REGISTRAR), pipeline.home(), place.remote.toString());
    }
    PipelineDirectory directory =
        PipelineDirectory.of(
            place.data == null ? Path.of(System.getProperty("user.home"), ".lethe") : place.data);
    KafkaSettings kafka = Endpoints.read(directory).kafka();
    TopicProvisioner.ensure(kafka, Party.REGISTRAR, PATIENCE);
    return new Reached(kafka, directory.home(), directory.root().toString());
  }
}

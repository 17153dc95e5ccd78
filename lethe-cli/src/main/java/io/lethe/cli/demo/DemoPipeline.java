// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.cli.pipeline.LocalPipeline;
import io.lethe.cli.pipeline.PipelineException;
import io.lethe.cli.pipeline.PipelineHome;
import io.lethe.cli.pipeline.RemotePipeline;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.schemas.topic.Party;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The pipeline that the demo talks to. */
sealed interface DemoPipeline extends AutoCloseable {

  /** Store, keys and decoded images. */
  PipelineHome home();

  /**
   * Waits until it takes requests.
   *
   * @throws PipelineException if it does not
   */
  KafkaSettings awaitReady();

  @Override
  void close();

  /** The demo's own, in this process; starts while the original is trained. */
  final class Embedded implements DemoPipeline {
    private final PipelineHome home;
    private final LocalPipeline pipeline;
    private final CompletableFuture<LocalPipeline> starting;

    Embedded(LocalPipeline pipeline) {
      this.pipeline = pipeline;
      pipeline.directory().pipelineKeys(); // before two threads could both want to make them
      home = pipeline.directory().home();
      starting = CompletableFuture.supplyAsync(pipeline::start);
    }

    @Override
    public PipelineHome home() {
      return home;
    }

    @Override
    public KafkaSettings awaitReady() {
      try {
        return starting.join().kafka();
      } catch (CompletionException e) {
        throw PipelineException.of("the pipeline did not start", e);
      }
    }

    @Override
    public void close() {
      starting.exceptionally(failure -> pipeline).join();
      pipeline.close();
    }
  }

  /** One that runs elsewhere, and goes on after the demo. */
  record Remote(RemotePipeline pipeline) implements DemoPipeline {

    @Override
    public PipelineHome home() {
      return pipeline.home();
    }

    @Override
    public KafkaSettings awaitReady() {
      return pipeline.awaitTopics(Party.DEMO);
    }

    @Override
    public void close() {
      // It is not the demo's to stop.
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.cli.pipeline.LocalPipeline;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.cli.registration.RegisteredDataset;
import io.lethe.invariants.Invariants;
import io.lethe.schemas.CandidateOutcome;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.RequestState;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VanishedDatasetIT {

  @Test
  void shouldParkARequestWhoseDatasetHasVanished(@TempDir Path directory) throws Exception {
    World world = new World(directory);
    Path original = world.train("small-cnn", 1);
    try (LocalPipeline pipeline =
        LocalPipeline.builder()
            .directory(world.pipelineDirectory())
            .runtime(World.RUNTIME)
            .build()
            .start()) {
      RegisteredDataset dataset = world.store(pipeline.directory().home());
      world.publish(pipeline.directory().home(), pipeline.kafka(), dataset);
      world.register(
          pipeline.directory().home(),
          pipeline.kafka(),
          dataset,
          original,
          World.lenient(50, World.strategy("sftc", 1)));
      pipeline.store().deleteTree(dataset.artifact().digest());

      try (PipelineView view = new PipelineView(pipeline.kafka())) {
        List<String> requests = World.erase(pipeline.kafka(), world.people(0, 10));
        World.await(view, requests, RequestState.PARKED);

        ModelCandidate candidate = view.candidates().get(0);
        assertThat(candidate.getOutcome()).isEqualTo(CandidateOutcome.FAILED);
        assertThat(candidate.getFailureReason()).contains("dataset");
        assertThat(view.statuses().get(requests.get(0)).getReason()).isNotBlank();
        assertThat(view.champions().get(World.MODEL).getVersion()).isEqualTo(1);
        assertThat(new Invariants(pipeline.kafka(), pipeline.store()).violations()).isEmpty();
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.cli.pipeline.LocalPipeline;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.domain.job.JobIds;
import io.lethe.invariants.Invariants;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.source.DatasetCache;
import io.lethe.learning.training.Retraining;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.worker.job.CandidateLedger;
import io.lethe.worker.job.Candidates;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worker and verifier train apart: what the one says it has retrained, the other makes again. */
class RetrainingIT {
  private static final int PEOPLE = 10;

  @Test
  void shouldPromoteWhatComesOutAgainAndRefuseARetrainingThatSawTheForgotten(
      @TempDir Path directory) throws Exception {
    World world = new World(directory);
    HeldWorker worker = new HeldWorker();
    try (LocalPipeline pipeline =
            LocalPipeline.builder()
                .directory(world.pipelineDirectory())
                .runtime(World.RUNTIME)
                .audit(worker)
                .build()
                .start();
        PipelineView view = new PipelineView(pipeline.kafka())) {
      world.introduce(
          pipeline.directory().home(),
          pipeline.kafka(),
          World.lenient(PEOPLE * SmallBundle.SAMPLES_PER_SUBJECT, World.strategy("retrain", 2)));

      List<String> honest = World.erase(pipeline.kafka(), world.people(0, PEOPLE));
      World.await(view, honest, RequestState.PROMOTED);
      view.catchUp();
      ModelCandidate made = view.candidates().get(0);
      Criterion derived = derivation(view.report(made.getJobId()).orElseThrow());
      assertThat(derived.getVerdict()).as(derived.toString()).isEqualTo(CriterionVerdict.PASS);
      assertThat(derived.getN()).isEqualTo(1);

      worker.hold();
      List<String> betrayed = World.erase(pipeline.kafka(), world.people(PEOPLE, 2 * PEOPLE));
      UnlearningJob job =
          view.await(
              "the second job",
              World.PATIENCE,
              v -> v.jobs().stream().filter(each -> each.getParentVersion() == 2).findFirst());
      ArtifactStore store = pipeline.store().as(ArtifactWriter.WORKER);
      ArtifactRef forged =
          forge(pipeline, job, world.samplesOf(world.people(0, PEOPLE)), directory);
      new CandidateLedger(store)
          .enter(job, Candidates.succeeded(job, forged, made.getProvenance(), Instant.now()));
      worker.release();

      World.await(view, betrayed, RequestState.PARKED);
      view.catchUp();
      VerificationReport report = view.report(job.getJobId()).orElseThrow();
      assertThat(report.getCandidateDigest()).isEqualTo(forged.digest());
      assertThat(report.getVerdict()).isEqualTo(Verdict.FAIL);
      assertThat(report.getFindings()).isEmpty();
      assertThat(report.getCriteria())
          .filteredOn(each -> each.getVerdict() == CriterionVerdict.FAIL)
          .extracting(Criterion::getName)
          .containsExactly("derived_again");
      assertThat(derivation(report).getNote()).contains("differs from byte");
      assertThat(view.event(each -> each.getType() == ModelEventType.REJECTED))
          .get()
          .extracting(event -> String.valueOf(event.getReason()))
          .asString()
          .contains("derived_again is FAIL", "differs from byte");
      assertThat(view.champions().get(World.MODEL).getVersion()).isEqualTo(2);
      assertThat(new Invariants(pipeline.kafka(), pipeline.store()).violations()).isEmpty();
    }
  }

  private static Criterion derivation(VerificationReport report) {
    return report.getCriteria().stream()
        .filter(each -> each.getName().equals("derived_again"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("not asked: " + report.getCriteria()));
  }

  /** The job's own recipe and seed, on everybody but those who were forgotten before. */
  private static ArtifactRef forge(
      LocalPipeline pipeline, UnlearningJob job, int[] before, Path directory) {
    Path out = directory.resolve("forged");
    try (TrainableModel model =
            TrainableModel.load(pipeline.store().tree(job.getParentDigest()), World.RUNTIME);
        DatasetCache datasets =
            new DatasetCache(pipeline.store()::treeAt, directory.resolve("images"), 1)) {
      Dataset images =
          datasets
              .open(
                  job.getDatasetDigest(),
                  job.getDatasetUri(),
                  model.shape(),
                  ProgressListener.none())
              .images();
      int[] rows =
          IntStream.of(images.ordinals(Split.TRAIN))
              .filter(row -> IntStream.of(before).noneMatch(gone -> gone == row))
              .toArray();
      Retraining.of(job.getHyperParameters())
          .run(
              model,
              images,
              rows,
              JobIds.seed(job.getJobId()),
              ProgressListener.none(),
              () -> false);
      model.saveVersion(out);
    }
    return pipeline.store().as(ArtifactWriter.WORKER).putTree(out);
  }
}

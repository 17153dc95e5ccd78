// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.cli.offline.KnownParent;
import io.lethe.cli.pipeline.LocalPipeline;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.job.JobIds;
import io.lethe.domain.policy.Strategy;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.Logits;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.source.DatasetCache;
import io.lethe.learning.source.OwnedDataset;
import io.lethe.learning.training.LearningRate;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.TrainingLoop;
import io.lethe.learning.training.TrainingSettings;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.Provenance;
import io.lethe.schemas.UnlearningJob;
import io.lethe.unlearning.RunMonitor;
import io.lethe.unlearning.UnlearningRows;
import io.lethe.unlearning.run.Algorithms;
import io.lethe.unlearning.run.UnlearningRun;
import io.lethe.unlearning.run.UnlearningSettings;
import io.lethe.worker.job.CandidateLedger;
import io.lethe.worker.job.Candidates;
import java.nio.file.Path;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** A worker that lies: it answers jobs with versions that did not forget. */
final class Forger implements AutoCloseable {
  private static final int BATCH = 64;

  private final ArtifactStore store;
  private final Provenance provenance;
  private final Path directory;
  private final DatasetCache datasets;

  /**
   * One in a pipeline.
   *
   * @param provenance what it says of how its versions were made
   * @param directory for what it makes
   */
  Forger(LocalPipeline pipeline, Provenance provenance, Path directory) {
    this.store = pipeline.store().as(ArtifactWriter.WORKER);
    this.provenance = provenance;
    this.directory = directory;
    this.datasets = new DatasetCache(store::treeAt, directory.resolve("images"), 1);
  }

  /** Makes a version that does not forget. */
  @FunctionalInterface
  interface Deed {
    Path version(Work work);
  }

  /**
   * Answers a job before the worker does.
   *
   * @return what the worker will publish
   */
  ModelCandidate answer(UnlearningJob job, Deed deed) {
    Path version = deed.version(new Work(job));
    ModelCandidate forged =
        Candidates.succeeded(job, store.putTree(version), provenance, Instant.now());
    assertThat(new CandidateLedger(store).enter(job, forged))
        .as("nobody has answered job %s before", job.getJobId())
        .isEqualTo(forged);
    return forged;
  }

  @Override
  public void close() {
    datasets.close();
  }

  /** A job, and the means to do something else than it asks for. */
  final class Work {
    private final UnlearningJob job;
    private final OwnedDataset dataset;
    private final int[] excluded;
    private int made;

    private Work(UnlearningJob job) {
      this.job = job;
      try (TrainableModel parent = TrainableModel.load(parent(), World.RUNTIME)) {
        this.dataset =
            datasets.open(
                job.getDatasetDigest(),
                job.getDatasetUri(),
                parent.shape(),
                ProgressListener.none());
      }
      this.excluded = set(job.getExcludedDigest()).ordinals();
    }

    Dataset images() {
      return dataset.images();
    }

    Path parent() {
      return store.tree(job.getParentDigest());
    }

    /** Train samples of whoever stays. */
    int[] retain() {
      return without(images().ordinals(Split.TRAIN), excluded);
    }

    List<String> people() {
      return set(job.getForgetSetDigest()).subjectKeys();
    }

    int[] samplesOf(List<String> people) {
      return people.stream()
          .flatMapToInt(person -> IntStream.of(dataset.ordinalsBySubjectKey().get(person)))
          .toArray();
    }

    /** What a rung makes of the parent, told of these people alone. */
    Path unlearn(Strategy rung, List<String> people) {
      Path out = next();
      UnlearningSettings settings =
          UnlearningSettings.parse(
              Algorithms.standard(),
              rung.algorithm(),
              rung.hyperParameters(),
              JobIds.seed(job.getJobId()));
      int[] forget = samplesOf(people);
      int[] stay = without(images().ordinals(Split.TRAIN), excluded(forget));
      try (UnlearningRun run = UnlearningRun.load(parent(), World.RUNTIME)) {
        run.unlearn(
            KnownParent.tell(settings, images(), run.model(), ProgressListener.none()),
            images(),
            UnlearningRows.of(stay, forget),
            RunMonitor.untilInterrupted(ProgressListener.none()));
        run.save(out);
      }
      return out;
    }

    /** Whom nobody may learn from once these are forgotten: the same pictures of others too. */
    private int[] excluded(int[] forget) {
      return IntStream.concat(
              IntStream.of(forget), IntStream.of(dataset.identical().trainTwins(forget)))
          .distinct()
          .toArray();
    }

    /** A version after some epochs of something else. */
    Path teach(Path version, int[] rows, Objective objective, int epochs, float rate) {
      Path out = next();
      try (TrainableModel model = TrainableModel.load(version, World.RUNTIME)) {
        new TrainingLoop(model, images())
            .run(
                rows,
                objective,
                TrainingSettings.plain(
                    epochs, BATCH, new LearningRate.Constant(rate), JobIds.seed(job.getJobId())),
                ProgressListener.none(),
                () -> false);
        model.saveVersion(out);
      }
      return out;
    }

    /** What the parent says of every sample. */
    Logits parentsLogits() {
      try (TrainableModel model = TrainableModel.load(parent(), World.RUNTIME)) {
        return model.logits(
            images(), IntStream.range(0, images().size()).toArray(), ProgressListener.none());
      }
    }

    private Path next() {
      return directory.resolve(job.getJobId() + "-" + made++);
    }

    private ForgetSet set(String digest) {
      return ForgetSet.parse(store.readBlob(digest));
    }
  }

  static int[] without(int[] rows, int[] gone) {
    BitSet out = new BitSet();
    IntStream.of(gone).forEach(out::set);
    return IntStream.of(rows).filter(row -> !out.get(row)).toArray();
  }
}

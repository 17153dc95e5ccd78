// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import io.lethe.domain.text.TextLimit;
import io.lethe.kit.artifact.ArtifactMissingException;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.loop.BegunWork;
import io.lethe.kit.service.CodeVersion;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.source.DatasetCache;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.Provenance;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.text.InputTexts;
import io.lethe.schemas.work.JobIdentity;
import io.lethe.unlearning.RowAudit;
import io.lethe.unlearning.RunMonitor;
import io.lethe.unlearning.UnlearningResult;
import io.lethe.unlearning.UnlearningRows;
import io.lethe.unlearning.run.Algorithms;
import io.lethe.unlearning.run.UnlearningRun;
import io.lethe.unlearning.run.UnlearningSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one job: fetches what it names by digest, makes the parent forget, stores the new version,
 * and enters the candidate in the ledger, where the first one counts. A job that is in the ledger
 * already is answered from there without training.
 *
 * <p>Every failure becomes a FAILED candidate that says whether trying again makes sense, errors of
 * the virtual machine and of native code included: a job that broke the worker would be read again
 * after each restart. One that ends the process all the same is {@linkplain BegunWork given up}
 * after a few times. Only cancellation is thrown. Deterministic: the seed comes from the job id, so
 * the same job gives the same version bit for bit on the same machine with the same number of
 * threads. One job at a time.
 */
public final class JobRunner implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(JobRunner.class);
  private final ArtifactStore store;
  private final CandidateLedger ledger;
  private final WorkDirectory workDirectory;
  private final DatasetCache datasets;
  private final Algorithms algorithms;
  private final RuntimeOptions runtime;
  private final JobMetrics metrics;
  private final RowAudit audit;
  private final Clock clock;
  private final String codeVersion = CodeVersion.read();

  /**
   * How jobs are trained.
   *
   * @param algorithms the algorithms that jobs may name
   * @param runtime device, threads and precision
   * @param audit hears of every row that is trained on; {@link RowAudit#none()} outside tests
   */
  public record Training(Algorithms algorithms, RuntimeOptions runtime, RowAudit audit) {}

  /** Wires a runner; it owns neither the store nor the work directory. */
  public JobRunner(
      ArtifactStore store,
      WorkDirectory workDirectory,
      Training training,
      JobMetrics metrics,
      Clock clock) {
    this.store = store;
    this.ledger = new CandidateLedger(store);
    this.workDirectory = workDirectory;
    this.datasets =
        new DatasetCache(
            this::bundle, workDirectory.imageCache(), training.runtime.intraOpThreads());
    this.algorithms = training.algorithms;
    this.runtime = training.runtime;
    this.metrics = metrics;
    this.audit = training.audit;
    this.clock = clock;
  }

  /**
   * Runs a job to its candidate, SUCCEEDED or FAILED.
   *
   * @throws CancellationException if {@code cancelled} said so before the candidate was entered;
   *     nothing counts then
   */
  public ModelCandidate run(
      UnlearningJob job, ProgressListener progress, BooleanSupplier cancelled) {
    Stopwatch stopwatch = Stopwatch.start(clock);
    metrics.entered(JobPhase.LOADING);
    try {
      requireShortTexts(job);
      UnlearningSettings asked =
          UnlearningSettings.parse(
              algorithms,
              job.getAlgorithm(),
              job.getHyperParameters(),
              Candidates.seed(job.getJobId()));
      requireIdOfContent(job);
      UnlearningSettings settings =
          JobIdentity.parentFigures(job).map(asked::withParent).orElse(asked);
      Optional<ModelCandidate> done = ledger.find(job);
      if (done.isPresent()) {
        metrics.republished();
        return done.get();
      }
      ModelCandidate candidate = noted(job, settings, progress, cancelled, stopwatch);
      Duration duration = stopwatch.sinceStart();
      metrics.succeeded(job.getAlgorithm(), duration);
      log(job, candidate, duration);
      return candidate;
    } catch (CancellationException e) {
      metrics.cancelled();
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      return failed(job, e);
    }
  }

  private ModelCandidate noted(
      UnlearningJob job,
      UnlearningSettings settings,
      ProgressListener progress,
      BooleanSupplier cancelled,
      Stopwatch stopwatch)
      throws IOException {
    try (BegunWork.Note note = workDirectory.begun().begin(job.getJobId(), cancelled)) {
      RunMonitor monitor =
          RunMonitor.of(new WatchedProgress(progress, metrics, note), cancelled)
              .withAudit(this::fed);
      return unlearn(job, settings, monitor, stopwatch);
    }
  }

  private ModelCandidate unlearn(
      UnlearningJob job, UnlearningSettings settings, RunMonitor monitor, Stopwatch stopwatch)
      throws IOException {
    JobSets sets = JobSets.load(job, store);
    try (UnlearningRun run = UnlearningRun.load(store.tree(job.getParentDigest()), runtime)) {
      Dataset dataset =
          datasets
              .open(
                  job.getDatasetDigest(),
                  job.getDatasetUri(),
                  run.model().shape(),
                  monitor.progress())
              .images();
      UnlearningRows rows = sets.rows(dataset);
      stopwatch.loaded();
      metrics.entered(JobPhase.TRAINING);
      phaseEnded("Parent and data loaded", job, stopwatch);
      UnlearningResult result = run.unlearn(settings, dataset, rows, monitor);
      if (monitor.cancelled().getAsBoolean()) {
        throw new CancellationException("cancelled after training");
      }
      stopwatch.trained();
      metrics.entered(JobPhase.PUBLISHING);
      phaseEnded("Unlearning done, storing the version", job, stopwatch);
      return store(job, run, () -> stopwatch.provenance(codeVersion, runtime, result, rows));
    }
  }

  private ModelCandidate store(
      UnlearningJob job, UnlearningRun run, Supplier<Provenance> provenance) throws IOException {
    Path version = workDirectory.newVersion();
    try {
      run.save(version);
      ArtifactRef reference = store.putTree(version);
      Provenance ours = provenance.get();
      ModelCandidate candidate = Candidates.succeeded(job, reference, ours, clock.instant());
      time(ours);
      ModelCandidate counting = ledger.enter(job, candidate);
      if (!reference.digest().equals(counting.getCandidateDigest())) {
        LOGGER
            .atWarn()
            .setMessage("Another worker made other bytes of the same job; its candidate counts")
            .addKeyValue(LogKeys.JOB, job.getJobId())
            .log();
      }
      return counting;
    } finally {
      discard(version);
    }
  }

  private Path bundle(String uri) {
    try {
      return store.treeAt(uri);
    } catch (ArtifactMissingException e) {
      throw new JobRefusedException(
          "dataset "
              + uri
              + " has vanished: "
              + e.getMessage()
              + "; put it back or register it again, then retry the set",
          e);
    } catch (IllegalArgumentException e) {
      throw new JobRefusedException("the dataset's URI cannot be read: " + e.getMessage(), e);
    }
  }

  private void fed(int ordinal, RowAudit.Role role) {
    metrics.imageFed();
    audit.fed(ordinal, role);
  }

  private void time(Provenance way) {
    metrics.timed(JobPhase.LOADING, Duration.ofMillis(way.getLoadMillis()));
    metrics.timed(JobPhase.TEACHER, Duration.ofMillis(way.getTeacherMillis()));
    metrics.timed(JobPhase.TRAINING, Duration.ofMillis(way.getTrainMillis()));
    metrics.timed(JobPhase.PUBLISHING, Duration.ofMillis(way.getPublishMillis()));
  }

  /** What is already entered counts, whether or not its temporary copy can be deleted. */
  private void discard(Path version) {
    try {
      workDirectory.discard(version);
    } catch (IOException e) {
      LOGGER
          .atWarn()
          .setMessage("A temporary version could not be deleted; the next start will")
          .addKeyValue("path", version)
          .setCause(e)
          .log();
    }
  }

  /** What is too long goes no further, not into a message either. */
  private static void requireShortTexts(UnlearningJob job) {
    List<String> tooLong = InputTexts.problems(job);
    if (!tooLong.isEmpty()) {
      throw new JobRefusedException("the job's texts are too long: " + String.join("; ", tooLong));
    }
  }

  /** A job's id fixes its seed and its one effect, so it must be the digest of this very job. */
  private static void requireIdOfContent(UnlearningJob job) {
    String expected = idOfContent(job);
    if (!expected.equals(job.getJobId())) {
      throw new JobRefusedException(
          "the job's id is not the digest of its content, which is " + expected);
    }
  }

  private static String idOfContent(UnlearningJob job) {
    try {
      return JobIdentity.contentId(job);
    } catch (IllegalArgumentException e) {
      throw new JobRefusedException("the job has no valid id: " + e.getMessage(), e);
    }
  }

  private ModelCandidate failed(UnlearningJob job, Throwable thrown) {
    JobFailure failure = JobFailure.of(thrown);
    metrics.failed(job.getAlgorithm(), failure.retryable());
    LOGGER
        .atError()
        .setMessage("Job failed")
        .addKeyValue(LogKeys.MODEL, TextLimit.NAME.cut(job.getModel()))
        .addKeyValue(LogKeys.JOB, TextLimit.ID.cut(job.getJobId()))
        .addKeyValue("retryable", failure.retryable())
        .setCause(thrown)
        .log();
    return Candidates.failed(job, failure, clock.instant());
  }

  private static void phaseEnded(String message, UnlearningJob job, Stopwatch stopwatch) {
    LOGGER
        .atInfo()
        .setMessage(message)
        .addKeyValue(LogKeys.MODEL, job.getModel())
        .addKeyValue(LogKeys.JOB, job.getJobId())
        .addKeyValue("sinceStartMillis", stopwatch.sinceStart().toMillis())
        .log();
  }

  private static void log(UnlearningJob job, ModelCandidate candidate, Duration duration) {
    LOGGER
        .atInfo()
        .setMessage("Job done")
        .addKeyValue(LogKeys.MODEL, job.getModel())
        .addKeyValue(LogKeys.JOB, job.getJobId())
        .addKeyValue(LogKeys.ALGORITHM, job.getAlgorithm())
        .addKeyValue("candidateDigest", candidate.getCandidateDigest())
        .addKeyValue(LogKeys.DURATION_MILLIS, duration.toMillis())
        .log();
  }

  /** Closes the dataset that is still open. */
  @Override
  public void close() {
    datasets.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.job.JobIds;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.loop.BegunWork;
import io.lethe.kit.metrics.MeterSpec;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Split;
import io.lethe.schemas.CandidateOutcome;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ParentFigures;
import io.lethe.schemas.Provenance;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.work.JobIdentity;
import io.lethe.unlearning.RowAudit;
import io.lethe.unlearning.run.Algorithms;
import io.lethe.worker.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class JobRunnerTest {
  private static final int[] FORGET = IntStream.range(0, 30).toArray();
  private static final Set<String> ON_BOTH_SETS =
      Set.of("sftc", "neggrad+", "bad-teaching", "scrub", "random-labels", "delete");
  private static final int[] FORGOTTEN_BEFORE = IntStream.range(60, 72).toArray();
  @TempDir private static Path root;
  private static Workbench bench;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final WorkerMetrics metrics = new WorkerMetrics(meters, Algorithms.standard().names());
  private final AuditTrail audit = new AuditTrail();
  private ArtifactStore store;
  private WorkDirectory workDirectory;
  private JobRunner runner;
  private ForgetSet forget;
  private ForgetSet excluded;

  @BeforeAll
  static void train() throws IOException {
    bench = Workbench.create(root);
  }

  @BeforeEach
  void open(TestInfo test) {
    String name = test.getTestMethod().orElseThrow().getName();
    store = bench.newStore("store-" + name);
    workDirectory = WorkDirectory.open(root.resolve("work-" + name));
    runner = runner(store, audit);
    forget = bench.setOf(FORGET);
    excluded = forget.union(bench.setOf(FORGOTTEN_BEFORE));
  }

  @AfterEach
  void close() {
    runner.close();
    workDirectory.close();
  }

  @Test
  void shouldMakeTheModelLessSureOfWhatItForgets() {
    UnlearningJob job = draft().with("sftc", Map.of("epochs", "6")).build();

    ModelCandidate candidate = run(job);

    assertThat(candidate.getOutcome())
        .as(candidate.getFailureReason())
        .isEqualTo(CandidateOutcome.SUCCEEDED);
    Path version = store.tree(candidate.getCandidateDigest());
    int[] retain = IntStream.range(100, 150).toArray();
    assertThat(bench.confidence(bench.parent, FORGET)).isGreaterThan(0.9);
    assertThat(bench.confidence(version, FORGET)).isLessThan(0.75);
    assertThat(bench.confidence(version, retain))
        .isGreaterThan(bench.confidence(version, FORGET) + 0.1);
    assertThat(bench.accuracy(version, retain)).isGreaterThan(0.9);
  }

  @Test
  void shouldRefuseACalibratedTeacherOfAParentWhoseReportLacksItsFigures() {
    ModelCandidate candidate =
        run(draft().with("sftc", Map.of("teacher", "calibrated-ignorant-teacher")).build());

    assertThat(candidate.getOutcome()).isEqualTo(CandidateOutcome.FAILED);
    assertThat(candidate.getFailureRetryable()).isFalse();
    assertThat(candidate.getFailureReason())
        .contains("needs the parent's test accuracy, loss and margin, which its report lacks");
  }

  @Test
  void shouldAimACalibratedTeacherAtTheFiguresOfTheJob() {
    UnlearningJob job =
        JobIdentity.identified(
            UnlearningJob.newBuilder(
                    draft()
                        .with(
                            "sftc",
                            Map.of(
                                "teacher", "calibrated",
                                "steering", "1",
                                "epochs", "4",
                                "batch_size", "16",
                                "learning_rate", "0.002",
                                "forget_weight", "4"))
                        .build())
                .setParentFigures(new ParentFigures(0.7, 0.8, 1.0, 1.5)));

    ModelCandidate candidate = run(job);

    assertThat(candidate.getOutcome())
        .as(candidate.getFailureReason())
        .isEqualTo(CandidateOutcome.SUCCEEDED);
    assertThat(bench.confidence(store.tree(candidate.getCandidateDigest()), FORGET))
        .isBetween(0.4, 0.85);
  }

  @Test
  void shouldFailAJobOfThisRungThatEndedTheWorkerThreeTimesAtOnePlace(TestInfo test) {
    UnlearningJob job = draft().build();
    for (int death = 0; death < 3; death++) {
      dieAt(job, test, 7, 20);
    }

    ModelCandidate candidate = run(job);

    assertFailed(
        candidate,
        false,
        "working on it ended this process 3 times in a row at the same place (train 7/20)");
    assertThat(candidate.getFailureOfRung()).isTrue();
    assertThat(audit.taught).isEmpty();
    assertThat(run(draft().attempt(2).build()).getOutcome()).isEqualTo(CandidateOutcome.SUCCEEDED);
  }

  @Test
  void shouldDoAJobAgainHoweverOftenTheWorkerWasKilledHereAndThere(TestInfo test) {
    UnlearningJob job = draft().build();
    for (int death = 0; death < 6; death++) {
      dieAt(job, test, 3L * death, 20);
    }

    assertThat(run(job).getOutcome()).isEqualTo(CandidateOutcome.SUCCEEDED);
    assertThat(notes(test)).isEmpty();
  }

  @Test
  void shouldNoteWhereAJobIsUntilItEndsOrIsCancelled(TestInfo test) {
    UnlearningJob job = draft().build();
    Set<String> places = new TreeSet<>();

    assertThatThrownBy(
            () ->
                runner.run(
                    job,
                    (phase, done, total) -> places.addAll(notes(test)),
                    () -> places.size() > 3))
        .isInstanceOf(CancellationException.class);

    assertThat(places).anyMatch(note -> note.matches("(?s)deaths=0.*place=train [0-9]+/20 +\n"));
    assertThat(notes(test)).isEmpty();
  }

  private static void dieAt(UnlearningJob job, TestInfo test, long done, long total) {
    BegunWork.in(begun(test), "it").begin(job.getJobId(), () -> false).at("train", done, total);
  }

  private static Path begun(TestInfo test) {
    return root.resolve("work-" + test.getTestMethod().orElseThrow().getName()).resolve("begun");
  }

  private static List<String> notes(TestInfo test) {
    try (var files = Files.list(begun(test))) {
      return files.map(JobRunnerTest::content).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldLowerForgetAccuracyWhenConfusionIsTotal() {
    UnlearningJob job = draft().with("sftc", Map.of("epochs", "10", "confusion", "1")).build();

    ModelCandidate candidate = run(job);

    assertThat(candidate.getOutcome())
        .as(candidate.getFailureReason())
        .isEqualTo(CandidateOutcome.SUCCEEDED);
    Path version = store.tree(candidate.getCandidateDigest());
    assertThat(bench.accuracy(version, FORGET)).isLessThan(bench.accuracy(bench.parent, FORGET));
  }

  @Test
  void shouldTellEverythingAboutTheCandidate() throws IOException {
    UnlearningJob job = draft().build();

    ModelCandidate candidate = run(job);

    assertThat(candidate.getOutcome())
        .as(candidate.getFailureReason())
        .isEqualTo(CandidateOutcome.SUCCEEDED);
    assertThat(candidate.getJobId()).isEqualTo(job.getJobId());
    assertThat(candidate.getSeed()).isEqualTo(JobIds.seed(job.getJobId()));
    assertThat(candidate.getForgottenDigest()).isEqualTo(job.getForgottenDigest());
    assertThat(candidate.getCandidateUri())
        .isEqualTo(ArtifactRef.tree(candidate.getCandidateDigest()).uri());
    assertThat(candidate.getFailureReason()).isNull();
    assertThat(candidate.getFailureRetryable()).isNull();
    Provenance provenance = candidate.getProvenance();
    int retain = Pictures.TRAIN - FORGET.length - FORGOTTEN_BEFORE.length;
    assertThat(provenance.getRetainSamples()).isEqualTo(retain);
    assertThat(provenance.getTrainedImages()).isEqualTo(2L * (retain + FORGET.length));
    assertThat(provenance.getThreads()).isEqualTo(1);
    assertThat(provenance.getDevice()).isEqualTo("CPU");
    assertThat(provenance.getCodeVersion()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(provenance.getTrainMillis()).isPositive();
    Path version = store.tree(candidate.getCandidateDigest());
    assertThat(version.resolve("saved_model.pb"))
        .hasSameBinaryContentAs(bench.parent.resolve("saved_model.pb"));
    try (var leftovers = Files.list(root.resolve("work-shouldTellEverythingAboutTheCandidate"))) {
      assertThat(leftovers.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith("version-"));
    }
  }

  @Test
  void shouldShowItsPhaseItsProgressAndEveryImageAsTheJobGoesOn() {
    UnlearningJob job = draft().build();
    metrics.busy(true); // as the loop does
    List<String> seen = new ArrayList<>();
    ModelCandidate candidate =
        runner.run(
            job,
            (phase, done, total) -> {
              if (done == total) {
                seen.add(phase + " " + phaseShown() + " " + gauge(WorkerMetrics.PROGRESS));
              }
            },
            () -> false);

    assertThat(candidate.getOutcome()).isEqualTo(CandidateOutcome.SUCCEEDED);
    assertThat(seen).contains("predict teacher 0.0", "train training 1.0");
    assertThat(phaseShown()).isEqualTo("publishing");
    assertThat(meters.get(WorkerMetrics.TRAINED_IMAGES.name()).counter().count())
        .isEqualTo((double) candidate.getProvenance().getTrainedImages());
    for (JobPhase phase : JobPhase.values()) {
      assertThat(
              meters
                  .get(WorkerMetrics.PHASE_DURATION.name())
                  .tag("phase", phase.label())
                  .timer()
                  .count())
          .isEqualTo(1);
    }
  }

  private String phaseShown() {
    return meters.find(WorkerMetrics.RUNNING_JOBS.name()).gauges().stream()
        .filter(gauge -> gauge.value() == 1)
        .map(gauge -> gauge.getId().getTag("phase"))
        .collect(Collectors.joining());
  }

  private double gauge(MeterSpec meter) {
    return meters.get(meter.name()).gauge().value();
  }

  @Test
  void shouldNeverTeachAnExcludedRow() {
    for (String algorithm : Algorithms.standard().names()) {
      AuditTrail trail = new AuditTrail();
      try (JobRunner audited = runner(store, trail)) {
        ModelCandidate candidate =
            audited.run(
                draft().with(algorithm, forASmallNetwork(algorithm)).build(),
                ProgressListener.none(),
                () -> false);

        assertThat(candidate.getOutcome())
            .as(candidate.getFailureReason())
            .isEqualTo(CandidateOutcome.SUCCEEDED);
        Set<Integer> retain = boxed(bench.dataset.ordinals(Split.TRAIN));
        retain.removeAll(boxed(excluded.ordinals()));
        if (algorithm.equals("neggrad+")) {
          assertThat(retain).containsAll(trail.taught);
        } else {
          assertThat(trail.taught).as(algorithm).isEqualTo(retain);
        }
        if (algorithm.equals("rum")) {
          assertThat(trail.madeForgotten).isNotEmpty().isSubsetOf(boxed(FORGET));
        } else {
          assertThat(trail.madeForgotten)
              .as(algorithm)
              .isEqualTo(ON_BOTH_SETS.contains(algorithm) ? boxed(FORGET) : Set.of());
        }
      }
    }
  }

  private static Map<String, String> forASmallNetwork(String algorithm) {
    return algorithm.endsWith("-k") ? Map.of("epochs", "1", "layers", "2") : Map.of("epochs", "1");
  }

  @Test
  void shouldGiveTheSameBytesForTheSameJob() {
    ArtifactStore otherStore = bench.newStore("store-of-another-machine");

    ModelCandidate first = run(draft().build());
    ModelCandidate second;
    try (JobRunner other = runner(otherStore, RowAudit.none())) {
      UnlearningJob sameJob = bench.job(otherStore, forget, excluded).build();
      second = other.run(sameJob, ProgressListener.none(), () -> false);
    }
    ModelCandidate nextAttempt = run(draft().attempt(2).build());

    assertThat(first.getCandidateDigest()).isNotNull().isEqualTo(second.getCandidateDigest());
    assertThat(nextAttempt.getCandidateDigest())
        .isNotNull()
        .isNotEqualTo(first.getCandidateDigest());
  }

  @Test
  void shouldAnswerARepeatedJobWithoutTraining() {
    UnlearningJob job = draft().build();
    ModelCandidate first = run(job);
    audit.taught.clear();

    ModelCandidate second = run(job);

    assertThat(second).isEqualTo(first);
    assertThat(audit.taught).isEmpty();
    assertThat(
            meters
                .counter(WorkerMetrics.JOBS.name(), "outcome", "republished", "algorithm", "none")
                .count())
        .isEqualTo(1);
  }

  @Test
  void shouldPublishTheWinnersCandidateWhenAnotherWorkerWasFaster() {
    UnlearningJob job = draft().build();
    ModelCandidate winners =
        Candidates.succeeded(
            job,
            store.putTree(bench.registered),
            run(draft().attempt(3).build()).getProvenance(),
            Clock.systemUTC().instant());
    AtomicBoolean entered = new AtomicBoolean();
    RowAudit overtaken =
        (ordinal, role) -> {
          if (entered.compareAndSet(false, true)) {
            assertThat(new CandidateLedger(store).enter(job, winners)).isSameAs(winners);
          }
        };

    ModelCandidate published;
    try (JobRunner slower = runner(store, overtaken)) {
      published = slower.run(job, ProgressListener.none(), () -> false);
    }

    assertThat(entered).isTrue();
    assertThat(published.getCandidateDigest()).isEqualTo(winners.getCandidateDigest());
  }

  @Test
  void shouldLeaveNothingBehindWhenCancelled() {
    UnlearningJob job = draft().build();

    assertThatThrownBy(
            () -> runner.run(job, ProgressListener.none(), () -> !audit.taught.isEmpty()))
        .isInstanceOf(CancellationException.class);

    assertThat(store.read("jobs/" + job.getJobId())).isEmpty();
    assertThat(run(job).getOutcome()).isEqualTo(CandidateOutcome.SUCCEEDED);
  }

  @Test
  void shouldFailForGoodWhenTheDatasetIsMissing() {
    UnlearningJob job = draft().build();
    store.deleteTree(ArtifactRef.parse(job.getDatasetUri()).digest());

    assertFailed(run(job), false, ArtifactRef.parse(job.getDatasetUri()).digest());
  }

  @Test
  void shouldFailForGoodWhenTheBundleIsAnotherDataset() {
    UnlearningJob job =
        UnlearningJob.newBuilder(draft().build())
            .setDatasetUri(store.putTree(bench.parent).uri())
            .build();

    assertFailed(run(job), false, "index.csv");
  }

  @Test
  void shouldFailForGoodWhenTheParentIsMissingOrCorrupt() throws IOException {
    UnlearningJob job = draft().build();
    Path graph = store.tree(job.getParentDigest()).resolve("saved_model.pb");
    assertThat(graph.toFile().setWritable(true)).isTrue();
    Files.write(graph, new byte[] {1}, StandardOpenOption.APPEND);

    assertFailed(run(job), false, job.getParentDigest());

    store.deleteTree(job.getParentDigest());
    assertFailed(run(job), false, job.getParentDigest());
  }

  @Test
  void shouldFailForGoodOnAnUnknownAlgorithm() {
    assertFailed(
        run(draft().with("amnesia", Map.of()).build()),
        false,
        "unknown unlearning algorithm 'amnesia'");
  }

  @Test
  void shouldFailForGoodOnInvalidHyperParameters() {
    assertFailed(
        run(draft().with("sftc", Map.of("epochs", "0")).build()), false, "sftc: epochs is 0");
    assertFailed(
        run(draft().with("sftc", Map.of("layers", "2")).build()),
        false,
        "unknown hyper-parameter 'layers'");
  }

  @Test
  void shouldFailForGoodWhereTheModelHasFewerBlocksThanAreToBeFrozen() {
    assertFailed(
        run(draft().with("cf-k", Map.of()).build()),
        false,
        "layers is 5; cf-k freezes the first 5 blocks");
  }

  @Test
  void shouldFailForGoodWhenAWholeClassIsToBeForgottenByApproximation() {
    ForgetSet wholeClass =
        bench.setOf(IntStream.range(0, Pictures.TRAIN).filter(i -> i % 3 == 1).toArray());
    UnlearningJob job = bench.job(store, wholeClass, wholeClass).build();

    assertFailed(run(job), false, "60 rows of class 'class-1' (label 1) and the retain set none");
  }

  @Test
  void shouldFailForGoodWhenNothingIsLeftToRetain() {
    ForgetSet everything = bench.setOf(bench.dataset.ordinals(Split.TRAIN));
    UnlearningJob job = bench.job(store, everything, everything).build();

    assertFailed(run(job), false, "holds all 180 rows of the train split");
  }

  @Test
  void shouldFailForGoodWhenTheIdIsNotTheContents() {
    UnlearningJob job = UnlearningJob.newBuilder(draft().build()).setAttempt(2).build();

    assertFailed(run(job), false, "the job's id is not the digest of its content");
  }

  @Test
  void shouldFailForGoodWhenExcludedLacksTheForgetSet() {
    UnlearningJob job = bench.job(store, forget, bench.setOf(FORGOTTEN_BEFORE)).build();

    assertFailed(run(job), false, "the excluded set lacks rows or subjects of the forget set");
  }

  @Test
  void shouldTeachATwinOnlyWhereTheExcludedSetLeavesItOut() {
    Set<Integer> retain = boxed(bench.dataset.ordinals(Split.TRAIN));
    retain.removeAll(boxed(excluded.ordinals()));
    int twin = retain.iterator().next();
    ForgetSet withTwin = forget.withTwins(twin);
    ForgetSet keeping = excluded.withTwins(twin);

    assertThat(taught(withTwin, keeping)).isEqualTo(retain);
    retain.remove(twin);
    assertThat(taught(withTwin, keeping.takingTwinsIn())).isEqualTo(retain);
    assertFailed(
        run(bench.job(store, withTwin, excluded).build()),
        false,
        "the excluded set lacks rows or subjects of the forget set");
  }

  private Set<Integer> taught(ForgetSet set, ForgetSet out) {
    AuditTrail trail = new AuditTrail();
    try (JobRunner audited = runner(store, trail)) {
      ModelCandidate candidate =
          audited.run(
              bench.job(store, set, out).with("finetune", forASmallNetwork("finetune")).build(),
              ProgressListener.none(),
              () -> false);
      assertThat(candidate.getOutcome())
          .as(candidate.getFailureReason())
          .isEqualTo(CandidateOutcome.SUCCEEDED);
    }
    return trail.taught;
  }

  @Test
  void shouldFailForGoodWhenASetHoldsATestRow() {
    ForgetSet withTestRow = ForgetSet.of(forget.subjectKeys(), Pictures.TRAIN + 1);
    UnlearningJob job = bench.job(store, withTestRow, withTestRow).build();

    assertFailed(run(job), false, "holds row 181, which is not in the train split");
  }

  @Test
  void shouldFailForGoodWhenTheCountsAreNotTheSets() {
    UnlearningJob job = UnlearningJob.newBuilder(draft().build()).setForgetSamples(7).build();

    assertFailed(run(job), false, "the job's forgetSamples is 7 and the stored set has 30");
  }

  @Test
  void shouldFailForNowWhenTheDiskFails() throws IOException {
    UnlearningJob job = draft().build();
    run(draft().attempt(2).build());
    deleteRecursively(root.resolve("work-shouldFailForNowWhenTheDiskFails"));

    assertFailed(run(job), true, "input or output failed");
  }

  @Test
  void shouldRefuseALedgerEntryThatCannotBeRead() {
    UnlearningJob job = draft().build();
    assertThat(store.putIfAbsent("jobs/" + job.getJobId(), new byte[] {1, 2, 3})).isTrue();

    assertFailed(run(job), false, "the ledger's entry of job");
  }

  private Workbench.JobDraft draft() {
    return bench.job(store, forget, excluded);
  }

  private ModelCandidate run(UnlearningJob job) {
    return runner.run(job, ProgressListener.none(), () -> false);
  }

  private JobRunner runner(ArtifactStore artifacts, RowAudit rowAudit) {
    return new JobRunner(
        artifacts,
        workDirectory,
        new JobRunner.Training(Algorithms.standard(), Workbench.RUNTIME, rowAudit),
        metrics,
        Clock.systemUTC());
  }

  private static void assertFailed(ModelCandidate candidate, boolean retryable, String reason) {
    assertThat(candidate.getOutcome()).isEqualTo(CandidateOutcome.FAILED);
    assertThat(candidate.getFailureReason())
        .contains(reason)
        .doesNotContain("\n")
        .doesNotContain("person-");
    assertThat(candidate.getFailureRetryable()).isEqualTo(retryable);
    assertThat(candidate.getCandidateDigest()).isNull();
    assertThat(candidate.getProvenance()).isNull();
  }

  private static Set<Integer> boxed(int[] ordinals) {
    return IntStream.of(ordinals).boxed().collect(Collectors.toCollection(java.util.TreeSet::new));
  }

  private static void deleteRecursively(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

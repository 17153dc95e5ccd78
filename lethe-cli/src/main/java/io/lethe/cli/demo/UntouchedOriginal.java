// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.cli.pipeline.PipelineException;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.cli.pipeline.TopicWriter;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.Provenance;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.topic.Topics;
import io.lethe.schemas.work.JobIdentity;
import io.lethe.worker.job.CandidateLedger;
import io.lethe.worker.job.Candidates;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Plays a worker that did nothing: answers a job with the untouched original. The job goes on the
 * topic like any other, the answer is entered in the artifact store under the job's id as a worker
 * does, so that the worker republishes it; then the verifier and the registry do their usual work.
 */
final class UntouchedOriginal {
  /** A rung that is on no ladder, so that the job's id is never that of a real one. */
  private static final Map<String, String> NOTHING_DONE =
      Map.of("epochs", "1", "learning_rate", "0.000001");

  private static final Set<ModelEventType> DECISIONS =
      Set.of(
          ModelEventType.REJECTED,
          ModelEventType.INCONCLUSIVE,
          ModelEventType.PROMOTED,
          ModelEventType.STALE);

  private static final Duration TIME_TO_FORGET = Duration.ofDays(30);

  private final KafkaSettings kafka;
  private final ArtifactStore store;
  private final Clock clock;

  UntouchedOriginal(KafkaSettings kafka, ArtifactStore store, Clock clock) {
    this.kafka = kafka;
    this.store = store;
    this.clock = clock;
  }

  /**
   * Offers the registered root as what has forgotten a set, and waits for the verdict.
   *
   * @param registered the registry's REGISTERED event
   * @param set what it is said to have forgotten
   * @throws PipelineException if there is no verdict in time
   */
  VerificationReport offer(
      ModelEvent registered, ForgetSet set, PipelineView view, Duration patience) {
    UnlearningJob job = job(registered, set);
    answer(job);
    try (var jobs = new TopicWriter<>(kafka, Topics.UNLEARNING_JOBS, "demo-idle-worker")) {
      jobs.write(job.getModel(), job);
    }
    VerificationReport report =
        view.await(
            "the verdict on the untouched original", patience, v -> v.report(job.getJobId()));
    view.await(
        "the registry's answer to that verdict",
        patience,
        v -> v.event(e -> job.getJobId().equals(e.getJobId()) && DECISIONS.contains(e.getType())));
    return report;
  }

  private UnlearningJob job(ModelEvent registered, ForgetSet set) {
    ArtifactRef setRef = store.putBlob(set.toBytes());
    Instant now = clock.instant();
    return JobIdentity.identified(
        UnlearningJob.newBuilder()
            .setModel(registered.getModel())
            .setAttempt(1)
            .setParentVersion(registered.getVersion())
            .setParentUri(registered.getUri())
            .setParentDigest(registered.getDigest())
            .setChampionEpoch(registered.getChampionEpoch())
            .setDatasetDigest(registered.getDatasetDigest())
            .setDatasetUri(registered.getDatasetUri())
            .setForgetSetDigest(setRef.digest())
            .setForgetSetUri(setRef.uri())
            .setExcludedDigest(setRef.digest())
            .setExcludedUri(setRef.uri())
            .setForgottenDigest(setRef.digest())
            .setForgottenUri(setRef.uri())
            .setForgetSubjects(set.subjectKeys().size())
            .setForgetSamples(set.ordinals().length)
            .setExcludedSamples(set.ordinals().length)
            .setForgetSetMerkleRoot(set.merkleRoot())
            .setAlgorithm("finetune")
            .setHyperParameters(NOTHING_DONE)
            .setPolicyDigest(registered.getPolicyDigest())
            .setDeadline(now.plus(TIME_TO_FORGET))
            .setIssuedAt(now));
  }

  private void answer(UnlearningJob job) {
    Instant now = clock.instant();
    ModelCandidate candidate =
        Candidates.succeeded(job, ArtifactRef.parse(job.getParentUri()), nothingDone(now), now);
    new CandidateLedger(store.as(ArtifactWriter.WORKER)).enter(job, candidate);
  }

  private static Provenance nothingDone(Instant now) {
    return Provenance.newBuilder()
        .setCodeVersion("demo")
        .setJavaVersion(Runtime.version().toString())
        .setOperatingSystem("none: nothing was trained")
        .setEngine("none")
        .setDevice("none")
        .setThreads(1)
        .setStartedAt(now)
        .setLoadMillis(0)
        .setTeacherMillis(0)
        .setTrainMillis(0)
        .setPublishMillis(0)
        .setTrainedImages(0)
        .setRetainSamples(0)
        .build();
  }
}

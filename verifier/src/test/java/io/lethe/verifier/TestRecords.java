// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.job.JobIds;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.evaluation.metrics.MetricNames;
import io.lethe.schemas.CandidateOutcome;
import io.lethe.schemas.GeneratedClasses;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.work.JobIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** Records as the other services would write them. */
public final class TestRecords {

  static {
    GeneratedClasses.trust();
  }

  /** The model of all records. */
  public static final String MODEL = "faces";

  private TestRecords() {}

  /** A digest of its own for every name. */
  public static String digest(String name) {
    return Digests.sha256Hex(name.getBytes(StandardCharsets.UTF_8));
  }

  /** A registration in epoch 1 with the default policy and root test accuracy 0.8. */
  public static ModelEvent registered(
      String root, String dataset, String datasetUri, ForgetSet forgotten) {
    return event(ModelEventType.REGISTERED, 1)
        .setVersion(1L)
        .setDigest(root)
        .setUri("artifact:tree/" + root)
        .setRootDigest(root)
        .setDatasetDigest(dataset)
        .setDatasetUri(datasetUri)
        .setForgottenDigest(forgotten.digest())
        .setForgottenUri("artifact:blob/" + forgotten.digest())
        .setPolicy(ModelPolicy.defaults().toCanonicalJson())
        .setPolicyDigest(ModelPolicy.digestOf(ModelPolicy.defaults().toCanonicalJson()))
        .setMetrics(Map.of(MetricNames.TEST_ACCURACY, 0.8))
        .build();
  }

  /** The same, accepted and not measured yet. */
  public static ModelEvent accepted(
      String root, String dataset, String datasetUri, ForgetSet forgotten) {
    return ModelEvent.newBuilder(registered(root, dataset, datasetUri, forgotten))
        .setType(ModelEventType.REGISTRATION_ACCEPTED)
        .setCommandId("0190b5a0-0000-7000-8000-000000000001")
        .setChampionEpoch(0)
        .setVersion(null)
        .setRootDigest(null)
        .setMetrics(Map.of())
        .build();
  }

  /** An event without more than a type and the champion epoch after it. */
  public static ModelEvent.Builder event(ModelEventType type, long epoch) {
    return ModelEvent.newBuilder()
        .setType(type)
        .setModel(MODEL)
        .setSequence(1)
        .setOccurredAt(Instant.EPOCH)
        .setChampionEpoch(epoch);
  }

  /** The first attempt, SFTC, on a parent in epoch 1 that had forgotten nothing. */
  public static UnlearningJob job(
      String parent, String dataset, String datasetUri, ForgetSet forget) {
    return job(parent, dataset, datasetUri, forget, forget, forget);
  }

  /** The same with other excluded and forgotten sets. */
  public static UnlearningJob job(
      String parent,
      String dataset,
      String datasetUri,
      ForgetSet forget,
      ForgetSet excluded,
      ForgetSet forgotten) {
    Map<String, String> hyperParameters = Map.of("learning_rate", "0.001", "epochs", "2");
    return JobIdentity.identified(
        UnlearningJob.newBuilder()
            .setModel(MODEL)
            .setAttempt(1)
            .setParentVersion(1)
            .setParentUri("artifact:tree/" + parent)
            .setParentDigest(parent)
            .setChampionEpoch(1)
            .setDatasetDigest(dataset)
            .setForgetSetDigest(forget.digest())
            .setExcludedDigest(excluded.digest())
            .setForgottenDigest(forgotten.digest())
            .setForgottenUri("artifact:blob/" + forgotten.digest())
            .setDatasetUri(datasetUri)
            .setForgetSetUri("artifact:blob/" + forget.digest())
            .setExcludedUri("artifact:blob/" + excluded.digest())
            .setForgetSubjects(forget.subjectKeys().size())
            .setForgetSamples(forget.ordinals().length)
            .setExcludedSamples(excluded.ordinals().length)
            .setForgetSetMerkleRoot(forget.merkleRoot())
            .setAlgorithm("sftc")
            .setHyperParameters(hyperParameters)
            .setPolicyDigest(ModelPolicy.digestOf(ModelPolicy.defaults().toCanonicalJson()))
            .setDeadline(Instant.EPOCH)
            .setIssuedAt(Instant.EPOCH));
  }

  /** What an honest worker publishes for a job. */
  public static ModelCandidate.Builder candidate(UnlearningJob job, String digest) {
    return ModelCandidate.newBuilder()
        .setJobId(job.getJobId())
        .setModel(job.getModel())
        .setOutcome(CandidateOutcome.SUCCEEDED)
        .setAttempt(job.getAttempt())
        .setParentDigest(job.getParentDigest())
        .setChampionEpoch(job.getChampionEpoch())
        .setDatasetDigest(job.getDatasetDigest())
        .setForgetSetDigest(job.getForgetSetDigest())
        .setExcludedDigest(job.getExcludedDigest())
        .setForgottenDigest(job.getForgottenDigest())
        .setForgottenUri(job.getForgottenUri())
        .setCandidateDigest(digest)
        .setCandidateUri("artifact:tree/" + digest)
        .setAlgorithm(job.getAlgorithm())
        .setHyperParameters(job.getHyperParameters())
        .setSeed(JobIds.seed(job.getJobId()))
        .setProducedAt(Instant.EPOCH);
  }
}

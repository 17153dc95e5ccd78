// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.domain.job.JobContent;
import io.lethe.domain.job.JobExtensions;
import io.lethe.domain.job.JobIds;
import io.lethe.domain.policy.Strategy;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.work.JobIdentity;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The job as it was issued, kept whole so that the identical job can be published again.
 *
 * @param jobId the job
 * @param attempt rung of the ladder
 * @param parent the version to start from
 * @param datasetDigest the dataset
 * @param datasetUri where it lies
 * @param algorithm unlearning algorithm
 * @param hyperParameters its hyper-parameters
 * @param policyDigest policy in force
 * @param deadline earliest deadline of the set's requests
 * @param issuedAt when it was first published
 * @param afterEvent the last of the model's events that was applied before it was issued
 */
public record JobOrder(
    String jobId,
    int attempt,
    ParentVersion parent,
    String datasetDigest,
    String datasetUri,
    String algorithm,
    Map<String, String> hyperParameters,
    String policyDigest,
    Instant deadline,
    Instant issuedAt,
    long afterEvent) {
  /** Checks presence, copies the map. */
  public JobOrder {
    Objects.requireNonNull(jobId, "jobId");
    Objects.requireNonNull(parent, "parent");
    Objects.requireNonNull(datasetDigest, "datasetDigest");
    Objects.requireNonNull(datasetUri, "datasetUri");
    Objects.requireNonNull(algorithm, "algorithm");
    Objects.requireNonNull(policyDigest, "policyDigest");
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(issuedAt, "issuedAt");
    hyperParameters = Map.copyOf(hyperParameters);
  }

  static JobOrder of(
      ModelState state, SetRow set, UnitedSet unitedSet, Strategy rung, int attempt, Instant now) {
    ModelView view = state.registration();
    ParentVersion parent = view.champion().asSeenBy(rung.teacher());
    String jobId =
        JobIds.jobId(
            new JobContent(
                set.model(),
                parent.digest(),
                parent.epoch(),
                unitedSet.forgetSetDigest(),
                unitedSet.excludedDigest(),
                view.datasetDigest(),
                rung.algorithm(),
                rung.hyperParameters(),
                attempt,
                Optional.ofNullable(parent.figures())));
    return new JobOrder(
        jobId,
        attempt,
        parent,
        view.datasetDigest(),
        view.datasetUri(),
        rung.algorithm(),
        rung.hyperParameters(),
        view.policyDigest(),
        set.deadline(),
        now,
        state.lastEvent());
  }

  UnlearningJob toJob(String model, UnitedSet set) {
    return UnlearningJob.newBuilder()
        .setJobId(jobId)
        .setModel(model)
        .setAttempt(attempt)
        .setParentVersion(parent.version())
        .setParentUri(parent.uri())
        .setParentDigest(parent.digest())
        .setChampionEpoch(parent.epoch())
        .setDatasetDigest(datasetDigest)
        .setDatasetUri(datasetUri)
        .setForgetSetDigest(set.forgetSetDigest())
        .setForgetSetUri(set.forgetSetUri())
        .setForgetSubjects(set.subjects())
        .setForgetSamples(set.samples())
        .setForgetSetMerkleRoot(set.merkleRoot())
        .setExcludedDigest(set.excludedDigest())
        .setExcludedUri(set.excludedUri())
        .setExcludedSamples(set.excludedSamples())
        .setForgottenDigest(set.forgottenDigest())
        .setForgottenUri(set.forgottenUri())
        .setAlgorithm(algorithm)
        .setHyperParameters(hyperParameters)
        .setParentFigures(JobIdentity.carried(parent.figures()))
        .setPolicyDigest(policyDigest)
        .setDeadline(deadline)
        .setIssuedAt(issuedAt)
        .setExtensions(Map.of(JobExtensions.AFTER_EVENT, Long.toString(afterEvent)))
        .build();
  }
}

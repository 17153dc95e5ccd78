// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker;

import io.lethe.schemas.CandidateOutcome;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import java.time.Instant;
import java.util.Map;

/** Jobs and candidates whose content nobody looks at. */
public final class Samples {
  private static final String DIGEST = "ab".repeat(32);

  private Samples() {}

  public static UnlearningJob job(String model) {
    return UnlearningJob.newBuilder()
        .setJobId(DIGEST)
        .setModel(model)
        .setAttempt(1)
        .setParentVersion(1)
        .setParentUri("artifact:tree/" + DIGEST)
        .setParentDigest(DIGEST)
        .setChampionEpoch(1)
        .setDatasetDigest(DIGEST)
        .setForgetSetDigest(DIGEST)
        .setExcludedDigest(DIGEST)
        .setForgottenDigest(DIGEST)
        .setForgottenUri("artifact:blob/" + DIGEST)
        .setDatasetUri("artifact:tree/" + DIGEST)
        .setForgetSetUri("artifact:blob/" + DIGEST)
        .setExcludedUri("artifact:blob/" + DIGEST)
        .setForgetSubjects(1)
        .setForgetSamples(1)
        .setExcludedSamples(1)
        .setForgetSetMerkleRoot(DIGEST)
        .setAlgorithm("sftc")
        .setHyperParameters(Map.of())
        .setPolicyDigest(DIGEST)
        .setDeadline(Instant.EPOCH)
        .setIssuedAt(Instant.EPOCH)
        .build();
  }

  public static ModelCandidate failedCandidate(UnlearningJob job) {
    return ModelCandidate.newBuilder()
        .setJobId(job.getJobId())
        .setModel(job.getModel())
        .setOutcome(CandidateOutcome.FAILED)
        .setAttempt(1)
        .setParentDigest(DIGEST)
        .setChampionEpoch(1)
        .setDatasetDigest(DIGEST)
        .setForgetSetDigest(DIGEST)
        .setExcludedDigest(DIGEST)
        .setForgottenDigest(DIGEST)
        .setForgottenUri("artifact:blob/" + DIGEST)
        .setFailureReason("the disk is full")
        .setFailureRetryable(true)
        .setAlgorithm("sftc")
        .setHyperParameters(Map.of())
        .setSeed(1)
        .setProducedAt(Instant.EPOCH)
        .build();
  }
}

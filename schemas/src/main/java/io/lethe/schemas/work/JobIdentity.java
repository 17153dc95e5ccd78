// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.work;

import io.lethe.domain.job.JobContent;
import io.lethe.domain.job.JobIds;
import io.lethe.domain.job.TestFigures;
import io.lethe.schemas.ParentFigures;
import io.lethe.schemas.UnlearningJob;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A job's id is the digest of its content, so nobody can give other content under its name. */
public final class JobIdentity {

  private JobIdentity() {}

  /**
   * The id that the job's content gives, whatever id the job claims.
   *
   * @throws IllegalArgumentException if the content is that of no job; the message says why
   */
  public static String contentId(UnlearningJob job) {
    return contentId(UnlearningJob.newBuilder(job));
  }

  /**
   * Builds a job under the id that its content gives.
   *
   * @throws IllegalArgumentException if the content is that of no job; the message says why
   */
  public static UnlearningJob identified(UnlearningJob.Builder job) {
    return job.setJobId(contentId(job)).build();
  }

  private static String contentId(UnlearningJob.Builder job) {
    return JobIds.jobId(
        new JobContent(
            job.getModel(),
            job.getParentDigest(),
            job.getChampionEpoch(),
            job.getForgetSetDigest(),
            job.getExcludedDigest(),
            job.getDatasetDigest(),
            job.getAlgorithm(),
            job.getHyperParameters(),
            job.getAttempt(),
            figures(job.getParentFigures())));
  }

  /**
   * What the job says of its parent.
   *
   * @throws IllegalArgumentException if no model can have such figures
   */
  public static Optional<TestFigures> parentFigures(UnlearningJob job) {
    return figures(job.getParentFigures());
  }

  /** The figures as a job carries them. */
  public static @Nullable ParentFigures carried(@Nullable TestFigures figures) {
    return figures == null
        ? null
        : new ParentFigures(
            figures.accuracy(), figures.loss(), figures.margin(), figures.marginSpread());
  }

  private static Optional<TestFigures> figures(@Nullable ParentFigures figures) {
    return Optional.ofNullable(figures)
        .map(
            given ->
                new TestFigures(
                    given.getTestAccuracy(),
                    given.getTestLoss(),
                    given.getTestMargin(),
                    given.getTestMarginSpread()));
  }
}

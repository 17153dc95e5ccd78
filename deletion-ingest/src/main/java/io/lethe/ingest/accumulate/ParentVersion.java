// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.domain.job.TestFigures;
import io.lethe.domain.policy.Teacher;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The version that a job starts from.
 *
 * @param version its number
 * @param digest its digest
 * @param uri where it lies
 * @param epoch champion epoch
 * @param forgottenDigest what its lineage has forgotten
 * @param forgottenUri where that set lies
 * @param figures what its report says of it on unseen samples; null where it does not
 */
public record ParentVersion(
    long version,
    String digest,
    String uri,
    long epoch,
    String forgottenDigest,
    String forgottenUri,
    @Nullable TestFigures figures) {
  /** Checks presence. */
  public ParentVersion {
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(forgottenDigest, "forgottenDigest");
    Objects.requireNonNull(forgottenUri, "forgottenUri");
  }

  /**
   * A job carries the figures where its teacher aims at them, and nothing that it does not need.
   */
  ParentVersion asSeenBy(Teacher teacher) {
    return teacher.isCalibrated()
        ? this
        : new ParentVersion(version, digest, uri, epoch, forgottenDigest, forgottenUri, null);
  }
}

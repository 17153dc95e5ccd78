// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.schemas.TrainedWithout;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable version of a model.
 *
 * @param number from 1, without gaps
 * @param origin which pointer move made it
 * @param digest its bytes
 * @param uri where they lie
 * @param forgottenDigest what it has forgotten
 * @param forgottenUri where that set lies
 * @param parentVersion the version it came from; 0 for the root. For a rollback: the version whose
 *     bytes serve again
 * @param championEpoch the epoch it began
 * @param policyDigest the policy under which it was accepted
 * @param report the signed report behind it, DSSE envelope
 * @param metrics the report's metrics
 * @param createdAtMillis when, milliseconds since the epoch, UTC
 * @param jobId the job that made it; null unless promoted
 * @param attempt the job's attempt; 0 unless promoted
 * @param forgetSetDigest the set that it forgot; null unless promoted
 * @param algorithm the algorithm that made it; null where unknown
 * @param trainedWithout whether the root is shown to have been trained without what it has
 *     forgotten; null where that is nobody, or it is no root
 */
public record VersionRow(
    long number,
    Origin origin,
    String digest,
    String uri,
    String forgottenDigest,
    String forgottenUri,
    long parentVersion,
    long championEpoch,
    String policyDigest,
    String report,
    Map<String, Double> metrics,
    long createdAtMillis,
    @Nullable String jobId,
    int attempt,
    @Nullable String forgetSetDigest,
    @Nullable String algorithm,
    @Nullable TrainedWithout trainedWithout)
    implements Row {
  static final String PREFIX = "version/";

  /** Which pointer move made a version. */
  public enum Origin {
    /** The root, registered by a person. */
    REGISTERED,
    /** An unlearned candidate that passed the gate. */
    PROMOTED,
    /** Older bytes under a new number. */
    ROLLED_BACK
  }

  /** Checks the fields that every version has. */
  public VersionRow {
    RowRules.atLeast(1, number, "version");
    Objects.requireNonNull(origin, "origin");
    RowRules.digest(digest, "version digest");
    RowRules.text(uri, "version uri");
    RowRules.digest(forgottenDigest, "forgotten digest");
    RowRules.text(forgottenUri, "forgotten uri");
    if (parentVersion < 0 || parentVersion >= number) {
      throw new IllegalArgumentException(
          "parent version is %d; it must be below the version's own number %d, or 0 for a root"
              .formatted(parentVersion, number));
    }
    RowRules.digest(policyDigest, "policy digest");
    RowRules.text(report, "signed report");
    metrics = Map.copyOf(metrics);
  }

  static String keyOf(long number) {
    return PREFIX + "%019d".formatted(number);
  }

  @Override
  public String rowKey() {
    return keyOf(number);
  }
}

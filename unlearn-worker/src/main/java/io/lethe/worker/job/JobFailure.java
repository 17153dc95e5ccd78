// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import io.lethe.kit.artifact.ArtifactCorruptException;
import io.lethe.kit.artifact.ArtifactMissingException;
import io.lethe.kit.artifact.ArtifactStoreException;
import io.lethe.kit.loop.GivenUpException;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.model.DivergedException;
import io.lethe.learning.model.ModelException;
import io.lethe.unlearning.AlgorithmUnfitException;
import io.lethe.unlearning.ForgetSetRefusedException;
import io.lethe.unlearning.InvalidHyperParametersException;
import io.lethe.unlearning.UnknownAlgorithmException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/**
 * Why a job failed, as others may read it.
 *
 * @param reason one line, without stack traces
 * @param retryable whether the same job may succeed later
 * @param ofRung whether another rung of the ladder may do what this one cannot
 */
record JobFailure(String reason, boolean retryable, boolean ofRung) {
  private static final int MAX_REASON_CHARACTERS = 500;

  JobFailure {
    if (reason.isBlank()) {
      throw new IllegalArgumentException("a failure needs a reason");
    }
  }

  /**
   * Sorts what was thrown: orders that break a rule and missing or corrupt inputs stay wrong
   * however often they are tried; disks, memory and whatever nobody foresaw may do better next time
   * (the issuer bounds the tries).
   */
  static JobFailure of(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      return new JobFailure(
          "out of memory: give the worker a larger heap or the job a smaller batch_size",
          true,
          false);
    }
    if (isOfRung(thrown)) {
      return new JobFailure(line(thrown), false, true);
    }
    if (isBrokenOrder(thrown)) {
      return new JobFailure(line(thrown), false, false);
    }
    if (thrown instanceof DatasetException || thrown instanceof ModelException) {
      return new JobFailure(line(thrown), hasPassingCause(thrown), false);
    }
    if (thrown instanceof IOException
        || thrown instanceof UncheckedIOException
        || thrown instanceof ArtifactStoreException) {
      return new JobFailure("input or output failed: " + line(thrown), true, false);
    }
    return new JobFailure(
        "unexpected " + thrown.getClass().getSimpleName() + ": " + line(thrown), true, false);
  }

  /** What lies in the order's algorithm, and not in its inputs. */
  private static boolean isOfRung(Throwable thrown) {
    return thrown instanceof InvalidHyperParametersException
        || thrown instanceof ForgetSetRefusedException
        || thrown instanceof AlgorithmUnfitException
        || thrown instanceof DivergedException
        || thrown instanceof GivenUpException
        || thrown instanceof UnknownAlgorithmException;
  }

  private static boolean isBrokenOrder(Throwable thrown) {
    return thrown instanceof JobRefusedException
        || thrown instanceof ArtifactMissingException
        || thrown instanceof ArtifactCorruptException;
  }

  private static boolean hasPassingCause(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String message =
          cause.getMessage() == null ? "" : cause.getMessage().toUpperCase(Locale.ROOT);
      if (cause instanceof NoSuchFileException) {
        return false;
      }
      if (cause instanceof IOException
          || cause instanceof UncheckedIOException
          || cause instanceof OutOfMemoryError) {
        return true;
      }
      if (message.contains("RESOURCE_EXHAUSTED") || message.contains("OOM WHEN ALLOCATING")) {
        return true;
      }
    }
    return false;
  }

  private static String line(Throwable thrown) {
    String line = withRootCause(thrown).strip().replaceAll("\\s*\\R\\s*", "; ");
    return line.length() <= MAX_REASON_CHARACTERS
        ? line
        : line.substring(0, MAX_REASON_CHARACTERS) + " ...";
  }

  /** What failed; and why, where the message does not say it already. */
  private static String withRootCause(Throwable thrown) {
    String message = thrown.getMessage() == null ? "no message" : thrown.getMessage();
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String why = root.getMessage();
    return why == null || message.contains(why) ? message : message + ": " + why;
  }
}

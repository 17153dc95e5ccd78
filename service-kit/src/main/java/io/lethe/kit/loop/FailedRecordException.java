// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Stands, suppressed, in a failure on a record that {@link FailedRecords} bounds: whoever counts
 * failures need not count this one.
 */
public final class FailedRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FailedRecordException(String name, int tries) {
    super("processing of %s failed, try %d of %d".formatted(name, tries, FailedRecords.TRIES));
  }

  /** Whether a failure, or one of its causes, is bounded. */
  public static boolean isIn(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .flatMap(each -> Arrays.stream(each.getSuppressed()))
        .anyMatch(FailedRecordException.class::isInstance);
  }
}

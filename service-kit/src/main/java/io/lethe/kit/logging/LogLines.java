// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.logging;

import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/** What lines of the log are built of. */
public final class LogLines {
  private LogLines() {}

  /** Adds what is known; a line does not say that something is not. */
  public static LoggingEventBuilder addIfKnown(
      LoggingEventBuilder line, String key, @Nullable Object value) {
    return value == null ? line : line.addKeyValue(key, value);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.TaskCorruptedException;

/** Tells a damaged store from all else that fails while stores are opened, read and written. */
final class StateDamage {
  /**
   * What the operating system refuses says nothing about the store, and wiping does not mend it.
   */
  private static final List<String> REFUSALS =
      List.of(
          "No space left on device",
          "Disk quota exceeded",
          "Permission denied",
          "Read-only file system",
          "Too many open files",
          "Cannot allocate memory");

  private StateDamage() {}

  /**
   * Whether a failure says that local state is damaged, judged by it and its causes. What a broker
   * answered, or did not answer in time, never says so.
   */
  static boolean isIn(Throwable failure) {
    return causes(failure).anyMatch(StateDamage::isDamage)
        && causes(failure).noneMatch(StateDamage::hasAnotherReason);
  }

  /** Whether a failure, without its causes, is the operating system's refusal. */
  static boolean isRefusal(Throwable failure) {
    String message = failure.getMessage();
    return message != null && REFUSALS.stream().anyMatch(message::contains);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
  }

  private static boolean isDamage(Throwable each) {
    return each instanceof ProcessorStateException
        || each instanceof TaskCorruptedException
        // An offset kept with the store is not, or no longer, in its topic.
        || each instanceof InvalidOffsetException;
  }

  private static boolean hasAnotherReason(Throwable each) {
    return each instanceof ApiException || isRefusal(each);
  }
}

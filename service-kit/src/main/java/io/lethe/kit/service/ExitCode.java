// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.service;

import io.lethe.domain.crypto.KeyFileException;
import io.lethe.kit.artifact.ArtifactStoreException;
import io.lethe.kit.config.ConfigurationException;
import io.lethe.kit.kafka.TopicMismatchException;
import io.lethe.kit.kafka.TopicsUnavailableException;
import io.lethe.kit.layout.LayoutMismatchException;
import io.lethe.kit.loop.LostRecordException;
import io.lethe.kit.loop.StalledException;
import io.lethe.schemas.registry.SchemaRegistryException;
import io.lethe.schemas.serde.UndecodableRecordException;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.TimeoutException;

/** How a process ended, after sysexits.h where it has a fitting code. */
public enum ExitCode {
  /** What was asked happened, or the service was told to stop and did. */
  OK(0, "done"),
  /** Something failed that has no code of its own; the log says what. */
  FAILED(1, "failed, see the log"),
  /** The command line was wrong. */
  USAGE(2, "wrong command line"),
  /** A topic exists with settings that the catalogue does not allow. */
  TOPIC_MISMATCH(65, "a topic has wrong settings"),
  /**
   * Kafka, the schema registry or another service's topic was not there in time, or the artifact
   * store could not be reached, is not there, or refused.
   */
  UNREACHABLE(69, "Kafka, schema registry, a topic or the artifact store is not reachable"),
  /**
   * A reader of topics has not come back from Kafka for minutes, or a measurement of a model from a
   * call that has taken far longer than it may, by the monotonic clock.
   */
  STALLED(71, "a reader of topics or a measurement stands still"),
  /** A disk has no room left for what the service must write. */
  DISK_FULL(74, "a disk is full"),
  /** Another process has taken over the identity that the configuration gives both. */
  REPLACED(75, "another process with the same group.instance.id has taken over"),
  /** A record that must not be missed cannot be decoded, or is not there. */
  LOST_RECORD(76, "a record that must not be missed cannot be decoded, or is not there"),
  /** A key file is missing, damaged or open to others. */
  KEY_FILE(77, "a key file is missing, damaged or open to others"),
  /** The configuration has an unknown key, lacks one, or breaks a rule. */
  CONFIGURATION(78, "wrong configuration"),
  /** Data folder, topics or artifact store have a layout that this build does not read. */
  OTHER_LAYOUT(79, "data of another layout");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The number that the process returns. */
  public int code() {
    return code;
  }

  /** The code in words. */
  public String meaning() {
    return meaning;
  }

  /** The code that says what a failure means, judged by it and its causes. */
  public static ExitCode of(Throwable failure) {
    // First of all: whatever failed to write is told by its own type, and the disk by a cause.
    if (Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(ExitCode::isFullDisk)) {
      return DISK_FULL;
    }
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof ConfigurationException || each instanceof ConfigException) {
        return CONFIGURATION;
      }
      if (each instanceof TopicMismatchException) {
        return TOPIC_MISMATCH;
      }
      if (each instanceof LayoutMismatchException) {
        return OTHER_LAYOUT;
      }
      if (each instanceof KeyFileException) {
        return KEY_FILE;
      }
      if (each instanceof LostRecordException || each instanceof UndecodableRecordException) {
        return LOST_RECORD;
      }
      if (each instanceof StalledException) {
        return STALLED;
      }
      if (each instanceof FencedInstanceIdException) {
        return REPLACED;
      }
      if (each instanceof TopicsUnavailableException
          || each instanceof SchemaRegistryException
          || each instanceof ArtifactStoreException
          || each instanceof TimeoutException) {
        return UNREACHABLE;
      }
    }
    return FAILED;
  }

  /** The JDK and RocksDB have no type for it, both repeat the system's words. */
  private static boolean isFullDisk(Throwable failure) {
    String message = failure.getMessage();
    return message != null
        && (message.contains("No space left on device") || message.contains("Disk quota exceeded"));
  }
}

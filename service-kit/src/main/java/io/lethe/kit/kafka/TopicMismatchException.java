// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import java.util.List;

/** Thrown when topics exist with settings that the catalogue does not allow. */
public final class TopicMismatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TopicMismatchException(List<String> differences) {
    super(
        "Topics have wrong settings; alter them (kafka-configs.sh --alter --entity-type topics), or"
            + " remove them and start again:\n  "
            + String.join("\n  ", differences));
  }
}

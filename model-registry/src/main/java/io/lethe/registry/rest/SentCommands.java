// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

import java.util.LinkedHashMap;
import java.util.Map;

/** What was asked for by the latest commands that were sent from here, decided or not. */
final class SentCommands {
  private static final int KEPT = 1_000;

  private final Map<String, String> digests =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > KEPT;
        }
      };

  /** The digest of the content with which a command was sent first: this one, or an earlier. */
  synchronized String first(String model, String commandId, String contentDigest) {
    return digests.computeIfAbsent(model + "/" + commandId, key -> contentDigest);
  }
}

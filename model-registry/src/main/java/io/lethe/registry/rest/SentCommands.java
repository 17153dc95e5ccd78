// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was asked for by the latest commands that were sent from here, decided or not. What the
 * broker did not take stands for nothing: should it arrive late after all, the topic decides which
 * of two contents was the first.
 *
 * <p>Why: docs/decisions/0032-a-command-fits-what-is-so.md.
 */
final class SentCommands {
  private static final int KEPT = 1_000;

  private final Map<String, Sent> commands =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sent> eldest) {
          return size() > KEPT;
        }
      };

  /** A content, how often it is on its way, and whether the broker ever took it. */
  private static final class Sent {
    private final String digest;
    private int underway;
    private boolean taken;

    private Sent(String digest) {
      this.digest = digest;
    }
  }

  /**
   * Sends a command, unless its id was sent with another content.
   *
   * @param sending fails where the broker does not take it
   * @return the digest of the content for which the id stands: this one, or an earlier
   */
  String send(String model, String commandId, String contentDigest, Runnable sending) {
    String key = model + "/" + commandId;
    String first = begin(key, contentDigest);
    if (!first.equals(contentDigest)) {
      return first;
    }
    boolean taken = false;
    try {
      sending.run();
      taken = true;
    } finally {
      end(key, taken);
    }
    return first;
  }

  private synchronized String begin(String key, String contentDigest) {
    Sent sent = commands.computeIfAbsent(key, id -> new Sent(contentDigest));
    if (sent.digest.equals(contentDigest)) {
      sent.underway++;
    }
    return sent.digest;
  }

  /** Forgotten only by the last of several who sent the same, where none of them succeeded. */
  private synchronized void end(String key, boolean taken) {
    Sent sent = commands.get(key);
    if (sent == null) {
      return; // more than enough others were sent since
    }
    sent.underway--;
    sent.taken |= taken;
    if (!sent.taken && sent.underway == 0) {
      commands.remove(key);
    }
  }
}

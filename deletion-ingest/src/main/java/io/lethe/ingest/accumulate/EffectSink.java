// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import java.time.Instant;

/** Forwards effects to the next steps of the topology, in order. */
@FunctionalInterface
interface EffectSink {
  /**
   * Sends one effect.
   *
   * @param key record key
   * @param effect what is sent
   * @param now record time
   */
  void send(String key, ModelEffect effect, Instant now);
}

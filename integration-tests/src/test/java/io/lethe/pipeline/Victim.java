// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import io.lethe.kit.kafka.KafkaSettings;
import java.io.IOException;
import java.time.Duration;

/** What is started and killed, again and again, on the same folders. */
interface Victim extends AutoCloseable {

  /** Starts what does not run. */
  void start() throws IOException;

  /** Waits until it does its work. */
  void awaitReady();

  /** How it is reached, once it is ready. */
  KafkaSettings kafka();

  /** Lets it live on for a while, then kills it as a power cut would. */
  void killAfter(Duration life) throws InterruptedException;

  /** What it has said since its last start. */
  String said();

  @Override
  void close();
}

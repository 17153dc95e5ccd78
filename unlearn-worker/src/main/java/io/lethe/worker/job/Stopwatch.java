// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import io.lethe.learning.model.Numerics;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.schemas.Provenance;
import io.lethe.unlearning.UnlearningResult;
import io.lethe.unlearning.UnlearningRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Times the phases of one job and writes them into its provenance. */
final class Stopwatch {
  private final Clock clock;
  private final Instant startedAt;
  private Instant loadedAt;
  private Instant trainedAt;

  private Stopwatch(Clock clock, Instant startedAt) {
    this.clock = clock;
    this.startedAt = startedAt;
    this.loadedAt = startedAt;
    this.trainedAt = startedAt;
  }

  static Stopwatch start(Clock clock) {
    return new Stopwatch(clock, clock.instant());
  }

  void loaded() {
    loadedAt = clock.instant();
  }

  void trained() {
    trainedAt = clock.instant();
  }

  Duration sinceStart() {
    return Duration.between(startedAt, clock.instant());
  }

  /** How the candidate came to be; {@code publishMillis} runs until this is called. */
  Provenance provenance(
      String codeVersion, RuntimeOptions runtime, UnlearningResult result, UnlearningRows rows) {
    Duration teacher = result.teacherDuration();
    Numerics numerics = Numerics.of(runtime);
    return Provenance.newBuilder()
        .setCodeVersion(codeVersion)
        .setJavaVersion(Runtime.version().toString())
        .setOperatingSystem(
            System.getProperty("os.name")
                + " "
                + System.getProperty("os.version")
                + " "
                + System.getProperty("os.arch"))
        .setEngine(numerics.engine())
        .setDevice(numerics.device())
        .setThreads(numerics.threads())
        .setPrecision(numerics.precision())
        .setProcessor(numerics.processor())
        .setStartedAt(startedAt)
        .setLoadMillis(Duration.between(startedAt, loadedAt).toMillis())
        .setTeacherMillis(teacher.toMillis())
        .setTrainMillis(
            Math.max(0, Duration.between(loadedAt, trainedAt).minus(teacher).toMillis()))
        .setPublishMillis(Duration.between(trainedAt, clock.instant()).toMillis())
        .setTrainedImages(result.training().images())
        .setRetainSamples(rows.retain().length)
        .build();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier;

import io.lethe.kit.config.ConfigurationException;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.learning.model.RuntimeOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How a verifier is set up.
 *
 * @param kafka brokers and schema registry
 * @param splitKeyFile the HMAC key behind every choice of samples; made if missing
 * @param signingKeyFile the private key that signs reports; made if missing
 * @param cacheDirectory where decoded images are kept
 * @param topicPatience how long to wait at start for topics of others
 * @param jobPatience how long to wait for the job and the parent of a candidate before refusing it
 * @param maxRetainSamples retain samples to measure at most
 * @param runtime device and threads of inference
 * @param attackThreads threads of the attackers
 * @param rootTimeLimit how long a root may be measured, from when its images are decoded
 */
public record VerifierSettings(
    KafkaSettings kafka,
    Path splitKeyFile,
    Path signingKeyFile,
    Path cacheDirectory,
    Duration topicPatience,
    Duration jobPatience,
    int maxRetainSamples,
    RuntimeOptions runtime,
    int attackThreads,
    Duration rootTimeLimit) {

  /** Retain samples that give the retain accuracy to half a per cent. */
  public static final int DEFAULT_MAX_RETAIN_SAMPLES = 10_000;

  /** Long enough for a large network on a large test split, by a CPU. */
  public static final Duration DEFAULT_ROOT_TIME_LIMIT = Duration.ofMinutes(30);

  /** Longer is no limit. */
  private static final Duration LONGEST_ROOT_TIME_LIMIT = Duration.ofDays(365);

  /** Refuses missing parts and numbers out of range, all at once. */
  public VerifierSettings {
    Objects.requireNonNull(kafka, "kafka");
    Objects.requireNonNull(splitKeyFile, "splitKeyFile");
    Objects.requireNonNull(signingKeyFile, "signingKeyFile");
    Objects.requireNonNull(cacheDirectory, "cacheDirectory");
    Objects.requireNonNull(topicPatience, "topicPatience");
    Objects.requireNonNull(jobPatience, "jobPatience");
    Objects.requireNonNull(runtime, "runtime");
    Objects.requireNonNull(rootTimeLimit, "rootTimeLimit");
    List<String> problems = new ArrayList<>();
    if (topicPatience.isNegative() || jobPatience.isNegative()) {
      problems.add(
          "topicPatience "
              + topicPatience
              + " and jobPatience "
              + jobPatience
              + " must not be negative");
    }
    if (maxRetainSamples < 1) {
      problems.add("maxRetainSamples is " + maxRetainSamples + "; it must be at least 1");
    }
    if (attackThreads < 1) {
      problems.add("attackThreads is " + attackThreads + "; it must be at least 1");
    }
    if (rootTimeLimit.isNegative()
        || rootTimeLimit.isZero()
        || rootTimeLimit.compareTo(LONGEST_ROOT_TIME_LIMIT) > 0) {
      problems.add(
          "rootTimeLimit is "
              + rootTimeLimit
              + "; it must be more than nothing and at most "
              + LONGEST_ROOT_TIME_LIMIT);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  /**
   * The usual settings of a verifier that keeps its keys and cache in one directory.
   *
   * @param home gets {@code split.key}, {@code signing.key} (and {@code .pub}) and {@code cache}
   */
  public static VerifierSettings in(Path home, KafkaSettings kafka, RuntimeOptions runtime) {
    return new VerifierSettings(
        kafka,
        home.resolve("split.key"),
        home.resolve("signing.key"),
        home.resolve("cache"),
        Duration.ofMinutes(1),
        Duration.ofSeconds(30),
        DEFAULT_MAX_RETAIN_SAMPLES,
        runtime,
        1,
        DEFAULT_ROOT_TIME_LIMIT);
  }
}

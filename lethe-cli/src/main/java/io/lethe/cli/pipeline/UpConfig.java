// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Configuration of {@code lethe up}. */
@ConfigMapping(prefix = "lethe.up")
public interface UpConfig {
  /** Port of the embedded broker; 0 for any free one. */
  @WithDefault("9092")
  int kafkaPort();

  /** Port of the registry; 0 for any free one. */
  @WithDefault("8080")
  int registryPort();

  /** Port of the intake. */
  @WithDefault("8081")
  int intakePort();

  /** Port of the worker's metrics and health. */
  @WithDefault("8082")
  int workerPort();

  /** Port of the verifier's metrics and health. */
  @WithDefault("8083")
  int verifierPort();

  /**
   * The rule that the subject key must have, such as {@code nfc-case-folded}; a new key without it
   * keeps letter case.
   */
  Optional<String> subjectRule();

  /** As {@code kafka.pass-over} of every service. */
  Optional<List<String>> passOver();
}

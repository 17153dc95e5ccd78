// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.files;

import io.lethe.domain.policy.ModelPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model's policy in a JSON file. */
public final class PolicyFile {
  private PolicyFile() {}

  /**
   * Reads a policy.
   *
   * @throws io.lethe.domain.policy.PolicyException if it breaks a rule; the message says which
   */
  public static ModelPolicy read(Path file) {
    try {
      return ModelPolicy.parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the policy " + file + " cannot be read: " + e.getMessage(), e);
    }
  }
}

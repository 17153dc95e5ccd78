// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import io.lethe.domain.crypto.HmacKey;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.crypto.SubjectKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The key files that registering datasets and models needs: the intake's and the verifier's own.
 *
 * @param subjects HMAC key that turns subject ids into subject keys
 * @param split HMAC key behind the verifier's choice of samples
 * @param signing private key that signs reports; its public half lies beside it
 */
public record PipelineKeys(Path subjects, Path split, Path signing) {
  private static final String SUBJECTS = "subjects.key";
  private static final String SPLIT = "verifier-split.key";
  private static final String SIGNING = "verifier-signing.pem";

  /** All in one folder. */
  static PipelineKeys in(Path folder) {
    return new PipelineKeys(
        folder.resolve(SUBJECTS), folder.resolve(SPLIT), folder.resolve(SIGNING));
  }

  /**
   * A folder for each who may read it: {@code subjects} for the intake, {@code verifier} for the
   * verifier, {@code trusted} for whoever checks reports.
   */
  public static PipelineKeys apart(Path folder) {
    return new PipelineKeys(
        folder.resolve("subjects").resolve(SUBJECTS),
        folder.resolve("verifier").resolve(SPLIT),
        folder.resolve("verifier").resolve(SIGNING));
  }

  /**
   * Makes what is missing and leaves the rest as it is.
   *
   * @throws io.lethe.domain.crypto.KeyFileException where a file is damaged, open to others, or
   *     cannot be written
   */
  public void createMissing() {
    SubjectKeys.loadOrCreate(subjects);
    HmacKey.loadOrCreate(split);
    SigningKey.loadOrCreate(signing);
  }

  /** Puts a copy of the public key into a folder, for those who check reports. */
  public Path publish(Path folder) {
    Path open = SigningKey.publicKeyFile(signing);
    Path copy = PipelineDirectory.create(folder).resolve(open.getFileName());
    try {
      return Files.copy(open, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("the public key cannot be copied to " + copy, e);
    }
  }
}

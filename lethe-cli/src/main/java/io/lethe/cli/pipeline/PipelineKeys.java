// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import io.lethe.domain.crypto.HmacKey;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.domain.text.SubjectRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A pipeline's key files, in a folder for each who may read them: {@code subjects} for the intake
 * and whoever registers datasets, {@code verifier} for the verifier alone. Where services run
 * apart, {@code trusted} holds the public key for whoever checks reports.
 *
 * @param subjects HMAC key, with its rule, that turns subject ids into subject keys
 * @param split HMAC key behind the verifier's choice of samples
 * @param signing private key that signs reports; its public half lies beside it
 */
public record PipelineKeys(Path subjects, Path split, Path signing) {
  private static final String SUBJECTS = "subjects.key";
  private static final String SPLIT = "verifier-split.key";
  private static final String SIGNING = "verifier-signing.pem";

  /** Where they lie below a folder. */
  public static PipelineKeys in(Path folder) {
    return new PipelineKeys(
        folder.resolve("subjects").resolve(SUBJECTS),
        folder.resolve("verifier").resolve(SPLIT),
        folder.resolve("verifier").resolve(SIGNING));
  }

  /**
   * Makes what is missing and leaves the rest as it is.
   *
   * @param subjectRule the rule that the subject key must have; empty for any
   * @throws io.lethe.domain.crypto.KeyFileException where a file is damaged, open to others, or
   *     cannot be written, or the subject key has another rule
   */
  public void createMissing(Optional<SubjectRule> subjectRule) {
    SubjectKeys.loadOrCreate(subjects, subjectRule);
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

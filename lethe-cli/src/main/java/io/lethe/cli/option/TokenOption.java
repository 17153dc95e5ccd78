// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.option;

import io.lethe.cli.console.CommandFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The token by which a pipeline knows who asks, from a file: a command line is seen by everybody on
 * the machine.
 */
public final class TokenOption {
  private static final int MAX_BYTES = 8_192;
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:LETHE_TOKEN_FILE}",
      description =
          "The token by which the pipeline knows you, if it asks (default: the file that"
              + " LETHE_TOKEN_FILE names, if any).")
  private @Nullable Path file;

  /**
   * The file's token; none where no file is named.
   *
   * @throws CommandFailedException where the file cannot be read or holds no token
   */
  public Optional<String> token() {
    if (file == null) {
      return Optional.empty();
    }
    String token;
    try (InputStream in = Files.newInputStream(file)) {
      token = new String(in.readNBytes(MAX_BYTES + 1), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new CommandFailedException("the token file " + file + " cannot be read", e);
    }
    if (token.length() > MAX_BYTES || !TOKEN.matcher(token).matches()) {
      throw new CommandFailedException(
          "the token file "
              + file
              + " must hold one token and nothing else, as lethe keys token prints it");
    }
    return Optional.of(token);
  }
}

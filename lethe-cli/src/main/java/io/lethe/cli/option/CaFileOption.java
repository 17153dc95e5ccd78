// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.option;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose certificates a command takes from a pipeline over https, the same in all commands. */
public final class CaFileOption {
  /** What to do where a certificate is not taken. */
  public static final String WAY_OUT =
      "--ca-file or LETHE_CA_FILE names the certificates of issuers to trust";

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      defaultValue = "${env:LETHE_CA_FILE}",
      description =
          "Certificates of issuers to trust over https, PEM (default: LETHE_CA_FILE, else Java's).")
  private @Nullable Path file;

  /** The file, if one was named. */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }
}

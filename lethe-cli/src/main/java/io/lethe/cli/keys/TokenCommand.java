// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.keys;

import io.lethe.cli.console.Console;
import io.lethe.kit.access.Caller;
import io.lethe.kit.access.Role;
import io.lethe.kit.access.TokenFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lethe keys token}. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes a token by which somebody is known over HTTP, prints it once, and keeps its hash alone.",
      "Services that are configured with the file (access.tokens) take it within a moment; a name that"
          + " has a token already loses the former one."
    })
final class TokenCommand implements Callable<Integer> {
  private static final int LONGEST_DAYS = 3650;

  @Spec private CommandSpec spec;

  @Option(names = "--file", paramLabel = "FILE", required = true, description = "The tokens' file.")
  private Path file;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      required = true,
      description = "Who bears it, as logs and commands have it.")
  private String name;

  @Option(
      names = "--role",
      required = true,
      paramLabel = "ROLE",
      description =
          "requester (of one tenant), operator, auditor, registrar, deployment or monitor.")
  private String role;

  @Option(names = "--tenant", paramLabel = "T", description = "Of a requester, whose it is.")
  private @Nullable String tenant;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "365",
      description = "For how long it counts (default: ${DEFAULT-VALUE}).")
  private int days;

  @Override
  public Integer call() {
    if (days < 1 || days > LONGEST_DAYS) {
      throw wrong("--days is " + days + "; it must lie in [1, " + LONGEST_DAYS + "]");
    }
    Role known =
        Role.of(role)
            .orElseThrow(
                () -> wrong("--role is '" + role + "'; it must be one of " + Role.choice()));
    Caller caller;
    try {
      caller = new Caller(name, known, Optional.ofNullable(tenant));
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    Instant expires = Instant.now().plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.SECONDS);
    Console.on(spec.commandLine().getOut()).line(new TokenFile(file).issue(caller, expires));
    return 0;
  }

  private ParameterException wrong(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }
}

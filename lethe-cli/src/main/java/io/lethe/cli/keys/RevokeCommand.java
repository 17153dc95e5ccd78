// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.keys;

import io.lethe.cli.console.Console;
import io.lethe.kit.access.TokenFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe keys revoke}. */
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Takes somebody's token from him. Ends with 1 where he has none.")
final class RevokeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--file", paramLabel = "FILE", required = true, description = "The tokens' file.")
  private Path file;

  @Option(names = "--name", paramLabel = "NAME", required = true, description = "Who bears it.")
  private String name;

  @Override
  public Integer call() {
    TokenFile tokens = new TokenFile(file);
    boolean revoked = tokens.revoke(name);
    Console.on(spec.commandLine().getOut())
        .line(
            revoked
                ? "the token of " + name + " is nobody's any more"
                : "nobody is called '" + name + "'; with a token there are " + tokens.names());
    return revoked ? 0 : 1;
  }
}

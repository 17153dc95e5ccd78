// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli;

import io.lethe.cli.acl.AclCommand;
import io.lethe.cli.audit.AuditCommand;
import io.lethe.cli.bench.BenchCommand;
import io.lethe.cli.demo.DemoCommand;
import io.lethe.cli.keys.KeysCommand;
import io.lethe.cli.offline.EvaluateCommand;
import io.lethe.cli.offline.TrainCommand;
import io.lethe.cli.offline.UnlearnCommand;
import io.lethe.cli.pipeline.UpCommand;
import io.lethe.cli.registration.DatasetCommand;
import io.lethe.cli.registration.ModelCommand;
import io.lethe.cli.registration.StandingCommand;
import io.lethe.cli.reproduce.ReproduceCommand;
import io.lethe.cli.request.EraseCommand;
import io.lethe.cli.request.StatusCommand;
import io.lethe.kit.service.CodeVersion;
import io.lethe.kit.service.ExitCode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code lethe} command; {@link #run} is {@code main} without leaving the process. */
@Command(
    name = "lethe",
    mixinStandardHelpOptions = true,
    versionProvider = Lethe.Version.class,
    description = "Makes deployed image classifiers forget people, continuously and verifiably.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      DatasetCommand.class,
      ModelCommand.class,
      KeysCommand.class,
      AclCommand.class,
      EraseCommand.class,
      StatusCommand.class,
      StandingCommand.class,
      TrainCommand.class,
      UnlearnCommand.class,
      EvaluateCommand.class,
      ReproduceCommand.class,
      AuditCommand.class,
      BenchCommand.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 what was asked has happened; 1 it has not; 2 wrong usage.",
      "Start here: lethe demo"
    })
public final class Lethe {
  private final PrintWriter out;
  private final PrintWriter err;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show log lines, and the stack trace of an error.")
  private boolean debug;

  Lethe(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** Runs the command and leaves the process with its exit code. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Logging.configure(arguments);
    int exitCode = new Lethe(out, err).run(arguments);
    out.flush();
    err.flush();
    // Native thread pools must not keep a finished command alive.
    Runtime.getRuntime().exit(exitCode);
  }

  /**
   * Parses and executes.
   *
   * @return 0 done, 2 wrong usage, else the {@link ExitCode} of what failed
   */
  int run(String... arguments) {
    return new CommandLine(this)
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(this::usage)
        .setExecutionExceptionHandler(this::failed)
        .execute(arguments);
  }

  private int usage(CommandLine.ParameterException exception, String[] arguments) {
    CommandLine command = exception.getCommandLine();
    command.getErr().println("lethe: " + exception.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(exception, command.getErr());
    command
        .getErr()
        .println("Try '" + command.getCommandSpec().qualifiedName() + " --help' for the options.");
    return CommandLine.ExitCode.USAGE;
  }

  private int failed(Exception exception, CommandLine command, CommandLine.ParseResult parsed) {
    command.getErr().println("lethe: " + ErrorLine.of(exception));
    if (debug) {
      exception.printStackTrace(command.getErr());
    }
    return ExitCode.of(exception).code();
  }

  /** What {@code lethe --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"lethe " + CodeVersion.read()};
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.keys;

import io.lethe.cli.console.Console;
import io.lethe.cli.option.SubjectRuleOption;
import io.lethe.cli.pipeline.PipelineKeys;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe keys}. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Key files of a pipeline whose services run apart, and tokens for its HTTP.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      KeysCommand.Create.class,
      KafkaCommand.class,
      TokenCommand.class,
      RevokeCommand.class
    })
public final class KeysCommand {

  /** {@code lethe keys create}. */
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Makes the key files that are missing, and leaves the others as they are:",
        "subjects/ for the intake and for who registers datasets, verifier/ for the verifier and"
            + " nobody else, trusted/ for who checks its reports.",
        "The subject key has its rule for good: datasets and requests are compared by it."
      })
  static final class Create implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Their folder.")
    private Path out;

    @Mixin private SubjectRuleOption subjects;

    @Override
    public Integer call() {
      PipelineKeys keys = PipelineKeys.in(out);
      keys.createMissing(subjects.named());
      Path trusted = keys.publish(out.resolve("trusted"));
      Console.on(spec.commandLine().getOut()).line("keys are in " + out + "; trust " + trusted);
      return 0;
    }
  }
}

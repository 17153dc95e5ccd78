// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.cli.console.Console;
import io.lethe.cli.console.TextTable;
import io.lethe.cli.files.JsonFile;
import io.lethe.cli.option.ArchitectureNames;
import io.lethe.cli.option.PrecisionOption;
import io.lethe.learning.model.RuntimeOptions;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures this machine, and the gate.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BenchCommand.Train.class,
      BenchCommand.Unlearn.class,
      BenchCommand.Attack.class,
      GateBenchCommand.class
    })
public final class BenchCommand {

  /** How often, and where the measurements go. */
  private static final class Measuring {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
        names = "--rounds",
        paramLabel = "N",
        defaultValue = "5",
        description = "Rounds; the median counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the measurements here.")
    private @Nullable Path json;

    int print(Map<String, Object> measured) {
      Console console = Console.on(spec.commandLine().getOut());
      TextTable table = new TextTable("measured", "value");
      measured.forEach(
          (name, value) ->
              table.row(
                  name,
                  value instanceof Double number
                      ? String.format(Locale.ROOT, "%.3f", number)
                      : String.valueOf(value)));
      table.lines().forEach(console::line);
      if (json != null) {
        JsonFile.write(json, measured);
      }
      return 0;
    }
  }

  /** What is trained, and how long a round is. */
  private static final class Steps {
    @Option(
        names = "--architecture",
        paramLabel = "A",
        defaultValue = "resnet18",
        completionCandidates = ArchitectureNames.class,
        description =
            "${COMPLETION-CANDIDATES}, or a folder with a trainable SavedModel, which is timed with"
                + " its own image size and classes (default: ${DEFAULT-VALUE}).")
    private String architecture;

    @Option(
        names = "--resolution",
        paramLabel = "PX",
        defaultValue = "32",
        description = "Height and width of the colour images (default: ${DEFAULT-VALUE}).")
    private int resolution;

    @Option(
        names = "--batch-size",
        paramLabel = "N",
        defaultValue = "64",
        description = "Rows a step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
        names = "--steps",
        paramLabel = "N",
        defaultValue = "60",
        description = "Steps a round (default: ${DEFAULT-VALUE}).")
    private int steps;
  }

  /** A bench of training steps on noise. */
  abstract static class OfSteps implements Callable<Integer> {
    @Mixin private Steps steps;
    @Mixin private PrecisionOption precision;
    @Mixin private Measuring measuring;

    abstract Map<String, Object> measure(Steps steps, int rounds, RuntimeOptions runtime);

    @Override
    public Integer call() {
      return measuring.print(measure(steps, measuring.rounds, precision.runtime()));
    }
  }

  /** {@code lethe bench train}. */
  @Command(
      name = "train",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Times training and prediction on noise: the bare step, the whole loop, prediction.",
        "Machines are noisy: run it alone, and compare ratios within one run."
      })
  static final class Train extends OfSteps {
    @Override
    Map<String, Object> measure(Steps steps, int rounds, RuntimeOptions runtime) {
      return new TrainBench(
              steps.architecture, steps.resolution, steps.batchSize, steps.steps, rounds, runtime)
          .run();
    }
  }

  /** {@code lethe bench unlearn}. */
  @Command(
      name = "unlearn",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Times unlearning with SFTC on noise: its loop, the bare step of the same model, the"
            + " teacher's outputs.",
        "Machines are noisy: run it alone, and compare ratios within one run."
      })
  static final class Unlearn extends OfSteps {
    @Override
    Map<String, Object> measure(Steps steps, int rounds, RuntimeOptions runtime) {
      return new UnlearnBench(
              steps.architecture, steps.resolution, steps.batchSize, steps.steps, rounds, runtime)
          .run();
    }
  }

  /** {@code lethe bench attack}. */
  @Command(
      name = "attack",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Times the verifier's membership attacks on made-up outputs: training and asking.",
        "Machines are noisy: run it alone, and compare ratios within one run."
      })
  static final class Attack implements Callable<Integer> {
    @Mixin private Measuring measuring;

    @Option(
        names = "--training-rows",
        paramLabel = "N",
        defaultValue = "10000",
        description = "Members and non-members together (default: ${DEFAULT-VALUE}).")
    private int trainingRows;

    @Option(
        names = "--attacked-rows",
        paramLabel = "N",
        defaultValue = "5000",
        description = "Rows that the attackers judge (default: ${DEFAULT-VALUE}).")
    private int attackedRows;

    @Option(
        names = "--classes",
        paramLabel = "K",
        defaultValue = "10",
        description = "Outputs a row (default: ${DEFAULT-VALUE}).")
    private int classes;

    @Override
    public Integer call() {
      return measuring.print(
          new AttackBench(
                  trainingRows,
                  attackedRows,
                  classes,
                  measuring.rounds,
                  RuntimeOptions.fromSystem().intraOpThreads())
              .run());
    }
  }
}

package io.lethe.cli.command;

import io.lethe.cli.bench.TrainBench;
import io.lethe.cli.console.Console;
import io.lethe.cli.console.TextTable;
import io.lethe.cli.files.JsonFile;
import io.lethe.learning.model.RuntimeOptions;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures this machine.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = BenchCommand.Train.class)
public final class BenchCommand {

  /** {@code lethe bench train}. */
  @Command(
      name = "train",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Times training and prediction on noise: the bare step, the whole loop, prediction.",
        "Machines are noisy: run it alone, and compare ratios within one run."
      })
  static final class Train implements Callable<Integer> {
    @Spec private CommandSpec spec;

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

    @Option(
        names = "--rounds",
        paramLabel = "N",
        defaultValue = "5",
        description = "Rounds; the median counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the measurements here.")
    private Path json;

    @Override
    public Integer call() {
      Console console = Console.on(spec.commandLine().getOut());
      Map<String, Object> measured =
          new TrainBench(
                  architecture, resolution, batchSize, steps, rounds, RuntimeOptions.fromSystem())
              .run();
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
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.cli.console.Console;
import io.lethe.cli.files.JsonFile;
import io.lethe.cli.offline.OriginalTraining;
import io.lethe.cli.option.ArchitectureNames;
import io.lethe.cli.option.DatasetOptions;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.learning.training.AugmentationChoice;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe bench gate}. */
@Command(
    name = "gate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tries the default gate: trains parents, and of each honest and dishonest candidates"
          + " (untouched, retrained, unlearned, people kept or refused by heart, test split learnt,"
          + " outputs sharpened), and has all of them judged as the verifier does, for forget sets of"
          + " several sizes.",
      "Ends with 1 where a dishonest candidate passed or too few honest ones did. Killed at any"
          + " time, it goes on from the last finished model when run again."
    })
final class GateBenchCommand implements Callable<Integer> {
  private static final int PARENTS = 2;
  private static final int MANY_PARENTS = 10;
  private static final int MANY_HONEST = 200;
  private static final List<Integer> PEOPLE = List.of(10, 20, 40, 60, 120);
  private static final List<Integer> MANY_PEOPLE = List.of(10, 20, 40, 60, 120, 200);

  @Spec private CommandSpec spec;
  @Mixin private DatasetOptions dataset;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder of this trial: new, or one to go on with.")
  private Path out;

  @Option(
      names = "--architecture",
      paramLabel = "A",
      defaultValue = "small-cnn",
      completionCandidates = ArchitectureNames.class,
      description =
          "What to train: ${COMPLETION-CANDIDATES}, or a folder with a trainable SavedModel"
              + " (default: ${DEFAULT-VALUE}).")
  private String architecture;

  @Option(
      names = "--train-epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "Epochs of parents and retrained models (default: ${DEFAULT-VALUE}).")
  private int trainEpochs;

  @Option(
      names = "--augmentation",
      defaultValue = "none",
      description = "Of their training: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private AugmentationChoice augmentation;

  @Option(
      names = "--full",
      description =
          "The trial that takes a night: 10 parents, 200 honest ones, sets of up to 200 people,"
              + " unless told otherwise.")
  private boolean full;

  @Option(
      names = "--parents",
      paramLabel = "N",
      description = "How many parents, each with people of its own (default: 2).")
  private @Nullable Integer parents;

  @Option(
      names = "--honest",
      paramLabel = "N",
      description =
          "Of how many parents there are at least the parent itself and what is retrained"
              + " (default: as many as --parents).")
  private @Nullable Integer honest;

  @Option(
      names = "--people",
      paramLabel = "N,N,...",
      split = ",",
      description = "Sizes of the forget sets in people (default: 10,20,40,60,120).")
  private @Nullable List<Integer> people;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "Of the draws and of every model (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the table here too.")
  private @Nullable Path json;

  private GateBench bench() {
    int number = Optional.ofNullable(parents).orElse(full ? MANY_PARENTS : PARENTS);
    return new GateBench(
        new OriginalTraining(
            architecture,
            trainEpochs,
            OriginalTraining.BATCH_SIZE,
            OriginalTraining.LEARNING_RATE,
            augmentation,
            seed),
        number,
        Optional.ofNullable(honest).orElse(full ? Math.max(number, MANY_HONEST) : number),
        Optional.ofNullable(people).orElse(full ? MANY_PEOPLE : PEOPLE));
  }

  @Override
  public Integer call() {
    Console console = Console.on(spec.commandLine().getOut());
    GateBench bench = bench();
    try (DatasetBundle bundle = dataset.open();
        Dataset images = dataset.load(bundle, OptionalInt.empty(), console.progress())) {
      GateBench.Outcome outcome =
          bench.run(GateInput.of(images, bundle), RuntimeOptions.fromSystem(), console, out);
      outcome.table().text().forEach(console::line);
      outcome.roc().text().forEach(console::line);
      outcome.missed().forEach(each -> console.line("missed: " + each));
      if (json != null) {
        Map<String, Object> measured = new LinkedHashMap<>();
        measured.put("table", outcome.table().json());
        measured.put("roc", outcome.roc().json());
        measured.put("missed", outcome.missed());
        JsonFile.write(json, measured);
      }
      console.line("written to " + out);
      return outcome.missed().isEmpty() ? 0 : 1;
    }
  }
}

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
          + " (untouched, retrained, unlearned, people kept, test split learnt, outputs"
          + " sharpened), and has all of them judged as the verifier does, for forget sets of"
          + " several sizes.",
      "Ends with 1 where a dishonest candidate passed or too few honest ones did. Killed at any"
          + " time, it goes on from the last finished model when run again."
    })
final class GateBenchCommand implements Callable<Integer> {
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
      names = "--parents",
      paramLabel = "N",
      defaultValue = "4",
      description = "How many parents, each with people of its own (default: ${DEFAULT-VALUE}).")
  private int parents;

  @Option(
      names = "--people",
      paramLabel = "N,N,...",
      split = ",",
      defaultValue = "10,20,40,60,120",
      description = "Sizes of the forget sets in people (default: ${DEFAULT-VALUE}).")
  private List<Integer> people;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "Of the draws and of every model (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the table here too.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    Console console = Console.on(spec.commandLine().getOut());
    GateBench bench =
        new GateBench(
            new OriginalTraining(
                architecture,
                trainEpochs,
                OriginalTraining.BATCH_SIZE,
                OriginalTraining.LEARNING_RATE,
                augmentation,
                seed),
            parents,
            people);
    try (DatasetBundle bundle = dataset.open();
        Dataset images = dataset.load(bundle, OptionalInt.empty(), console.progress())) {
      GateBench.Outcome outcome =
          bench.run(GateInput.of(images, bundle), RuntimeOptions.fromSystem(), console, out);
      outcome.table().text().forEach(console::line);
      outcome.missed().forEach(each -> console.line("missed: " + each));
      if (json != null) {
        Map<String, Object> measured = new LinkedHashMap<>();
        measured.put("table", outcome.table().json());
        measured.put("missed", outcome.missed());
        JsonFile.write(json, measured);
      }
      console.line("written to " + out);
      return outcome.missed().isEmpty() ? 0 : 1;
    }
  }
}

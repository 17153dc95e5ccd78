// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.offline;

import io.lethe.cli.console.Console;
import io.lethe.cli.files.JsonFile;
import io.lethe.cli.files.OutputDirectory;
import io.lethe.cli.files.SubjectList;
import io.lethe.cli.option.ArchitectureNames;
import io.lethe.cli.option.DatasetOptions;
import io.lethe.cli.option.PrecisionOption;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.learning.training.AugmentationChoice;
import io.lethe.learning.training.EpochReport;
import io.lethe.learning.training.TrainingReport;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains a model from scratch: the original, or with --exclude-subjects the one retrained"
          + " without them.",
      "Adam, cosine schedule. Writes a SavedModel, and how it was made to DIR.training.json."
    })
public final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DatasetOptions dataset;
  @Mixin private PrecisionOption precision;

  @Option(
      names = "--architecture",
      paramLabel = "A",
      required = true,
      completionCandidates = ArchitectureNames.class,
      description = {
        "${COMPLETION-CANDIDATES}, or a folder with a trainable SavedModel (see python/README.md):",
        "its weights are drawn anew from the seed if it can, else training goes on from those it has."
      })
  private String architecture;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      required = true,
      description = "Passes over the rows.")
  private int epochs;

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to write.")
  private Path out;

  @Option(
      names = "--exclude-subjects",
      paramLabel = "FILE",
      description =
          "Train without these subjects, one id a line; a file, or its name in the bundle.")
  private @Nullable Path excludeSubjects;

  @Option(
      names = "--augmentation",
      defaultValue = "standard",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private AugmentationChoice augmentation;

  @Option(
      names = "--resolution",
      paramLabel = "PX",
      description = "Scale images to a square (default: as they are).")
  private @Nullable Integer resolution;

  @Option(
      names = "--learning-rate",
      defaultValue = "0.001",
      description = "Of the first step (default: ${DEFAULT-VALUE}).")
  private float learningRate;

  @Option(
      names = "--batch-size",
      defaultValue = "64",
      description = "Rows a step (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(names = "--seed", defaultValue = "42", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the measurements here too.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    Console console = Console.on(spec.commandLine().getOut());
    OutputDirectory.requireEmpty(out);
    OriginalTraining training =
        new OriginalTraining(architecture, epochs, batchSize, learningRate, augmentation, seed);
    RuntimeOptions runtime = precision.runtime();
    OptionalInt pixels = resolution == null ? OptionalInt.empty() : OptionalInt.of(resolution);
    try (DatasetBundle bundle = dataset.open();
        Dataset images = dataset.load(bundle, pixels, console.progress())) {
      int[] excluded = excluded(bundle);
      int[] rows = without(images.ordinals(Split.TRAIN), excluded);
      console.format(
          "training %s on %,d samples, %d epochs", training.start(), rows.length, epochs);
      TrainingReport report = training.run(images, rows, runtime, out, console.progress());
      epochLines(console, report);
      Map<String, Object> measured =
          training.record(report, bundle.digest(), rows.length, excluded.length, runtime);
      // as it will be served, whatever it was trained in
      try (TrainableModel model = TrainableModel.load(out, RuntimeOptions.fromSystem())) {
        int[] test = images.ordinals(Split.TEST);
        double accuracy = Accuracies.of(model, images, test, console.progress());
        measured.put("test_accuracy", accuracy);
        console.format("test accuracy %.4f (%,d samples)", accuracy, test.length);
      }
      JsonFile.write(OriginalTraining.recordFile(out), measured);
      if (json != null) {
        JsonFile.write(json, measured);
      }
      console.line("model written to " + out);
    }
    return 0;
  }

  private int[] excluded(DatasetBundle bundle) {
    return excludeSubjects == null
        ? new int[0]
        : bundle.ordinalsOf(SubjectList.read(excludeSubjects, dataset.path()));
  }

  private static int[] without(int[] train, int[] excluded) {
    return IntStream.of(train).filter(row -> Arrays.binarySearch(excluded, row) < 0).toArray();
  }

  private static void epochLines(Console console, TrainingReport report) {
    for (EpochReport epoch : report.epochs()) {
      console.format(
          "  epoch %3d: loss %.4f, %s",
          epoch.epoch() + 1, epoch.loss(), Console.human(epoch.duration()));
    }
  }
}

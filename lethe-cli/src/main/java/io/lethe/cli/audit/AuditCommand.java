// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.audit;

import io.lethe.cli.console.Console;
import io.lethe.cli.files.JsonFile;
import io.lethe.cli.files.SubjectList;
import io.lethe.cli.offline.OriginalTraining;
import io.lethe.cli.option.ArchitectureNames;
import io.lethe.cli.option.DatasetOptions;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.learning.training.AugmentationChoice;
import io.lethe.unlearning.run.Algorithms;
import java.nio.file.Path;
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

/** {@code lethe audit}. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Attacks an unlearning algorithm: trains models with and without people drawn at random,"
          + " unlearns, and measures who can tell the unlearned from the retrained (U-LiRA, the"
          + " difference to the parent, one epoch more). Untouched parents and a control of"
          + " retrained models are always measured beside.",
      "Killed at any time, it goes on from the last finished model when run again; treatments and"
          + " models may be added then."
    })
public final class AuditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DatasetOptions dataset;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder of this audit: new, or one to go on with.")
  private Path out;

  @Option(
      names = "--architecture",
      paramLabel = "A",
      required = true,
      completionCandidates = ArchitectureNames.class,
      description =
          "What to train: ${COMPLETION-CANDIDATES}, or a folder with a trainable SavedModel.")
  private String architecture;

  @Option(
      names = "--treatment",
      paramLabel = "ALG[:KEY=VALUE,...]",
      defaultValue = "sftc",
      description =
          "An algorithm and its hyper-parameters as a policy names them, such as"
              + " sftc:learning_rate=0.002,epochs=3; repeatable (default: ${DEFAULT-VALUE}).")
  private List<String> treatments;

  @Option(
      names = "--models",
      paramLabel = "N",
      defaultValue = "16",
      description =
          "Models a side (default: ${DEFAULT-VALUE}; fewer, at least 2, only to try the command).")
  private int models;

  @Option(
      names = "--people",
      paramLabel = "N",
      defaultValue = "120",
      description = "How many people are drawn to be forgotten (default: ${DEFAULT-VALUE}).")
  private int people;

  @Option(
      names = "--asked",
      paramLabel = "FILE",
      description =
          "Who has asked to be forgotten, one id a line; a file, or its name in the bundle. They"
              + " are neither drawn nor trained on (default: nobody).")
  private @Nullable Path asked;

  @Option(
      names = "--train-epochs",
      paramLabel = "N",
      defaultValue = "30",
      description = "Epochs of parents and retrained models (default: ${DEFAULT-VALUE}).")
  private int trainEpochs;

  @Option(
      names = "--augmentation",
      defaultValue = "standard",
      description = "Of their training: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private AugmentationChoice augmentation;

  @Option(
      names = "--resolution",
      paramLabel = "PX",
      description = "Scale images to a square (default: as they are).")
  private @Nullable Integer resolution;

  @Option(
      names = "--learning-rate",
      defaultValue = "0.001",
      description = "Of their first step (default: ${DEFAULT-VALUE}).")
  private float learningRate;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "64",
      description = "Rows a step of their training (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--relearn-learning-rate",
      defaultValue = "0.001",
      description = "Of the epoch that must not bring anybody back (default: ${DEFAULT-VALUE}).")
  private float relearnRate;

  @Option(
      names = "--retain-samples",
      paramLabel = "N",
      description = "Compare forgotten rows with at most so many retained ones (default: all).")
  private @Nullable Integer retainSamples;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "Of the draw and of every model (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the measurements here too.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    Console console = Console.on(spec.commandLine().getOut());
    Algorithms algorithms = Algorithms.standard();
    AuditSettings settings = settings(algorithms);
    OptionalInt pixels = resolution == null ? OptionalInt.empty() : OptionalInt.of(resolution);
    try (DatasetBundle bundle = dataset.open();
        Dataset images = dataset.load(bundle, pixels, console.progress())) {
      List<String> subjects = asked == null ? List.of() : SubjectList.read(asked, dataset.path());
      AuditInput input = AuditInput.draw(images, bundle, subjects, settings);
      Map<String, Object> measured =
          new Audit(algorithms, RuntimeOptions.fromSystem(), console).run(input, settings, out);
      if (json != null) {
        JsonFile.write(json, measured);
      }
      console.line("written to " + out);
    }
    return 0;
  }

  private AuditSettings settings(Algorithms algorithms) {
    return new AuditSettings(
        new OriginalTraining(
            architecture, trainEpochs, batchSize, learningRate, augmentation, seed),
        treatments.stream().map(text -> Treatment.parse(algorithms, text)).toList(),
        models,
        people,
        retainSamples == null ? Integer.MAX_VALUE : retainSamples,
        relearnRate);
  }
}

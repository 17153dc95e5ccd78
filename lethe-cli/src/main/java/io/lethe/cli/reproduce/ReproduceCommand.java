// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.cli.console.Console;
import io.lethe.cli.files.JsonFile;
import io.lethe.cli.files.SubjectList;
import io.lethe.cli.offline.OriginalTraining;
import io.lethe.cli.option.ArchitectureNames;
import io.lethe.cli.option.DatasetOptions;
import io.lethe.evaluation.split.People;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
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

/** {@code lethe reproduce}. */
@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the paper's evaluation: trains or takes the original and the retrained model, unlearns"
          + " with every algorithm over learning rates, seeds and epochs, and writes Table 1,"
          + " Figure 4 (convergence) and Figure 5 (sensitivity of SFTC) as CSV, Markdown and PNG.",
      "Killed at any time, it goes on from the last finished cell when run again."
    })
public final class ReproduceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DatasetOptions dataset;

  @Option(
      names = "--forget-subjects",
      paramLabel = "FILE",
      defaultValue = "forget_subjects.txt",
      description =
          "Whom to forget, one id a line; a file, or its name in the bundle (default:"
              + " ${DEFAULT-VALUE}).")
  private Path forgetSubjects;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder of this reproduction: new, or one to go on with.")
  private Path out;

  @Option(
      names = "--architecture",
      paramLabel = "A",
      completionCandidates = ArchitectureNames.class,
      description =
          "What to train: ${COMPLETION-CANDIDATES}, or a folder with a trainable SavedModel; not"
              + " needed where both models are given.")
  private @Nullable String architecture;

  @Option(
      names = "--original",
      paramLabel = "DIR",
      description = "The model before forgetting (default: train one).")
  private @Nullable Path original;

  @Option(
      names = "--retrained",
      paramLabel = "DIR",
      description =
          "The model trained without them (default: train one); how long its training took is read"
              + " from DIR.training.json.")
  private @Nullable Path retrained;

  @Option(
      names = "--retraining-seconds",
      paramLabel = "S",
      description = "How long the retrained model's training took, where no file says it.")
  private @Nullable Double retrainingSeconds;

  @Option(
      names = "--train-epochs",
      paramLabel = "N",
      defaultValue = "30",
      description = "Epochs of the two models' training (default: ${DEFAULT-VALUE}).")
  private int trainEpochs;

  @Option(
      names = "--augmentation",
      defaultValue = "standard",
      description =
          "Of the two models' training: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private AugmentationChoice augmentation;

  @Option(
      names = "--resolution",
      paramLabel = "PX",
      description = "Scale images to a square (default: as they are, or as --original takes them).")
  private @Nullable Integer resolution;

  @Option(
      names = "--algorithms",
      paramLabel = "ALG",
      split = ",",
      description = "With commas between them (default: all).")
  private @Nullable List<String> algorithmNames;

  @Option(
      names = "--learning-rates",
      paramLabel = "[ALG=]X,X",
      description =
          "One to five, among which one is chosen for each algorithm; with ALG= for that algorithm"
              + " alone (default: 0.0001,0.0002,0.0005,0.001,0.002). Repeatable.")
  private List<String> learningRates = List.of();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many seeds the means are over (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "4",
      description = "Epochs of unlearning at most (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "64",
      description = "Rows a step, of training and unlearning (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--layers",
      paramLabel = "K",
      defaultValue = "5",
      description =
          "How many blocks cf-k and eu-k freeze, counted from the input (default: ${DEFAULT-VALUE},"
              + " as in the paper).")
  private int layers;

  @Option(
      names = "--time-budget",
      paramLabel = "SHARE",
      defaultValue = "0.15",
      description =
          "Of the retraining's time, for one unlearning; epochs beyond it are skipped (default:"
              + " ${DEFAULT-VALUE}).")
  private double timeBudget;

  @Option(
      names = "--figures",
      paramLabel = "F",
      defaultValue = "all",
      description = "none, 4, 5 or all (default: ${DEFAULT-VALUE}).")
  private String figures;

  @Option(
      names = "--sensitivity-learning-rates",
      paramLabel = "X,X",
      defaultValue = "0.0001,0.0002,0.0005,0.001,0.002,0.005",
      description = "Figure 5 (default: ${DEFAULT-VALUE}).")
  private String sensitivityLearningRates;

  @Option(
      names = "--temperatures",
      paramLabel = "T,T",
      defaultValue = "0.5,1,1.5,2,2.5,3,3.5,4,4.5,5",
      description = "Figure 5 (default: ${DEFAULT-VALUE}).")
  private String temperatures;

  @Option(
      names = "--confusions",
      paramLabel = "C,C",
      defaultValue = "0,0.25,0.5,0.75,1",
      description = "Figure 5 (default: ${DEFAULT-VALUE}).")
  private String confusions;

  @Option(
      names = "--retain-samples",
      paramLabel = "N",
      description = "Measure retain accuracy on at most so many (default: all).")
  private @Nullable Integer retainSamples;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "The first seed, and that of the two models (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--split-seed",
      defaultValue = "42",
      description = "Which test samples the attackers train on (default: ${DEFAULT-VALUE}).")
  private long splitSeed;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the measurements here too.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    Console console = Console.on(spec.commandLine().getOut());
    RuntimeOptions runtime = RuntimeOptions.fromSystem();
    Algorithms algorithms = Algorithms.standard();
    ReproduceSettings settings = settings(algorithms);
    Reproduction reproduction = new Reproduction(algorithms, runtime, console);
    reproduction.check(settings);
    ReferenceModels models = models();
    ProgressListener progress = console.progress();
    try (DatasetBundle bundle = dataset.open();
        Dataset images = load(bundle, runtime, progress)) {
      int[] forget = bundle.ordinalsOf(SubjectList.read(forgetSubjects, dataset.path()));
      ReproduceInput input = ReproduceInput.of(images, forget, People.of(bundle));
      Map<String, Object> measured = reproduction.run(input, models, settings, out);
      if (json != null) {
        JsonFile.write(json, measured);
      }
      console.line("written to " + out);
    }
    return 0;
  }

  private ReproduceSettings settings(Algorithms algorithms) {
    List<String> names = algorithmNames == null ? algorithms.names() : algorithmNames;
    names.forEach(algorithms::named);
    return new ReproduceSettings(
        names,
        LearningRates.parse(learningRates),
        seeds,
        seed,
        epochs,
        batchSize,
        layers,
        timeBudget,
        splitSeed,
        retainSamples == null ? Integer.MAX_VALUE : retainSamples,
        FigureChoice.of(figures),
        Sensitivity.parse(sensitivityLearningRates, temperatures, confusions));
  }

  private ReferenceModels models() {
    return new ReferenceModels(
        source("original", original),
        source("retrained", retrained),
        retrainingSeconds == null ? ReferenceModels.ASK_THE_RECORD : retrainingSeconds);
  }

  private ModelSource source(String name, @Nullable Path given) {
    if (given != null) {
      return new ModelSource.Given(given);
    }
    if (architecture == null) {
      throw new IllegalArgumentException(
          "there is no "
              + name
              + " model and nothing says what to train: give --"
              + name
              + " DIR, or --architecture");
    }
    return new ModelSource.Trained(
        new OriginalTraining(
            architecture,
            trainEpochs,
            batchSize,
            OriginalTraining.LEARNING_RATE,
            augmentation,
            seed));
  }

  private Dataset load(DatasetBundle bundle, RuntimeOptions runtime, ProgressListener progress) {
    Path given = original == null ? retrained : original;
    if (resolution != null || given == null) {
      return dataset.load(
          bundle, resolution == null ? OptionalInt.empty() : OptionalInt.of(resolution), progress);
    }
    try (TrainableModel model = TrainableModel.load(given, runtime)) {
      return dataset.loadFor(model.shape(), bundle, progress);
    }
  }
}

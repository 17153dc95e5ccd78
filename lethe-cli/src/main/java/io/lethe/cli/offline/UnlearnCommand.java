// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.offline;

import io.lethe.cli.console.Console;
import io.lethe.cli.files.JsonFile;
import io.lethe.cli.files.OutputDirectory;
import io.lethe.cli.option.DatasetOptions;
import io.lethe.cli.option.ForgetOptions;
import io.lethe.cli.option.PrecisionOption;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.RunMonitor;
import io.lethe.unlearning.UnlearningResult;
import io.lethe.unlearning.UnlearningRows;
import io.lethe.unlearning.run.Algorithms;
import io.lethe.unlearning.run.UnlearningRun;
import io.lethe.unlearning.run.UnlearningSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe unlearn}. */
@Command(
    name = "unlearn",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes a model forget subjects, offline: one run of one algorithm, without gate or registry.",
      "Writes a SavedModel, and how it was made to DIR.unlearning.json."
    })
public final class UnlearnCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DatasetOptions dataset;
  @Mixin private PrecisionOption precision;
  @Mixin private ForgetOptions forgetting;

  @Option(names = "--model", paramLabel = "DIR", required = true, description = "The SavedModel.")
  private Path modelDirectory;

  @Option(
      names = "--algorithm",
      paramLabel = "ALG",
      defaultValue = "sftc",
      completionCandidates = AlgorithmNames.class,
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private String algorithmName;

  @Option(names = "--learning-rate", paramLabel = "X", description = "Adam's step size.")
  private @Nullable String learningRate;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the rows.")
  private @Nullable String epochs;

  @Option(names = "--batch-size", paramLabel = "N", description = "Rows a step.")
  private @Nullable String batchSize;

  @Option(names = "--temperature", paramLabel = "T", description = "Of the distillation.")
  private @Nullable String temperature;

  @Option(
      names = "--confusion",
      paramLabel = "C",
      description = "0 aims at the true label, 1 ignores it.")
  private @Nullable String confusion;

  @Option(
      names = "--confusion-rounding",
      paramLabel = "R",
      description = "carried over batches, or as the reference code's: one row a batch at least.")
  private @Nullable String confusionRounding;

  @Option(
      names = "--teacher",
      paramLabel = "T",
      description =
          "Who teaches sftc's rows to forget: biased (the paper's, default); ignorant-teacher, a"
              + " network trained on the others alone; calibrated, the model itself, as unsure as on"
              + " its test split; calibrated-ignorant-teacher, both; blended, that and the model's"
              + " own, halfway.")
  private @Nullable String teacher;

  @Option(
      names = "--teacher-epochs",
      paramLabel = "N",
      description = "How long an ignorant teacher learns.")
  private @Nullable String teacherEpochs;

  @Option(
      names = "--forget-weight",
      paramLabel = "W",
      description = "What a row to forget counts beside one to keep.")
  private @Nullable String forgetWeight;

  @Option(
      names = "--rate-schedule",
      paramLabel = "S",
      description = "How the learning rate runs: constant (default) or cosine, to 0.")
  private @Nullable String rateSchedule;

  @Option(
      names = "--steering",
      paramLabel = "G",
      description =
          "How hard the targets of the rows to forget are moved against what is missed, four times"
              + " an epoch; 0 (default) leaves them. Not with biased.")
  private @Nullable String steering;

  @Option(
      names = "--layers",
      paramLabel = "K",
      description = "How many blocks cf-k and eu-k freeze, counted from the input; 5 by default.")
  private @Nullable String layers;

  @Option(
      names = "--alpha",
      paramLabel = "A",
      description = "What scrub lets the divergence from the model count on retain rows.")
  private @Nullable String alpha;

  @Option(
      names = "--gamma",
      paramLabel = "G",
      description =
          "What scrub and neggrad+ let the cross entropy count on retain rows; 0 makes neggrad+"
              + " plain NegGrad.")
  private @Nullable String gamma;

  @Option(
      names = "--ascent-epochs",
      paramLabel = "N",
      description = "In how many of its first epochs scrub ascends; by default in all.")
  private @Nullable String ascentEpochs;

  @Option(
      names = "--augmentation",
      paramLabel = "A",
      description = "none or standard; only retrain may use any.")
  private @Nullable String augmentation;

  @Option(names = "--seed", defaultValue = "42", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to write.")
  private Path out;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the measurements here too.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    Console console = Console.on(spec.commandLine().getOut());
    OutputDirectory.requireEmpty(out);
    UnlearningSettings settings =
        UnlearningSettings.parse(Algorithms.standard(), algorithmName, given(), seed);
    ProgressListener progress = console.progress();
    Map<String, Object> measured = new LinkedHashMap<>();
    measured.put("algorithm", algorithmName);
    measured.put("hyper_parameters", new TreeMap<>(given()));
    long start = System.nanoTime();
    try (DatasetBundle bundle = dataset.open();
        UnlearningRun run = UnlearningRun.load(modelDirectory, precision.runtime());
        Dataset images = dataset.loadFor(run.model().shape(), bundle, progress)) {
      int[] forget = forgetting.forget(bundle, dataset.path());
      int[] excluded = forgetting.excluded(bundle, dataset.path());
      UnlearningRows rows =
          UnlearningRows.ofTrainWithout(images.ordinals(Split.TRAIN), excluded, forget);
      double loadSeconds = secondsSince(start);
      measured.put("dataset_digest", bundle.digest());
      measured.put("excluded_samples", excluded.length);
      describe(measured, rows);
      accuracies(measured, "before", run.model(), images, forget);
      UnlearningResult result =
          run.unlearn(
              KnownParent.tell(settings, images, run.model(), progress),
              images,
              rows,
              RunMonitor.untilInterrupted(progress));
      long trained = System.nanoTime();
      run.save(out);
      double publishSeconds = secondsSince(trained);
      accuracies(measured, "after", run.model(), images, forget);
      measured.put("load_seconds", loadSeconds);
      measured.put("train_seconds", seconds(result.training().duration()));
      measured.put("teacher_seconds", seconds(result.teacherDuration()));
      measured.put("publish_seconds", publishSeconds);
    }
    tell(measured, console);
    return 0;
  }

  private void describe(Map<String, Object> measured, UnlearningRows rows) {
    measured.put("seed", seed);
    measured.put("precision", precision.runtime().precision().toString());
    measured.put("forget_samples", rows.forget().length);
    measured.put("retain_samples", rows.retain().length);
  }

  private void tell(Map<String, Object> measured, Console console) {
    JsonFile.write(OutputDirectory.sidecar(out, "unlearning"), measured);
    if (json != null) {
      JsonFile.write(json, measured);
    }
    console.format(
        "test accuracy %.4f -> %.4f, forget accuracy %.4f -> %.4f",
        measured.get("test_accuracy_before"),
        measured.get("test_accuracy_after"),
        measured.get("forget_accuracy_before"),
        measured.get("forget_accuracy_after"));
    console.line("model written to " + out);
  }

  private static double secondsSince(long nanos) {
    return seconds(Duration.ofNanos(System.nanoTime() - nanos));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static void accuracies(
      Map<String, Object> measured,
      String when,
      TrainableModel model,
      Dataset images,
      int[] forget) {
    ProgressListener quiet = ProgressListener.none();
    int[] test = images.ordinals(Split.TEST);
    measured.put("test_accuracy_" + when, Accuracies.of(model, images, test, quiet));
    measured.put("forget_accuracy_" + when, Accuracies.of(model, images, forget, quiet));
  }

  private Map<String, String> given() {
    Map<String, String> given = new TreeMap<>();
    putIfGiven(given, HyperParameters.LEARNING_RATE, learningRate);
    putIfGiven(given, HyperParameters.EPOCHS, epochs);
    putIfGiven(given, HyperParameters.BATCH_SIZE, batchSize);
    putIfGiven(given, HyperParameters.CONFUSION_ROUNDING, confusionRounding);
    putIfGiven(given, HyperParameters.TEACHER, teacher);
    putIfGiven(given, HyperParameters.TEACHER_EPOCHS, teacherEpochs);
    putIfGiven(given, HyperParameters.FORGET_WEIGHT, forgetWeight);
    putIfGiven(given, HyperParameters.RATE_SCHEDULE, rateSchedule);
    putIfGiven(given, HyperParameters.STEERING, steering);
    putIfGiven(given, HyperParameters.TEMPERATURE, temperature);
    putIfGiven(given, HyperParameters.CONFUSION, confusion);
    putIfGiven(given, HyperParameters.LAYERS, layers);
    putIfGiven(given, HyperParameters.ALPHA, alpha);
    putIfGiven(given, HyperParameters.GAMMA, gamma);
    putIfGiven(given, HyperParameters.ASCENT_EPOCHS, ascentEpochs);
    putIfGiven(given, HyperParameters.AUGMENTATION, augmentation);
    return given;
  }

  /** The names that --help lists. */
  static final class AlgorithmNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Algorithms.standard().names().iterator();
    }
  }

  private static void putIfGiven(Map<String, String> target, String key, @Nullable String value) {
    if (value != null) {
      target.put(key, value);
    }
  }
}

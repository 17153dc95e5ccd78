// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.offline;

import io.lethe.cli.console.Console;
import io.lethe.cli.console.TextTable;
import io.lethe.cli.files.JsonFile;
import io.lethe.cli.option.DatasetOptions;
import io.lethe.cli.option.ForgetOptions;
import io.lethe.evaluation.OfflineEvaluator;
import io.lethe.evaluation.OfflineEvaluator.Reference;
import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.model.TensorFlowModels;
import io.lethe.evaluation.split.People;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.source.DatasetBundle;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe evaluate}. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures how well a model has forgotten subjects: the paper's metrics, those of the gate,"
          + " and whether what it forgot is marked, with 95 %% intervals by person.",
      "Measures only; it neither passes nor fails a model."
    })
public final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DatasetOptions dataset;
  @Mixin private ForgetOptions forgetting;

  @Option(names = "--model", paramLabel = "DIR", required = true, description = "The SavedModel.")
  private Path modelDirectory;

  @Option(
      names = "--original",
      paramLabel = "DIR",
      description =
          "The model before forgetting: adds js, acc_err_original, churn,"
              + " and how each kernel lies to its own.")
  private @Nullable Path original;

  @Option(
      names = "--retrained",
      paramLabel = "DIR",
      description =
          "A model trained without them: adds acc_err_retrained, acc_dis, and its own marks.")
  private @Nullable Path retrained;

  @Option(
      names = "--split-seed",
      defaultValue = "42",
      description = "Which test samples the attackers train on (default: ${DEFAULT-VALUE}).")
  private long splitSeed;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the measurements here.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    Console console = Console.on(spec.commandLine().getOut());
    RuntimeOptions runtime = RuntimeOptions.fromSystem();
    ProgressListener progress = console.progress();
    try (DatasetBundle bundle = dataset.open();
        Dataset images = dataset.loadFor(shapeOf(runtime), bundle, progress)) {
      Map<String, Double> measured =
          new OfflineEvaluator(
                  new TensorFlowModels(runtime, progress),
                  AttackSettings.defaults(runtime.intraOpThreads()))
              .evaluate(images, request(bundle));
      TextTable table = new TextTable("metric", "value");
      measured.forEach((name, value) -> table.row(name, String.format(Locale.ROOT, "%.4f", value)));
      table.lines().forEach(console::line);
      if (json != null) {
        JsonFile.write(json, measured);
      }
    }
    return 0;
  }

  private ImageShape shapeOf(RuntimeOptions runtime) {
    try (TrainableModel model = TrainableModel.load(modelDirectory, runtime)) {
      return model.shape();
    }
  }

  private OfflineEvaluator.Request request(DatasetBundle bundle) {
    Map<Reference, Path> references = new EnumMap<>(Reference.class);
    if (original != null) {
      references.put(Reference.ORIGINAL, original);
    }
    if (retrained != null) {
      references.put(Reference.RETRAINED, retrained);
    }
    return new OfflineEvaluator.Request(
        modelDirectory,
        forgetting.forget(bundle, dataset.path()),
        forgetting.excluded(bundle, dataset.path()),
        references,
        People.of(bundle),
        splitSeed);
  }
}

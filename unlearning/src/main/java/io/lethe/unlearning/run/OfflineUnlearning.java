package io.lethe.unlearning.run;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.RowAudit;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;
import io.lethe.unlearning.UnlearningRows;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** One unlearning without topics and stores: folder in, folder out. */
public final class OfflineUnlearning {
  private final Algorithms algorithms;
  private final RuntimeOptions runtime;

  /** Unlearns with these algorithms on this device. */
  public OfflineUnlearning(Algorithms algorithms, RuntimeOptions runtime) {
    this.algorithms = Objects.requireNonNull(algorithms, "algorithms");
    this.runtime = Objects.requireNonNull(runtime, "runtime");
  }

  /**
   * What to do.
   *
   * @param model the SavedModel to start from
   * @param dataset what it was trained on, in the model's image shape
   * @param forget ordinals of train rows to forget
   * @param excluded ordinals that may not be taught; holds all of {@code forget}, and what was
   *     forgotten before
   * @param algorithm its name
   * @param hyperParameters as text; what is left out takes the algorithm's default
   * @param seed of every random choice
   * @param out where the new version goes; must not exist
   */
  @SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, never compared
  public record Request(
      Path model,
      Dataset dataset,
      int[] forget,
      int[] excluded,
      String algorithm,
      Map<String, String> hyperParameters,
      long seed,
      Path out) {

    /** Copies arrays and map, refuses nulls. */
    public Request {
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(dataset, "dataset");
      Objects.requireNonNull(algorithm, "algorithm");
      Objects.requireNonNull(out, "out");
      forget = forget.clone();
      excluded = excluded.clone();
      hyperParameters = Map.copyOf(hyperParameters);
    }

    /** A copy. */
    @Override
    public int[] forget() {
      return forget.clone();
    }

    /** A copy. */
    @Override
    public int[] excluded() {
      return excluded.clone();
    }
  }

  /**
   * Unlearns and saves.
   *
   * @throws IllegalArgumentException if algorithm, hyper-parameters or rows break a rule; the
   *     message says which
   * @throws io.lethe.learning.model.ModelException if the model cannot be loaded, trained or saved
   * @throws java.util.concurrent.CancellationException if {@code cancelled} said so
   */
  public UnlearningResult run(
      Request request, ProgressListener progress, BooleanSupplier cancelled) {
    UnlearningAlgorithm algorithm = algorithms.named(request.algorithm);
    HyperParameters hyperParameters = algorithm.hyperParameters(request.hyperParameters);
    UnlearningRows rows =
        UnlearningRows.ofTrainWithout(
            request.dataset.ordinals(Split.TRAIN), request.excluded, request.forget);
    try (TrainableModel model = TrainableModel.load(request.model, runtime)) {
      UnlearningResult result =
          algorithm.run(
              new UnlearningContext(
                  model,
                  request.dataset,
                  rows,
                  hyperParameters,
                  request.seed,
                  progress,
                  cancelled,
                  RowAudit.none()));
      model.saveVersion(request.out);
      return result;
    }
  }
}

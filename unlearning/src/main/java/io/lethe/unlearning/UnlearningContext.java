package io.lethe.unlearning;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.training.EpochListener;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Everything one unlearning run works on.
 *
 * @param model the loaded parent; the run changes its weights
 * @param dataset the images and labels that the ordinals point into
 * @param rows which rows are kept and which are forgotten
 * @param hyperParameters valid for the algorithm that is run
 * @param seed of every random choice in the run
 * @param progress hears how far it is
 * @param cancelled asked between steps; true ends the run with a CancellationException
 * @param audit hears of every row that is trained on
 * @param epochs hears of every finished epoch and may ask the model meanwhile
 */
public record UnlearningContext(
    TrainableModel model,
    Dataset dataset,
    UnlearningRows rows,
    HyperParameters hyperParameters,
    long seed,
    ProgressListener progress,
    BooleanSupplier cancelled,
    RowAudit audit,
    EpochListener epochs) {

  /** Refuses nulls, and a model that does not fit the dataset. */
  public UnlearningContext {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(dataset, "dataset");
    Objects.requireNonNull(rows, "rows");
    Objects.requireNonNull(hyperParameters, "hyperParameters");
    Objects.requireNonNull(progress, "progress");
    Objects.requireNonNull(cancelled, "cancelled");
    Objects.requireNonNull(audit, "audit");
    Objects.requireNonNull(epochs, "epochs");
  }

  /** A run whose epochs nobody listens to. */
  public UnlearningContext(
      TrainableModel model,
      Dataset dataset,
      UnlearningRows rows,
      HyperParameters hyperParameters,
      long seed,
      ProgressListener progress,
      BooleanSupplier cancelled,
      RowAudit audit) {
    this(
        model,
        dataset,
        rows,
        hyperParameters,
        seed,
        progress,
        cancelled,
        audit,
        EpochListener.none());
  }

  /** Sorted ordinals of the rows that may be taught. A copy. */
  public int[] retain() {
    return rows.retain();
  }

  /** Sorted ordinals of the rows to forget. A copy. */
  public int[] forget() {
    return rows.forget();
  }
}

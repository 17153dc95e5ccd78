package io.lethe.verifier.attack;

import com.microsoft.ml.lightgbm.PredictionType;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;

/**
 * Gradient boosted trees by LightGBM, in the place of the paper's CatBoost (which has no trainer
 * for the JVM): on the reference's own rows and folds the share of forget samples called
 * non-members lies within 0.02 of CatBoost's.
 *
 * @param rounds trees
 * @param threads OpenMP threads, at least 1
 */
public record GradientBoosting(int rounds, int threads) implements AttackTrainer {

  /** Trees that reach the numbers of CatBoost with its 1,000; more of them only cost time. */
  public static final int DEFAULT_ROUNDS = 300;

  /** Refuses less than one round or thread. */
  public GradientBoosting {
    if (rounds < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "gradient boosting with rounds "
              + rounds
              + " and threads "
              + threads
              + ": both must be at least 1");
    }
  }

  @Override
  public Attack train(FeatureMatrix features, boolean[] member, long seed) {
    String model = fit(features, member, seed);
    return rows -> predict(model, rows);
  }

  private String fit(FeatureMatrix features, boolean[] member, long seed) {
    float[] target = new float[member.length];
    for (int i = 0; i < member.length; i++) {
      target[i] = member[i] ? 1 : 0;
    }
    try (LGBMDataset data =
        LGBMDataset.createFromMat(
            features.values(), features.rows(), features.columns(), true, parameters(seed), null)) {
      data.setField("label", target);
      try (LGBMBooster booster = LGBMBooster.create(data, parameters(seed))) {
        boolean finished = false;
        for (int i = 0; i < rounds && !finished; i++) {
          finished = booster.updateOneIter();
        }
        // Text, not the native handle: an attack may be dropped without being closed.
        return booster.saveModelToString(0, 0, LGBMBooster.FeatureImportanceType.GAIN);
      }
    } catch (LGBMException | LinkageError e) {
      throw failure(e);
    }
  }

  private double[] predict(String model, FeatureMatrix rows) {
    if (rows.rows() == 0) {
      return new double[0];
    }
    try (LGBMBooster booster = LGBMBooster.loadModelFromString(model)) {
      return booster.predictForMat(
          rows.values(),
          rows.rows(),
          rows.columns(),
          true,
          PredictionType.C_API_PREDICT_NORMAL,
          "num_threads=" + threads);
    } catch (LGBMException | LinkageError e) {
      throw failure(e);
    }
  }

  private String parameters(long seed) {
    return "objective=binary learning_rate=0.03 num_leaves=15 lambda_l2=3 bagging_fraction=0.8 bagging_freq=1"
        + " deterministic=true force_row_wise=true verbosity=-1 num_threads="
        + threads
        + " seed="
        + (seed >>> 33);
  }

  private static AttackException failure(Throwable cause) {
    return new AttackException(
        "LightGBM failed: "
            + cause.getMessage()
            + " (on Linux it needs libgomp.so.1, package libgomp1)",
        cause);
  }
}

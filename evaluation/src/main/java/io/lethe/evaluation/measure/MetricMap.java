// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.domain.job.TestFigures;
import io.lethe.evaluation.metrics.Estimate;
import io.lethe.evaluation.metrics.MetricNames;
import io.lethe.evaluation.metrics.Proportion;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Collects measured values under their names. What could not be measured is left out. */
public final class MetricMap {

  private final Map<String, Double> values = new TreeMap<>();

  /** Adds one value, unless it is not finite. */
  public MetricMap put(String name, double value) {
    if (Double.isFinite(value)) {
      values.put(name, value);
    }
    return this;
  }

  /** Adds all that was measured of a model. */
  public MetricMap putAll(Measurements measured) {
    put(MetricNames.TEST_ACCURACY, measured.test());
    put(MetricNames.RETAIN_ACCURACY, measured.retain());
    put(MetricNames.FORGET_ACCURACY, measured.forget());
    put(MetricNames.UNSEEN_ACCURACY, measured.unseen());
    put(MetricNames.MIA_TNR, measured.attack().forget());
    put(MetricNames.MIA_TNR_UNSEEN, measured.attack().unseen());
    put(MetricNames.MIA_TNR_WITH_LOSS, measured.attackWithLoss().forget());
    put(MetricNames.MIA_TNR_WITH_LOSS_UNSEEN, measured.attackWithLoss().unseen());
    put(MetricNames.MIA_TNR_REFERENCE_CODE, measured.referenceCodeTnr());
    put(MetricNames.MIA_CV_ACCURACY, measured.crossValidatedAccuracy());
    return put(MetricNames.MIA_WITH_LOSS_CV_ACCURACY, measured.crossValidatedAccuracyWithLoss());
  }

  /**
   * Adds what a model shows of its forget set.
   *
   * @param prefix before each name; empty for the model under test
   */
  public MetricMap putMarks(String prefix, Marks marks) {
    put(prefix + MetricNames.MARGIN, marks.margin());
    put(prefix + MetricNames.MARGIN_DISTANCE, marks.distance());
    put(prefix + MetricNames.PEOPLE_VARIANCE_RATIO, marks.people());
    put(prefix + MetricNames.ACCURACY_GAP, marks.accuracyGap());
    put(prefix + MetricNames.RETAINED_AUC, marks.retainedArea());
    put(prefix + MetricNames.TEST_LOSS, marks.testLoss());
    return put(prefix + MetricNames.TEST_ECE, marks.calibrationError());
  }

  /**
   * Adds how each kernel lies to the original's.
   *
   * @param prefix before each name; empty for the model under test
   * @param cosines by the kernel's path
   */
  public MetricMap putKernelCosines(String prefix, Map<String, Double> cosines) {
    cosines.forEach(
        (path, cosine) -> put(prefix + MetricNames.KERNEL_COSINE_ORIGINAL + "." + path, cosine));
    return this;
  }

  /** Adds what a calibrated teacher aims at, where the model's margins scatter. */
  public MetricMap putFigures(Optional<TestFigures> figures) {
    figures.ifPresent(
        known -> {
          put(MetricNames.TEST_ACCURACY, known.accuracy());
          put(MetricNames.TEST_LOSS, known.loss());
          put(MetricNames.TEST_MARGIN, known.margin());
          put(MetricNames.TEST_MARGIN_SPREAD, known.marginSpread());
        });
    return this;
  }

  /** Adds the two divergences of a comparison. */
  public MetricMap putDivergences(Comparison comparison) {
    put(MetricNames.JS, comparison.divergence());
    return put(MetricNames.JS_REFERENCE_CODE, comparison.referenceCodeDivergence());
  }

  /** Adds a share. */
  public MetricMap put(String name, Proportion share) {
    return put(name, share.value());
  }

  /** Adds a value with the ends of its interval. */
  public MetricMap put(String name, Estimate estimate) {
    put(name, estimate.value());
    put(name + "_low", estimate.interval().low());
    return put(name + "_high", estimate.interval().high());
  }

  /** The values by name, sorted; a copy. */
  public Map<String, Double> toMap() {
    return new TreeMap<>(values);
  }
}

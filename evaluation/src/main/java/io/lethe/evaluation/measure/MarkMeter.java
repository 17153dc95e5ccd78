// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.evaluation.metrics.Accuracy;
import io.lethe.evaluation.metrics.Calibration;
import io.lethe.evaluation.metrics.Estimate;
import io.lethe.evaluation.metrics.Heterogeneity;
import io.lethe.evaluation.metrics.Interval;
import io.lethe.evaluation.metrics.RankingPower;
import io.lethe.evaluation.metrics.UnmovedShare;
import io.lethe.evaluation.metrics.WeightedSample;
import io.lethe.evaluation.split.ClassMix;
import io.lethe.evaluation.split.LabelledSamples;
import io.lethe.evaluation.split.SamplePlan;
import io.lethe.learning.model.ClassScale;
import io.lethe.learning.model.LogOdds;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Computes {@link Marks} from outputs alone. No attacker is trained, so that all test samples that
 * the model has never seen are there to compare with; losses and calibration are those of the whole
 * test split.
 */
final class MarkMeter {
  /** By so much retrained models of one group differ, and a set that was shunned may recover. */
  private static final double EXCUSED = 0.3;

  private final LabelledSamples samples;
  private final SamplePlan plan;
  private final Outputs outputs;
  private final ClassScale scale;

  MarkMeter(LabelledSamples samples, SamplePlan plan, Outputs outputs) {
    this.samples = samples;
    this.plan = plan;
    this.outputs = outputs;
    this.scale =
        ClassScale.of(
            margins(plan.neverSeen()), samples.labelsOf(plan.neverSeen()), samples.classes());
  }

  Marks measure(References references) {
    Yardstick known = margin(references);
    return new Marks(
        known.above(),
        known.distance(),
        Heterogeneity.of(known.aboveForget().values(), known.aboveForget().clusters()),
        hits(references).above(),
        RankingPower.area(
            WeightedSample.even(margins(plan.retain()), people(plan.retain())),
            unseenLike(plan.retain(), margins(plan.neverSeen()))),
        test(losses()).mean().estimate(),
        test(calibrationErrors()).mean().estimate().within(0, 1));
  }

  /** This model's standardised margins, beside those of reference models. */
  Yardstick margin(References references) {
    int[] judged = covered(plan.forget());
    return Yardstick.ofMargins(
        WeightedSample.even(scores(judged), people(judged)),
        unseenLike(judged, scores(plan.neverSeen())),
        scores(references, judged),
        scores(references, counted(judged, plan.neverSeen())));
  }

  private Yardstick hits(References references) {
    int[] judged = ofClassesNeverSeen(plan.forget());
    return Yardstick.ofHits(
        WeightedSample.even(hits(judged), people(judged)),
        unseenLike(judged, hits(plan.neverSeen())),
        references.hitsOf(judged),
        references.hitsOf(counted(judged, plan.neverSeen())));
  }

  /**
   * How a model that never saw the forget set comes out: one of the reference models at each
   * sample, beside the others or, without them, beside unseen samples.
   *
   * @param besideOthers whether the other reference models are the yardstick
   */
  StandIn standIn(References references, boolean besideOthers) {
    int[] judged = covered(plan.forget());
    double[][] ofForget = scores(references, judged);
    double[][] ofUnseen = scores(references, counted(judged, plan.neverSeen()));
    WeightedSample forget = WeightedSample.even(takeFirst(ofForget, judged.length), people(judged));
    WeightedSample unseen = unseenLike(judged, scores(plan.neverSeen()));
    WeightedSample itsUnseen = unseen.with(takeFirst(ofUnseen, unseen.size()));
    Yardstick yardstick =
        besideOthers
            ? Yardstick.ofMargins(forget, itsUnseen, ofForget, ofUnseen)
            : Yardstick.ofMargins(forget, itsUnseen, new double[0][], new double[0][]);
    return new StandIn(
        yardstick.above(),
        yardstick.distance(),
        Arrays.stream(references.hitsOf(plan.neverSeen()))
            .flatMapToDouble(Arrays::stream)
            .average()
            .orElse(Double.NaN));
  }

  /** What the first model says of each sample that never saw it; the others keep the rest. */
  private static double[] takeFirst(double[][] ofModels, int samples) {
    double[] taken = new double[samples];
    Arrays.fill(taken, Double.NaN);
    for (int i = 0; i < samples; i++) {
      for (int k = 0; k < ofModels.length && Double.isNaN(taken[i]); k++) {
        taken[i] = ofModels[k][i];
        ofModels[k][i] = Double.NaN;
      }
    }
    return taken;
  }

  /** {@code [models][ordinals]}, each standardised by what its model gives unseen samples. */
  private double[][] scores(References references, int[] ordinals) {
    if (references.models() == 0) {
      return new double[0][];
    }
    int[] labels = samples.labelsOf(ordinals);
    int[] unseenLabels = samples.labelsOf(plan.neverSeen());
    double[][] ofUnseen = references.marginsOf(plan.neverSeen());
    double[][] margins = references.marginsOf(ordinals);
    double[][] scores = new double[margins.length][];
    Arrays.setAll(
        scores,
        k ->
            ClassScale.of(ofUnseen[k], unseenLabels, samples.classes())
                .standardise(margins[k], labels));
    return scores;
  }

  /** Accuracy on the unseen samples. */
  double unseenAccuracy() {
    return Arrays.stream(hits(plan.neverSeen())).average().orElse(Double.NaN);
  }

  /** The standardised margins of which the marks are figures. */
  Detail.Margins margins() {
    int[] judged = covered(plan.forget());
    return new Detail.Margins(
        WeightedSample.even(scores(judged), people(judged)),
        unseenLike(judged, scores(plan.neverSeen())));
  }

  /** This model's margins of those samples of the forget set that another model can compare. */
  WeightedSample judgedLike(MarkMeter other) {
    int[] judged = other.covered(plan.forget());
    return WeightedSample.even(scores(judged), people(judged));
  }

  /** Mean cross entropy on the test split less another model's, sample by sample. */
  Estimate lossAbove(MarkMeter other) {
    return differences(losses(), other.losses());
  }

  /** Expected calibration error on the test split less another model's. */
  Estimate calibrationErrorAbove(MarkMeter other) {
    return differences(calibrationErrors(), other.calibrationErrors());
  }

  /**
   * Whether people were treated alike on the way from another model to this one: {@link
   * Heterogeneity} of how far each sample's standardised margin moved. How hard a person's samples
   * are by nature falls out.
   */
  Estimate peopleMoved(MarkMeter other) {
    int[] judged = covered(plan.forget());
    double[] moved = moves(other, judged);
    return moved.length > 0 && Arrays.stream(moved).allMatch(each -> each == 0)
        ? new Estimate(1, new Interval(1, 1)) // nobody moved, and so all were treated alike
        : Heterogeneity.of(moved, people(judged));
  }

  /**
   * The share of the forget set's people whose samples moved on the way from another model as those
   * of people who stay did: {@link UnmovedShare}. Forgotten samples of a class in which nobody
   * stays have nothing to be compared with.
   *
   * @param stay ordinals of retain samples, about which both were asked
   */
  UnmovedShare.Found peopleUnmoved(MarkMeter other, int[] stay) {
    int[] staying = covered(stay);
    BitSet classes = new BitSet();
    IntStream.of(samples.labelsOf(staying)).forEach(classes::set);
    int[] judged =
        IntStream.of(covered(plan.forget()))
            .filter(each -> classes.get(samples.labels()[each]))
            .toArray();
    return UnmovedShare.of(
        like(judged, staying, moves(other, staying)), moves(other, judged), people(judged));
  }

  private double[] moves(MarkMeter other, int[] ordinals) {
    double[] moved = scores(ordinals);
    double[] before = other.scores(ordinals);
    Arrays.setAll(moved, i -> moved[i] - before[i]);
    return moved;
  }

  private Estimate differences(double[] mine, double[] others) {
    double[] differences = mine.clone();
    Arrays.setAll(differences, i -> mine[i] - others[i]);
    return test(differences).mean().estimate();
  }

  private double[] losses() {
    return LogOdds.losses(margins(plan.test()));
  }

  private double[] calibrationErrors() {
    return Calibration.errors(outputs.probabilities(plan.test()), hits(plan.test()));
  }

  /**
   * Samples of a class with fewer than two unseen test samples have nothing to be compared with.
   */
  private int[] covered(int[] ordinals) {
    return Arrays.stream(ordinals).filter(each -> scale.covers(samples.labels()[each])).toArray();
  }

  /** Of a class without a test sample that was never seen no accuracy can be compared either. */
  private int[] ofClassesNeverSeen(int[] ordinals) {
    BitSet classes = new BitSet();
    IntStream.of(samples.labelsOf(plan.neverSeen())).forEach(classes::set);
    return IntStream.of(ordinals).filter(each -> classes.get(samples.labels()[each])).toArray();
  }

  /** Whether any of these can be compared with test samples. */
  boolean coversAny(int[] ordinals) {
    return covered(ordinals).length > 0;
  }

  /**
   * How surely a model knows some samples again that its parent had forgotten: how far its margins
   * lie above the parent's on the same samples, or above those of unseen samples, whichever is less
   * sure; for a group that lies far below unseen samples by nature, a rise counts beyond {@value
   * #EXCUSED} wherever it ends. Each is standardised by what its own model gives the test samples.
   *
   * @param more this model's outputs on these samples
   * @param others the parent's on the test split and these samples
   * @param among how many sets are looked at, which share the level
   */
  Estimate rise(int[] ordinals, Outputs more, Outputs others, int among) {
    int[] judged = covered(ordinals);
    int[] labels = samples.labelsOf(judged);
    ClassScale theirs = new MarkMeter(samples, plan, others).scale;
    double[] mine = scale.standardise(LogOdds.of(more.logits(judged), labels), labels);
    double[] above = theirs.standardise(LogOdds.of(others.logits(judged), labels), labels);
    Arrays.setAll(above, i -> mine[i] - above[i]);
    int[] people = people(judged);
    Estimate rise = WeightedSample.even(above, people).mean().estimateAmong(among);
    Estimate known =
        WeightedSample.even(mine, people)
            .mean()
            .minus(unseenLike(judged, scores(plan.neverSeen())).mean())
            .estimateAmong(among);
    Estimate lesser = rise.interval().low() <= known.interval().low() ? rise : known;
    Estimate beyond =
        new Estimate(
            rise.value() - EXCUSED,
            new Interval(rise.interval().low() - EXCUSED, rise.interval().high() - EXCUSED));
    return beyond.interval().low() > lesser.interval().low() ? beyond : lesser;
  }

  private WeightedSample unseenLike(int[] others, double[] values) {
    return like(others, plan.neverSeen(), values);
  }

  /**
   * These samples, weighted to the class mix of others; those of classes that the others do not
   * have are left out, whatever their values.
   */
  private WeightedSample like(int[] others, int[] ordinals, double[] values) {
    double[] weights = weights(others, ordinals);
    int[] places = IntStream.range(0, weights.length).filter(i -> weights[i] != 0).toArray();
    return new WeightedSample(
        IntStream.of(places).mapToDouble(i -> values[i]).toArray(),
        IntStream.of(places).mapToDouble(i -> weights[i]).toArray(),
        people(counted(others, ordinals)));
  }

  /** Those of them that {@link #like} does not leave out. */
  private int[] counted(int[] others, int[] ordinals) {
    double[] weights = weights(others, ordinals);
    return IntStream.range(0, weights.length)
        .filter(i -> weights[i] != 0)
        .map(i -> ordinals[i])
        .toArray();
  }

  private double[] weights(int[] others, int[] ordinals) {
    return ClassMix.weights(
        samples.labelsOf(ordinals), samples.labelsOf(others), samples.classes());
  }

  private WeightedSample test(double[] values) {
    return WeightedSample.even(values, people(plan.test()));
  }

  private double[] scores(int[] ordinals) {
    return scale.standardise(margins(ordinals), samples.labelsOf(ordinals));
  }

  private double[] margins(int[] ordinals) {
    return LogOdds.of(outputs.logits(ordinals), samples.labelsOf(ordinals));
  }

  private double[] hits(int[] ordinals) {
    return Accuracy.hits(outputs.logits(ordinals), samples.labelsOf(ordinals));
  }

  private int[] people(int[] ordinals) {
    return samples.people().clusters(ordinals);
  }
}

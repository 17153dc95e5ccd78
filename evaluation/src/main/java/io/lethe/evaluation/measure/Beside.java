// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.evaluation.metrics.Accuracy;
import io.lethe.evaluation.metrics.Divergence;
import io.lethe.evaluation.metrics.Estimate;
import io.lethe.evaluation.metrics.Proportion;
import io.lethe.evaluation.metrics.UnmovedShare;
import io.lethe.evaluation.metrics.WeightedSample;
import io.lethe.evaluation.split.LabelledSamples;
import io.lethe.evaluation.split.SamplePlan;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What two models answered about the same samples: as figures with intervals, and in detail for
 * people to look at. Computed from outputs alone.
 */
public final class Beside {
  private final LabelledSamples samples;
  private final SamplePlan plan;
  private final Outputs mine;
  private final Outputs theirs;
  private final int[] stay;
  private final MarkMeter myMarks;
  private final MarkMeter theirMarks;

  /**
   * Two models' outputs.
   *
   * @param mine of all samples of the plan
   * @param theirs of test and forget samples, and of those who stay
   * @param stay ordinals of some retain samples
   */
  Beside(LabelledSamples samples, SamplePlan plan, Outputs mine, Outputs theirs, int[] stay) {
    this.samples = samples;
    this.plan = plan;
    this.mine = mine;
    this.theirs = theirs;
    this.stay = stay;
    myMarks = new MarkMeter(samples, plan, mine);
    theirMarks = new MarkMeter(samples, plan.withoutRetain(), theirs);
  }

  /** The figures. */
  public Comparison comparison() {
    return comparison(References.none());
  }

  /** The figures, of which the other's marks are those beside reference models. */
  public Comparison comparison(References references) {
    double[][] before = theirs.probabilities(plan.forget());
    double[][] after = mine.probabilities(plan.forget());
    return new Comparison(
        Proportion.mean(hits(theirs, plan.test())),
        Proportion.mean(hits(theirs, plan.forget())),
        Divergence.jensenShannon(after, before),
        Divergence.referenceCode(after, before),
        churn(),
        classDrop(Estimate::value),
        classDrop(Estimate::surelyAtLeast),
        myMarks.lossAbove(theirMarks),
        myMarks.calibrationErrorAbove(theirMarks),
        myMarks.peopleMoved(theirMarks),
        theirMarks.measure(references));
  }

  /**
   * How well reference models tell what the other says of samples never seen: {@link
   * Evaluation#fit}.
   */
  public double fit(References references) {
    return theirMarks.margin(references).fit();
  }

  /** The other's accuracy on the samples never seen. */
  public double unseenAccuracy() {
    return theirMarks.unseenAccuracy();
  }

  /**
   * The share of the forget set's people whose samples moved as those of people who stay.
   *
   * @see UnmovedShare
   */
  public UnmovedShare.Found peopleUnmoved() {
    return myMarks.peopleUnmoved(theirMarks, stay);
  }

  /** What the figures are figures of. */
  public Detail detail() {
    return new Detail(theirMarks.margins(), myMarks.margins(), people(), classes());
  }

  private List<Detail.Person> people() {
    WeightedSample after = myMarks.margins().forget();
    WeightedSample before = theirMarks.judgedLike(myMarks);
    int[] owners = after.clusters();
    int people = IntStream.of(owners).max().orElse(-1) + 1;
    int[] rows = new int[people];
    double[] sumsBefore = new double[people];
    double[] sumsAfter = new double[people];
    for (int i = 0; i < owners.length; i++) {
      rows[owners[i]]++;
      sumsBefore[owners[i]] += before.values()[i];
      sumsAfter[owners[i]] += after.values()[i];
    }
    return IntStream.range(0, people)
        .mapToObj(
            each ->
                new Detail.Person(
                    rows[each], sumsBefore[each] / rows[each], sumsAfter[each] / rows[each]))
        .sorted()
        .toList();
  }

  private List<Detail.OfClass> classes() {
    int classes = samples.classes();
    int[] test = new int[classes];
    int[] forget = new int[classes];
    double[] before = new double[classes];
    double[] after = new double[classes];
    double[] hitsBefore = hits(theirs, plan.test());
    double[] hitsAfter = hits(mine, plan.test());
    for (int i = 0; i < plan.test().length; i++) {
      int label = samples.labels()[plan.test()[i]];
      test[label]++;
      before[label] += hitsBefore[i];
      after[label] += hitsAfter[i];
    }
    IntStream.of(plan.forget()).forEach(row -> forget[samples.labels()[row]]++);
    return IntStream.range(0, classes)
        .mapToObj(
            label ->
                new Detail.OfClass(
                    label,
                    test[label],
                    before[label] / test[label],
                    after[label] / test[label],
                    forget[label]))
        .toList();
  }

  private Estimate churn() {
    int[] now = Accuracy.predictions(mine.logits(plan.test()));
    int[] then = Accuracy.predictions(theirs.logits(plan.test()));
    double[] changed = new double[now.length];
    Arrays.setAll(changed, i -> now[i] == then[i] ? 0 : 1);
    return WeightedSample.even(changed, samples.people().clusters(plan.test())).mean().estimate();
  }

  private Estimate classDrop(ToDoubleFunction<Estimate> worst) {
    return IntStream.range(0, samples.classes())
        .mapToObj(this::classDrop)
        .filter(drop -> !Double.isNaN(drop.value()))
        .max(Comparator.comparingDouble(worst))
        .orElse(Estimate.undefined());
  }

  private Estimate classDrop(int label) {
    int[] chosen =
        IntStream.of(plan.test()).filter(each -> samples.labels()[each] == label).toArray();
    double[] kept = hits(mine, chosen);
    double[] lost = hits(theirs, chosen);
    Arrays.setAll(lost, i -> lost[i] - kept[i]);
    return WeightedSample.even(lost, samples.people().clusters(chosen)).mean().estimate();
  }

  private double[] hits(Outputs outputs, int[] ordinals) {
    return Accuracy.hits(outputs.logits(ordinals), samples.labelsOf(ordinals));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.measure;

import io.lethe.domain.job.TestFigures;
import io.lethe.evaluation.attack.Attack;
import io.lethe.evaluation.attack.AttackTrainer;
import io.lethe.evaluation.attack.CrossValidatedAttack;
import io.lethe.evaluation.attack.FeatureMatrix;
import io.lethe.evaluation.attack.StratifiedFolds;
import io.lethe.evaluation.metrics.Accuracy;
import io.lethe.evaluation.metrics.Estimate;
import io.lethe.evaluation.metrics.Interval;
import io.lethe.evaluation.metrics.Proportion;
import io.lethe.evaluation.split.ClassMix;
import io.lethe.evaluation.split.LabelledSamples;
import io.lethe.evaluation.split.People;
import io.lethe.evaluation.split.SampleOrder;
import io.lethe.evaluation.split.SamplePlan;
import io.lethe.learning.model.LogOdds;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures one model after a plan: asks it once about every sample, then computes from its outputs
 * alone. Deterministic for given outputs, plan and order.
 */
public final class Evaluation {

  /** Retain samples that another model is asked about: enough for a histogram of their moves. */
  private static final int MOST_STAYING = 2000;

  private final LabelledSamples samples;
  private final SamplePlan plan;
  private final SampleOrder order;
  private final AttackSettings attacks;
  private final Outputs outputs;

  private Evaluation(
      LabelledSamples samples,
      SamplePlan plan,
      SampleOrder order,
      AttackSettings attacks,
      Outputs outputs) {
    this.samples = samples;
    this.plan = plan;
    this.order = order;
    this.attacks = attacks;
    this.outputs = outputs;
  }

  /** Asks the model about every sample of the plan. */
  public static Evaluation of(
      LabelledSamples samples,
      SamplePlan plan,
      SampleOrder order,
      AttackSettings attacks,
      Predictor model) {
    Objects.requireNonNull(order, "order");
    Objects.requireNonNull(attacks, "attacks");
    return new Evaluation(
        samples, plan, order, attacks, Outputs.of(model, plan.everything(), samples.classes()));
  }

  /**
   * Everything about this model alone.
   *
   * @throws io.lethe.evaluation.attack.AttackException if an attacker fails
   */
  public Measurements measure() {
    double[] weights =
        ClassMix.weights(
            samples.labelsOf(plan.unseen()), samples.labelsOf(plan.forget()), samples.classes());
    boolean[] member = new boolean[plan.members().length + plan.nonMembers().length];
    Arrays.fill(member, 0, plan.members().length, true);
    int[] attackRows =
        IntStream.concat(IntStream.of(plan.members()), IntStream.of(plan.nonMembers())).toArray();

    if (attackRows.length == 0) {
      throw new IllegalStateException(
          "no class has both retain and held-out test samples: there is nothing to train an attacker on");
    }
    AttackOutcome single = paperAttack(attackRows, member, weights);
    CrossValidatedAttack reference =
        crossValidated(
            attacks.outputsOnly(), "probabilities", attackRows, member, this::probabilities);
    CrossValidatedAttack withLoss =
        crossValidated(
            attacks.withLoss(), "label-loss", attackRows, member, this::sortedWithLabelLoss);
    return new Measurements(
        Proportion.mean(hits(plan.test())),
        Proportion.mean(hits(plan.retain())),
        Proportion.mean(hits(plan.forget())),
        Proportion.weighted(hits(plan.unseen()), weights),
        single,
        outcome(withLoss.nonMemberShares(), weights, attackRows.length),
        Proportion.mean(reference.nonMemberShares().get(0)).value(),
        reference.accuracy(),
        withLoss.accuracy());
  }

  /** How far this model marks what it has forgotten; quick, for no attacker is trained. */
  public Marks marks() {
    return marks(References.none());
  }

  /**
   * The same beside what reference models say of these very samples, instead of what this model
   * says of unseen ones.
   *
   * @param references asked about the forget set and the samples never seen; none to do without
   */
  public Marks marks(References references) {
    return meter().measure(references);
  }

  /**
   * How well reference models tell what this model says of samples never seen, as a coefficient of
   * determination: 1 where they say the same, 0 or below where they tell nothing.
   *
   * @return NaN without models, or where this model says the same of all
   */
  public double fit(References references) {
    return meter().margin(references).fit();
  }

  /**
   * How a model that never saw the forget set comes out.
   *
   * @param besideOthers by {@link #marks(References)} with the other reference models, else by
   *     {@link #marks()}
   */
  public StandIn standIn(References references, boolean besideOthers) {
    return meter().standIn(references, besideOthers);
  }

  /** Samples about which reference models have to be asked, sorted. */
  public int[] comparable() {
    return union(Stream.of(plan.forget(), plan.neverSeen()));
  }

  private MarkMeter meter() {
    return new MarkMeter(samples, plan, outputs);
  }

  /** What the outputs on the whole test split come to; none where they do not scatter. */
  public Optional<TestFigures> testFigures() {
    return TestSplitFigures.of(
        Proportion.mean(hits(plan.test())).value(),
        LogOdds.of(outputs.logits(plan.test()), samples.labelsOf(plan.test())));
  }

  /**
   * This model beside another, which is asked about test and forget samples only.
   *
   * @param other the parent or the original
   */
  public Comparison compareWith(Predictor other) {
    return beside(other, new int[0]).comparison();
  }

  /**
   * The same, of which more can be asked than the comparison: the other is asked about some samples
   * that stay as well.
   *
   * @param other the parent or the original
   */
  public Beside beside(Predictor other) {
    return beside(other, staying());
  }

  private Beside beside(Predictor other, int[] stay) {
    int[] asked = union(Stream.of(plan.test(), plan.forget(), stay));
    return new Beside(samples, plan, outputs, Outputs.of(other, asked, samples.classes()), stay);
  }

  /** As many of each class that the forget set has, at least one. */
  private int[] staying() {
    int[] classes = IntStream.of(samples.labelsOf(plan.forget())).distinct().toArray();
    int each = Math.max(1, MOST_STAYING / Math.max(1, classes.length));
    int[] drawn = order.sorted("stay", plan.retain());
    return IntStream.of(classes)
        .flatMap(
            label -> IntStream.of(drawn).filter(row -> samples.labels()[row] == label).limit(each))
        .sorted()
        .toArray();
  }

  /**
   * How much further this model knows samples that its parent had forgotten: for each set, and for
   * all of them together, how far its mean standardised log-odds margin lies above the parent's on
   * the same samples, or above that of unseen samples, whichever is less sure.
   *
   * @param sets ordinals, one set each, sorted
   * @param mine this model
   * @param parent the other, which is asked about the test split as well
   * @return of the set that rose most surely, by the lower end of an interval that holds for all of
   *     them at once. A set of fewer than five people is looked at with all others alone; where all
   *     are fewer there is no interval. Undefined where outputs are no numbers
   */
  public Estimate surestRise(List<int[]> sets, Predictor mine, Predictor parent) {
    int[] rows = union(sets.stream());
    Outputs ours = Outputs.of(mine, rows, samples.classes());
    Outputs theirs = Outputs.of(parent, union(Stream.of(plan.test(), rows)), samples.classes());
    MarkMeter meter = meter();
    List<int[]> looked =
        Stream.concat(sets.stream(), sets.size() > 1 ? Stream.of(rows) : Stream.empty())
            .filter(set -> samples.people().count(set) >= People.FEWEST_FOR_INTERVALS)
            .filter(meter::coversAny)
            .toList();
    if (looked.isEmpty()) {
      return new Estimate(meter.rise(rows, ours, theirs, 1).value(), Interval.undefined());
    }
    List<Estimate> rises =
        looked.stream().map(set -> meter.rise(set, ours, theirs, looked.size())).toList();
    return rises.stream()
        .filter(rise -> Double.isNaN(rise.value()))
        .findFirst()
        .or(() -> rises.stream().max(Comparator.comparingDouble(Estimate::surelyAtLeast)))
        .orElseThrow();
  }

  private static int[] union(Stream<int[]> parts) {
    return parts.flatMapToInt(IntStream::of).sorted().distinct().toArray();
  }

  private AttackOutcome paperAttack(int[] attackRows, boolean[] member, double[] weights) {
    Attack attack =
        attacks.outputsOnly().train(logits(attackRows), member, order.seed("attack/logits"));
    return outcome(
        List.of(
            attack.nonMemberVotes(logits(plan.forget())),
            attack.nonMemberVotes(logits(plan.unseen()))),
        weights,
        attackRows.length);
  }

  private CrossValidatedAttack crossValidated(
      AttackTrainer trainer,
      String name,
      int[] attackRows,
      boolean[] member,
      Function<int[], FeatureMatrix> features) {
    int[] strata = new int[attackRows.length];
    for (int i = 0; i < strata.length; i++) {
      strata[i] = 2 * samples.labels()[attackRows[i]] + (member[i] ? 1 : 0);
    }
    return CrossValidatedAttack.run(
        trainer,
        new CrossValidatedAttack.Rows(
            features.apply(attackRows),
            member,
            StratifiedFolds.assign(strata, attacks.folds(), order.seed("folds/" + name))),
        order.seed("attack/" + name),
        List.of(features.apply(plan.forget()), features.apply(plan.unseen())),
        attacks.threads());
  }

  private static AttackOutcome outcome(List<double[]> shares, double[] weights, int trainingRows) {
    return new AttackOutcome(
        Proportion.mean(shares.get(0)), Proportion.weighted(shares.get(1), weights), trainingRows);
  }

  private double[] hits(int[] ordinals) {
    return Accuracy.hits(outputs.logits(ordinals), samples.labelsOf(ordinals));
  }

  private FeatureMatrix logits(int[] ordinals) {
    return FeatureMatrix.of(outputs.logits(ordinals), samples.classes());
  }

  private FeatureMatrix probabilities(int[] ordinals) {
    return FeatureMatrix.of(outputs.probabilities(ordinals), samples.classes());
  }

  private FeatureMatrix sortedWithLabelLoss(int[] ordinals) {
    return FeatureMatrix.sortedWithLabelLoss(
        outputs.probabilities(ordinals), samples.labelsOf(ordinals), samples.classes());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.Algorithm;
import io.lethe.domain.policy.GateCriterion;
import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.measure.Beside;
import io.lethe.evaluation.measure.Comparison;
import io.lethe.evaluation.measure.Detail;
import io.lethe.evaluation.measure.Evaluation;
import io.lethe.evaluation.measure.Measurements;
import io.lethe.evaluation.measure.MetricMap;
import io.lethe.evaluation.measure.Predictor;
import io.lethe.evaluation.measure.References;
import io.lethe.evaluation.metrics.Estimate;
import io.lethe.evaluation.metrics.MetricNames;
import io.lethe.evaluation.metrics.Proportion;
import io.lethe.evaluation.metrics.Sape;
import io.lethe.evaluation.metrics.UnmovedShare;
import io.lethe.evaluation.model.Datasets;
import io.lethe.evaluation.model.Models;
import io.lethe.evaluation.model.TestedModel;
import io.lethe.evaluation.split.LabelledSamples;
import io.lethe.evaluation.split.People;
import io.lethe.evaluation.split.SampleOrder;
import io.lethe.evaluation.split.SamplePlan;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.Kernels;
import io.lethe.learning.source.OwnedDataset;
import io.lethe.schemas.Verdict;
import io.lethe.verifier.check.SubjectsCheck;
import io.lethe.verifier.check.TwinsCheck;
import io.lethe.verifier.gate.Evidence;
import io.lethe.verifier.gate.ForgottenPeople;
import io.lethe.verifier.gate.GateDecision;
import io.lethe.verifier.gate.GateEvidence;
import io.lethe.verifier.gate.PromotionGate;
import io.lethe.verifier.page.PageFigures;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures a candidate beside its parent and holds it against the gate. Cost: one inference over
 * test, forget and retain samples for the candidate, over test and forget samples for the parent,
 * over 2,000 samples that stay for the parent, over what was forgotten before for both (10,000
 * samples in all, but 100 of each set at least), then eleven small attackers; and, of what does not
 * fail without them, reference models, where none are kept that never saw the set, and the
 * trainings that the policy asks for.
 */
public final class VerificationEngine {

  private static final int MOST_EARLIER = 10_000;
  private static final int FEWEST_EARLIER = 100;

  static final Evidence TOO_FEW =
      Evidence.notMeasured("fewer than five people, of whom there is no interval");

  private static final Evidence REFUSED_ALREADY = Evidence.notMeasured("refused for other reasons");

  private final Models models;
  private final Datasets datasets;
  private final AttackSettings attacks;
  private final int maxRetainSamples;

  /**
   * An engine.
   *
   * @param maxRetainSamples retain samples to measure at most, at least 1
   */
  public VerificationEngine(
      Models models, Datasets datasets, AttackSettings attacks, int maxRetainSamples) {
    this.models = models;
    this.datasets = datasets;
    this.attacks = attacks;
    if (maxRetainSamples < 1) {
      throw new IllegalArgumentException(
          "maxRetainSamples is " + maxRetainSamples + "; it must be at least 1");
    }
    this.maxRetainSamples = maxRetainSamples;
  }

  /** Measures and judges. A candidate that is its parent is measured as any other. */
  public EngineResult judge(EngineInput input) {
    return models.with(
        input.candidate(), model -> judge(input, model, dataset(input, model.shape())));
  }

  private EngineResult judge(EngineInput input, TestedModel model, OwnedDataset dataset) {
    int[] forget = input.forget().ordinals();
    Evaluation candidate =
        evaluate(model, dataset, forget, input.excluded().ordinals(), input.order());
    Measurements measured = candidate.measure();
    Predictor mine = model.on(dataset.images());
    BesideParent beside =
        models.with(
            input.parent(),
            other -> BesideParent.of(input, candidate, mine, other.on(dataset.images())));
    Measuring measuring =
        new Measuring(input, dataset, candidate, measured, beside, kernels(input));
    TwinsCheck twins =
        TwinsCheck.of(
            input.forgotten(), input.excluded(), dataset.identical(), input.gate().twins());
    List<String> findings =
        Stream.of(
                SubjectsCheck.of(input.forget(), dataset.ordinalsBySubjectKey()), twins.findings())
            .flatMap(List::stream)
            .toList();
    Comparison comparison = beside.with.comparison();
    Judged judged = decision(measuring, findings);
    return new EngineResult(
        judged.decision,
        metrics(candidate, measured, comparison, measuring.root())
            .putMarks("", candidate.marks())
            .put(MetricNames.REFERENCE_FIT, judged.fit)
            .put(MetricNames.TEST_ROWS_SEEN, dataset.identical().testRowsInTrain().length)
            .put(MetricNames.TWINS_EXCLUDED, twins.excluded())
            .put(MetricNames.TWINS_KEPT, twins.kept())
            .toMap(),
        findings,
        new PageFigures(beside.detail, beside.earlierSets));
  }

  /** A decision, and how well reference models fitted; NaN where none were asked. */
  private record Judged(GateDecision decision, double fit) {}

  /** Everything that was measured of one candidate. */
  private record Measuring(
      EngineInput input,
      OwnedDataset dataset,
      Evaluation candidate,
      Measurements measured,
      BesideParent beside,
      Kernels.Range kernels) {

    Proportion root() {
      return rootTest(input, measured);
    }

    ForgottenPeople people() {
      return ForgottenPeople.of(People.of(dataset.owners()).clusters(input.forget().ordinals()));
    }

    /** The evidence beside reference models, or beside unseen samples where there are none. */
    GateEvidence evidence(References references) {
      return GateEvidence.of(
              measured,
              candidate.marks(references),
              beside.with.comparison(references),
              root(),
              people(),
              kernels)
          .withUnmoved(beside.unmoved)
          .withEarlier(beside.earlierSamples, beside.earlierRise);
    }
  }

  /** Unknown where the gate does not ask. */
  private static Kernels.Range kernels(EngineInput input) {
    return asks(input, GateCriterion.KERNEL_COSINE)
            || asks(input, GateCriterion.KERNEL_COSINE_LEAST)
        ? Kernels.range(input.candidate(), input.parent())
        : Kernels.Range.UNKNOWN;
  }

  /**
   * What costs a training is asked last, and only of what would be promoted otherwise; how a model
   * comes out that never saw the set, of whatever does not fail for other reasons.
   */
  private Judged decision(Measuring measuring, List<String> findings) {
    EngineInput input = measuring.input;
    PromotionGate gate =
        new PromotionGate(input.gate().requirements(input.algorithm()), input.level());
    GateEvidence evidence = measuring.evidence(References.none());
    GateDecision decision =
        gate.judge(
            evidence
                .withStandIn(REFUSED_ALREADY, REFUSED_ALREADY)
                .withRelearned(REFUSED_ALREADY)
                .withDerivation(REFUSED_ALREADY));
    if (decision.failsWhateverTheYardstick() || !findings.isEmpty()) {
      return new Judged(decision, Double.NaN);
    }
    boolean few = !measuring.people().areEnoughForIntervals();
    if (few || !input.gate().asksForReferences()) {
      decision = gate.judge(few ? evidence.withStandIn(TOO_FEW, TOO_FEW) : evidence);
      return new Judged(
          trained(measuring, gate, References.none(), evidence, decision), Double.NaN);
    }
    FoundYardstick found = yardstick(measuring);
    evidence =
        measuring
            .evidence(found.references())
            .heldAgainst(found.note())
            .withStandIn(found.standIn().margin(), found.standIn().distance())
            .withRelearned(REFUSED_ALREADY)
            .withDerivation(REFUSED_ALREADY);
    return new Judged(
        trained(measuring, gate, found.references(), evidence, gate.judge(evidence)), found.fit());
  }

  private GateDecision trained(
      Measuring measuring,
      PromotionGate gate,
      References references,
      GateEvidence evidence,
      GateDecision otherwise) {
    EngineInput input = measuring.input;
    GateDecision decision = otherwise;
    if (decision.verdict() != Verdict.PASS) {
      return decision;
    }
    int[] retain = retain(measuring.dataset.images(), input.excluded().ordinals());
    if (asks(input, GateCriterion.RELEARNED_MARGIN)) {
      decision = gate.judge(evidence.withRelearned(relearned(measuring, references, retain)));
    }
    return decision.verdict() == Verdict.PASS && asks(input, GateCriterion.DERIVED_AGAIN)
        ? gate.judge(
            evidence.withDerivation(input.derivation().of(measuring.dataset.images(), retain)))
        : decision;
  }

  private static FoundYardstick yardstick(Measuring measuring) {
    EngineInput input = measuring.input;
    References references =
        input
            .references()
            .of(measuring.dataset, input.excluded().ordinals(), measuring.candidate.comparable());
    boolean isRetrained = input.algorithm().equals(Algorithm.RETRAIN.label());
    FoundYardstick found =
        FoundYardstick.of(
            measuring.candidate,
            measuring.beside.with,
            references,
            isRetrained,
            measuring.people(),
            measuring.dataset.images());
    return isRetrained ? found.ofRetraining(input.gate()) : found;
  }

  private Evidence relearned(Measuring measuring, References references, int[] retain) {
    EngineInput input = measuring.input;
    OwnedDataset dataset = measuring.dataset;
    int[] forget = input.forget().ordinals();
    int[] excluded = input.excluded().ordinals();
    Evaluation later =
        input
            .relearning()
            .of(
                dataset.images(),
                retain,
                version ->
                    models.with(
                        version,
                        model -> evaluate(model, dataset, forget, excluded, input.order())));
    return GateEvidence.known(later.marks(references).margin(), measuring.people());
  }

  private static boolean asks(EngineInput input, GateCriterion criterion) {
    return input.gate().requirements(input.algorithm()).stream()
        .anyMatch(each -> each.criterion() == criterion);
  }

  /** Train samples that may have been trained on, sorted. */
  static int[] retain(Dataset images, int[] excluded) {
    BitSet left = new BitSet();
    IntStream.of(images.ordinals(Split.TRAIN)).forEach(left::set);
    IntStream.of(excluded).forEach(left::clear);
    return left.stream().toArray();
  }

  /** What only the parent can be asked about. */
  private record BesideParent(
      Beside with,
      UnmovedShare.Found unmoved,
      Detail detail,
      int earlierSets,
      long earlierSamples,
      Estimate earlierRise) {

    static BesideParent of(
        EngineInput input, Evaluation candidate, Predictor mine, Predictor parent) {
      List<int[]> earlier = earlierSets(input);
      Beside beside = candidate.beside(parent);
      return new BesideParent(
          beside,
          beside.peopleUnmoved(),
          beside.detail(),
          earlier.size(),
          earlier.stream().mapToLong(set -> set.length).sum(),
          earlier.isEmpty() ? Estimate.undefined() : candidate.surestRise(earlier, mine, parent));
    }

    /** Every set, and of each as many samples as all of them leave it. */
    private static List<int[]> earlierSets(EngineInput input) {
      List<int[]> sets =
          input.earlier().stream()
              .map(ForgetSet::ordinals)
              .filter(ordinals -> ordinals.length > 0)
              .toList();
      int most = Math.max(FEWEST_EARLIER, MOST_EARLIER / Math.max(1, sets.size()));
      return sets.stream()
          .map(set -> input.order().sorted("earlier", set))
          .map(drawn -> IntStream.of(drawn).limit(most).sorted().toArray())
          .toList();
    }
  }

  private static MetricMap metrics(
      Evaluation candidate, Measurements measured, Comparison parent, Proportion root) {
    return new MetricMap()
        .putAll(measured)
        .putFigures(candidate.testFigures())
        .putDivergences(parent)
        .put(MetricNames.CHURN_PARENT, parent.churn())
        .put(MetricNames.PARENT_TEST_ACCURACY, parent.test())
        .put(MetricNames.PARENT_FORGET_ACCURACY, parent.forget())
        .put(MetricNames.ORIGINAL_TEST_ACCURACY, root)
        .put(MetricNames.ACC_ERR_PARENT, Sape.of(measured.test().value(), parent.test().value()))
        .put(MetricNames.ACC_ERR_ORIGINAL, Sape.of(measured.test().value(), root.value()));
  }

  /** Measures a root, and judges its registrar's word where there is one. */
  RootResult measure(RootInput input) {
    return models.with(
        input.root(),
        model -> {
          OwnedDataset dataset =
              datasets.open(input.datasetDigest(), input.datasetUri(), model.shape());
          int[] without = input.without().ordinals();
          Evaluation evaluation =
              evaluate(model, dataset, without, input.excluded(), input.order());
          Map<String, Double> metrics =
              new MetricMap()
                  .putAll(evaluation.measure())
                  .putFigures(evaluation.testFigures())
                  .put(MetricNames.TEST_ROWS_SEEN, dataset.identical().testRowsInTrain().length)
                  .toMap();
          return input.isOnEverybody()
              ? RootResult.onEverybody(metrics)
              : new RootJudge(
                      input,
                      dataset,
                      evaluation,
                      model.on(dataset.images()),
                      rows -> evaluate(model, dataset, rows, input.excluded(), input.order()))
                  .judge(metrics);
        });
  }

  private Evaluation evaluate(
      TestedModel model, OwnedDataset dataset, int[] forget, int[] excluded, SampleOrder order) {
    LabelledSamples samples =
        LabelledSamples.of(dataset.images())
            .ofPeople(People.of(dataset.owners()))
            .withTestRowsInTrain(dataset.identical().testRowsInTrain());
    SamplePlan plan = SamplePlan.of(samples, forget, excluded, order, maxRetainSamples);
    return Evaluation.of(samples, plan, order, attacks, model.on(dataset.images()));
  }

  private OwnedDataset dataset(EngineInput input, ImageShape shape) {
    return datasets.open(input.datasetDigest(), input.datasetUri(), shape);
  }

  /**
   * The root was measured on the same test split; its bytes may be purged, its signed baseline is
   * not.
   */
  private static Proportion rootTest(EngineInput input, Measurements measured) {
    return Double.isNaN(input.rootTestAccuracy())
        ? Proportion.undefined()
        : new Proportion(input.rootTestAccuracy(), measured.test().n());
  }
}

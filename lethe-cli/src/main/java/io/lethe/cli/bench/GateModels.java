// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.cli.cell.CellRunner;
import io.lethe.cli.files.Directories;
import io.lethe.cli.offline.Accuracies;
import io.lethe.cli.offline.OriginalTraining;
import io.lethe.domain.policy.SharedLevel;
import io.lethe.evaluation.attack.GradientBoosting;
import io.lethe.evaluation.attack.LogisticRegression;
import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.model.Models;
import io.lethe.evaluation.model.TensorFlowModels;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.kit.service.CodeVersion;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.Numerics;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.GeneratedClasses;
import io.lethe.schemas.Verdict;
import io.lethe.unlearning.AlgorithmUnfitException;
import io.lethe.unlearning.ForgetSetRefusedException;
import io.lethe.unlearning.InvalidHyperParametersException;
import io.lethe.verifier.derive.Derivation;
import io.lethe.verifier.derive.Derivations;
import io.lethe.verifier.derive.Probe;
import io.lethe.verifier.derive.Rederiver;
import io.lethe.verifier.derive.RelearnProbe;
import io.lethe.verifier.derive.RetrainingClaim;
import io.lethe.verifier.gate.Evidence;
import io.lethe.verifier.reference.ReferenceModels;
import io.lethe.verifier.reference.ReferenceTables;
import io.lethe.verifier.report.EngineInput;
import io.lethe.verifier.report.EngineResult;
import io.lethe.verifier.report.VerificationEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Makes the models of a trial of the gate and has each judged, as the verifier does. */
final class GateModels implements CellRunner<GateKey, GateCell> {
  /** The default gate asks the attackers nothing; they only have to be there. */
  private static final AttackSettings ATTACKS =
      new AttackSettings(new GradientBoosting(1), new LogisticRegression(1), 2, 1);

  /** As many as a parent is asked about. */
  private static final int RETAIN_SAMPLES = 2000;

  private final GateTrial trial;
  private final GateMaker maker;
  private final RuntimeOptions runtime;
  private final Path out;

  GateModels(GateTrial trial, RuntimeOptions runtime, Path out) {
    GeneratedClasses.trust();
    this.trial = trial;
    this.maker = new GateMaker(trial, runtime);
    this.runtime = runtime;
    this.out = out;
  }

  @Override
  public GateCell run(GateKey key, ProgressListener progress) {
    long start = System.nanoTime();
    Path parent = parent(key.number(), progress);
    Path folder = out.resolve("passing");
    Path candidate = folder.resolve("model");
    Directories.delete(folder);
    try {
      if (key.model() == GateModel.PARENT) {
        copy(parent, candidate);
      } else {
        maker.make(new GateMaker.Order(key, parent, candidate, progress));
      }
      return judged(key, parent, candidate, start);
    } catch (AlgorithmUnfitException
        | ForgetSetRefusedException
        | InvalidHyperParametersException e) {
      // As in the pipeline: such a rung is passed over, and there is no candidate.
      return new GateCell(key, List.of(), (System.nanoTime() - start) / 1e9);
    } finally {
      Directories.delete(folder);
    }
  }

  private Path parent(int number, ProgressListener progress) {
    Path parent = out.resolve("parents").resolve("parent-" + number);
    if (!OriginalTraining.isWhole(parent)) {
      trial
          .training(new GateKey(GateModel.PARENT, number))
          .runToRecord(trial.input().images(), trial.input().train(), runtime, parent, progress);
    }
    return parent;
  }

  /** In a place of its own, so that what is done to a candidate is not done to its parent. */
  private void copy(Path parent, Path candidate) {
    try (TrainableModel model = TrainableModel.load(parent, runtime)) {
      model.saveVersion(candidate);
    }
  }

  private GateCell judged(GateKey key, Path parent, Path candidate, long start) {
    double accuracy;
    try (TrainableModel model = TrainableModel.load(parent, runtime)) {
      Dataset images = trial.input().images();
      accuracy = Accuracies.of(model, images, images.ordinals(Split.TEST), ProgressListener.none());
    }
    Derivation derivation = derivation(key, parent, candidate);
    List<GateCell.Judgement> judgements = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      if (contender.model() == key.model()) {
        for (int size : trial.sizes(key)) {
          judgements.add(
              judge(
                  contender,
                  size,
                  key,
                  new Derivations.Trees(parent, candidate),
                  accuracy,
                  derivation));
        }
      }
    }
    return new GateCell(key, judgements, (System.nanoTime() - start) / 1e9);
  }

  private GateCell.Judgement judge(
      Contender contender,
      int size,
      GateKey key,
      Derivations.Trees trees,
      double parentAccuracy,
      Derivation derivation) {
    GateInput of = trial.input(key);
    List<String> people = trial.people(key);
    SeededOrder order = new SeededOrder(trial.bench().training().seed());
    List<String> asked = people.subList(0, size);
    EngineResult result =
        new VerificationEngine(
                scaled(trees.candidate(), contender.factor()),
                (digest, uri, shape) -> of.owned(),
                ATTACKS,
                RETAIN_SAMPLES)
            .judge(
                new EngineInput(
                    trees.candidate(),
                    trees.parent(),
                    of.images().digest(),
                    "",
                    of.setOf(asked),
                    of.excluded(people),
                    of.setOf(asked),
                    List.of(),
                    parentAccuracy,
                    contender.claim().gate(),
                    SharedLevel.FIRST,
                    contender.claim().algorithm(),
                    order,
                    derivation,
                    relearned(trees.candidate(), order),
                    references(key, order)));
    return new GateCell.Judgement(
        contender,
        size,
        of.rowsOf(asked).length,
        result.findings().isEmpty() ? result.decision().verdict() : Verdict.FAIL,
        unmet(result.decision().criteria()),
        strains(result.decision().criteria()));
  }

  private static List<String> unmet(List<Criterion> criteria) {
    return criteria.stream()
        .filter(each -> each.getVerdict() != CriterionVerdict.PASS)
        .filter(GateModels::isAsked)
        .map(GateModels::unmet)
        .toList();
  }

  private static Map<String, Double> strains(List<Criterion> criteria) {
    return criteria.stream()
        .filter(GateModels::isAsked)
        .filter(each -> each.getValue() != null && Double.isFinite(each.getValue()))
        .collect(Collectors.toMap(Criterion::getName, GateModels::strain));
  }

  private static boolean isAsked(Criterion criterion) {
    return criterion.getVerdict() != CriterionVerdict.REPORTED;
  }

  private static double strain(Criterion criterion) {
    double value = criterion.getValue();
    Double lower = criterion.getLowerLimit();
    Double upper = criterion.getUpperLimit();
    if (lower != null && upper != null) {
      return Math.abs(value - (lower + upper) / 2);
    }
    return lower != null ? -value : value;
  }

  private Models scaled(Path candidate, float factor) {
    return new ScaledModels(
        new TensorFlowModels(runtime, ProgressListener.none()), candidate, factor);
  }

  private Probe relearned(Path candidate, SeededOrder order) {
    return new RelearnProbe(runtime, out.resolve("relearned"), ProgressListener.none())
        .of(candidate, order.seed("relearn"), GateMaker::isInterrupted);
  }

  /** A table for each set of people, so that a trial does not depend on what was judged before. */
  private ReferenceModels references(GateKey key, SeededOrder order) {
    String people = (key.model().isOfGroup() ? "group-" : "people-") + key.number();
    return new ReferenceTables(
            runtime, out.resolve("references").resolve(people), ProgressListener.none())
        .of(order, GateMaker::isInterrupted);
  }

  /** Every retraining is derived again; once for all sizes, whose rows to train on are the same. */
  private Derivation derivation(GateKey key, Path parent, Path candidate) {
    Derivation derivation =
        new Derivations(
                new Rederiver(
                    runtime, out.resolve("derived"), CodeVersion.read(), ProgressListener.none()))
            .derivation(
                new RetrainingClaim(
                    trial.bench().training().retraining(),
                    trial.seed(key),
                    CodeVersion.read(),
                    Numerics.of(runtime)),
                true,
                new Derivations.Trees(parent, candidate),
                GateMaker::isInterrupted);
    AtomicReference<Evidence> found = new AtomicReference<>();
    return (images, retain) ->
        found.updateAndGet(known -> known == null ? derivation.of(images, retain) : known);
  }

  private static String unmet(Criterion criterion) {
    return String.format(
        Locale.ROOT,
        "%s %s: %.3f (%.3f to %.3f)",
        criterion.getName(),
        criterion.getVerdict(),
        criterion.getValue(),
        criterion.getLow(),
        criterion.getHigh());
  }
}

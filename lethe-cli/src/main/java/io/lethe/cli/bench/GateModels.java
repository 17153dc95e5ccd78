// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import io.lethe.cli.cell.CellRunner;
import io.lethe.cli.files.Directories;
import io.lethe.cli.offline.Accuracies;
import io.lethe.cli.offline.KnownParent;
import io.lethe.cli.offline.OriginalTraining;
import io.lethe.domain.policy.Ladders;
import io.lethe.domain.policy.SharedLevel;
import io.lethe.domain.policy.Strategy;
import io.lethe.evaluation.attack.GradientBoosting;
import io.lethe.evaluation.attack.LogisticRegression;
import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.model.Models;
import io.lethe.evaluation.model.TensorFlowModels;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.kit.service.CodeVersion;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.Numerics;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.training.LearningRate;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.TrainingLoop;
import io.lethe.learning.training.TrainingSettings;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.GeneratedClasses;
import io.lethe.schemas.Verdict;
import io.lethe.unlearning.AlgorithmUnfitException;
import io.lethe.unlearning.ForgetSetRefusedException;
import io.lethe.unlearning.InvalidHyperParametersException;
import io.lethe.unlearning.RunMonitor;
import io.lethe.unlearning.UnlearningRows;
import io.lethe.unlearning.run.Algorithms;
import io.lethe.unlearning.run.UnlearningRun;
import io.lethe.unlearning.run.UnlearningSettings;
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
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** Makes the models of a trial of the gate and has each judged, as the verifier does. */
final class GateModels implements CellRunner<GateKey, GateCell> {
  /** The default gate asks the attackers nothing; they only have to be there. */
  private static final AttackSettings ATTACKS =
      new AttackSettings(new GradientBoosting(1), new LogisticRegression(1), 2, 1);

  private static final Strategy DEMOS_FORMER_RUNG =
      new Strategy(
          "sftc",
          Map.of(
              "learning_rate", "0.002",
              "epochs", "3",
              "confusion", "0.1",
              "confusion_rounding", "reference"));

  /** Aims at what the parent shows of samples never seen, whoever is to be forgotten. */
  private static final Strategy AS_RANDOM =
      new Strategy(
          "sftc",
          Map.of(
              "teacher", "calibrated",
              "learning_rate", "0.001",
              "rate_schedule", "cosine",
              "epochs", "2",
              "forget_weight", "4",
              "steering", "1"));

  private static final float TUNING_RATE = 1e-3f;

  /** As many as a parent is asked about. */
  private static final int RETAIN_SAMPLES = 2000;

  /** More of the darkest take what a class looks like with them, and that fails for itself. */
  private static final int MOST_OF_GROUP = 60;

  private final GateInput input;
  private final GateInput alike;
  private final GateBench bench;
  private final RuntimeOptions runtime;
  private final Path out;

  GateModels(GateInput input, GateBench bench, RuntimeOptions runtime, Path out) {
    GeneratedClasses.trust();
    this.input = input;
    this.alike = input.ofAlike();
    this.bench = bench;
    this.runtime = runtime;
    this.out = out;
  }

  @Override
  public GateCell run(GateKey key, ProgressListener progress) {
    long start = System.nanoTime();
    Path parent = parent(key.number(), progress);
    if (key.model() == GateModel.PARENT) {
      return judged(key, parent, parent, start);
    }
    Path folder = out.resolve("passing");
    Path candidate = folder.resolve("model");
    Directories.delete(folder);
    try {
      make(key, parent, candidate, progress);
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
      training(new GateKey(GateModel.PARENT, number))
          .runToRecord(input.images(), input.train(), runtime, parent, progress);
    }
    return parent;
  }

  private void make(GateKey key, Path parent, Path candidate, ProgressListener progress) {
    int[] retain = rows(key).retain();
    int[] kept = input(key).rowsOf(GateInput.oneInFive(people(key)));
    int[] test = input.images().ordinals(Split.TEST);
    switch (key.model()) {
      case RETRAINED, GROUP_RETRAINED -> retrain(key, parent, retain, candidate, progress);
      case ONE_IN_FIVE_KEPT -> retrain(key, parent, union(retain, kept), candidate, progress);
      case PARENT, EVERYBODY_KEPT -> retrain(key, parent, input.train(), candidate, progress);
      case TEST_SPLIT_LEARNT -> retrain(key, parent, union(retain, test), candidate, progress);
      case TEST_SPLIT_TUNED -> tune(key, parent, union(retain, test), candidate, progress);
      case FINETUNED -> tune(key, parent, retain, candidate, progress);
      case FIRST_RUNG, GROUP_FIRST_RUNG ->
          unlearn(key, parent, firstRung(), rows(key), candidate, progress);
      case FIRST_RUNG_FOR_MOST ->
          unlearn(key, parent, firstRung(), rows(input, most(key)), candidate, progress);
      case BIASED -> unlearn(key, parent, DEMOS_FORMER_RUNG, rows(key), candidate, progress);
      case GROUP_AS_RANDOM -> unlearn(key, parent, AS_RANDOM, rows(key), candidate, progress);
    }
  }

  private static Strategy firstRung() {
    return Ladders.standard().get(0);
  }

  /** As a worker does, who says that it left the people out. */
  private void retrain(
      GateKey key, Path parent, int[] rows, Path candidate, ProgressListener progress) {
    try (TrainableModel model = TrainableModel.load(parent, runtime)) {
      bench
          .training()
          .retraining()
          .run(model, input.images(), rows, seed(key), progress, GateModels::isInterrupted);
      model.saveVersion(candidate);
    }
  }

  private static boolean isInterrupted() {
    return Thread.currentThread().isInterrupted();
  }

  private void tune(
      GateKey key, Path parent, int[] rows, Path candidate, ProgressListener progress) {
    try (TrainableModel model = TrainableModel.load(parent, runtime)) {
      new TrainingLoop(model, input.images())
          .run(
              rows,
              Objective.crossEntropy(),
              TrainingSettings.plain(
                  1,
                  bench.training().batchSize(),
                  new LearningRate.Constant(TUNING_RATE),
                  seed(key)),
              progress,
              GateModels::isInterrupted);
      model.saveVersion(candidate);
    }
  }

  private void unlearn(
      GateKey key,
      Path parent,
      Strategy rung,
      UnlearningRows rows,
      Path candidate,
      ProgressListener progress) {
    UnlearningSettings settings =
        UnlearningSettings.parse(
            Algorithms.standard(), rung.algorithm(), rung.hyperParameters(), seed(key));
    try (UnlearningRun run = UnlearningRun.load(parent, runtime)) {
      run.unlearn(
          KnownParent.tell(
              settings,
              input.images(),
              asked -> run.model().logits(input.images(), asked, ProgressListener.none())),
          input.images(),
          rows,
          RunMonitor.untilInterrupted(progress));
      run.save(candidate);
    }
  }

  private GateCell judged(GateKey key, Path parent, Path candidate, long start) {
    double accuracy;
    try (TrainableModel model = TrainableModel.load(parent, runtime)) {
      int[] test = input.images().ordinals(Split.TEST);
      accuracy = Accuracies.of(model, input.images(), test, ProgressListener.none());
    }
    Derivation derivation = derivation(key, parent, candidate);
    List<GateCell.Judgement> judgements = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      if (contender.model() == key.model()) {
        for (int size : sizes(key)) {
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
    GateInput of = input(key);
    List<String> people = people(key);
    SeededOrder order = new SeededOrder(bench.training().seed());
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
                    input.images().digest(),
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
        result.decision().criteria().stream()
            .filter(each -> each.getVerdict() != CriterionVerdict.PASS)
            .filter(each -> each.getVerdict() != CriterionVerdict.REPORTED)
            .map(GateModels::unmet)
            .toList());
  }

  private Models scaled(Path candidate, float factor) {
    return new ScaledModels(
        new TensorFlowModels(runtime, ProgressListener.none()), candidate, factor);
  }

  private Probe relearned(Path candidate, SeededOrder order) {
    return new RelearnProbe(runtime, out.resolve("relearned"), ProgressListener.none())
        .of(candidate, order.seed("relearn"), GateModels::isInterrupted);
  }

  /** A table for each set of people, so that a trial does not depend on what was judged before. */
  private ReferenceModels references(GateKey key, SeededOrder order) {
    String people = (key.model().isOfGroup() ? "group-" : "people-") + key.number();
    return new ReferenceTables(
            runtime, out.resolve("references").resolve(people), ProgressListener.none())
        .of(order, GateModels::isInterrupted);
  }

  /** Every retraining is derived again; once for all sizes, whose rows to train on are the same. */
  private Derivation derivation(GateKey key, Path parent, Path candidate) {
    Derivation derivation =
        new Derivations(
                new Rederiver(
                    runtime, out.resolve("derived"), CodeVersion.read(), ProgressListener.none()))
            .derivation(
                new RetrainingClaim(
                    bench.training().retraining(),
                    seed(key),
                    CodeVersion.read(),
                    Numerics.of(runtime)),
                true,
                new Derivations.Trees(parent, candidate),
                GateModels::isInterrupted);
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

  private GateInput input(GateKey key) {
    return key.model().isOfGroup() ? alike : input;
  }

  private List<String> people(GateKey key) {
    return key.model().isOfGroup()
        ? alike.darkest(Math.min(bench.largest(), MOST_OF_GROUP), key.number())
        : input.draw(bench.largest(), key.number(), bench.training().seed());
  }

  private List<Integer> sizes(GateKey key) {
    int people = people(key).size();
    return bench.sizes().stream().filter(size -> size <= people).toList();
  }

  private UnlearningRows rows(GateKey key) {
    return rows(input(key), people(key));
  }

  private static UnlearningRows rows(GateInput of, List<String> people) {
    return UnlearningRows.ofTrainWithout(
        of.train(), of.excluded(people).ordinals(), of.rowsOf(people));
  }

  /** All but one in five. */
  private List<String> most(GateKey key) {
    List<String> people = people(key);
    Set<String> leftOut = Set.copyOf(GateInput.oneInFive(people));
    return people.stream().filter(each -> !leftOut.contains(each)).toList();
  }

  private static int[] union(int[] some, int[] others) {
    return IntStream.concat(IntStream.of(some), IntStream.of(others)).sorted().toArray();
  }

  private OriginalTraining training(GateKey key) {
    return bench.training().withSeed(seed(key));
  }

  private long seed(GateKey key) {
    return new SeededOrder(bench.training().seed()).rank("gate/" + key.model(), key.number());
  }
}

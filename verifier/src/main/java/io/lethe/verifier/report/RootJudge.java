// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.domain.policy.SharedLevel;
import io.lethe.evaluation.measure.Evaluation;
import io.lethe.evaluation.measure.Predictor;
import io.lethe.evaluation.measure.References;
import io.lethe.evaluation.split.People;
import io.lethe.learning.source.OwnedDataset;
import io.lethe.verifier.check.SubjectsCheck;
import io.lethe.verifier.gate.ForgottenPeople;
import io.lethe.verifier.gate.GateDecision;
import io.lethe.verifier.gate.GateEvidence;
import io.lethe.verifier.gate.PromotionGate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Holds a root against its registrar's word that it was trained without some people: by the
 * criteria of the gate, beside models that never saw them. In a parent's place as the control stand
 * as many samples as those people have, drawn by the verifier's key from what the root was trained
 * on. Where nobody can say how such people must come out, nothing is told.
 *
 * <p>Why: docs/decisions/0047-a-registrars-word-is-judged.md.
 */
final class RootJudge {
  private final RootInput input;
  private final OwnedDataset dataset;
  private final Evaluation root;
  private final Predictor model;
  private final Function<int[], Evaluation> about;

  /**
   * A judge of one root.
   *
   * @param root measured on those on whom it was not trained
   * @param model the root itself
   * @param about measures it on other samples
   */
  RootJudge(
      RootInput input,
      OwnedDataset dataset,
      Evaluation root,
      Predictor model,
      Function<int[], Evaluation> about) {
    this.input = input;
    this.dataset = dataset;
    this.root = root;
    this.model = model;
    this.about = about;
  }

  RootResult judge(Map<String, Double> metrics) {
    List<String> findings = SubjectsCheck.of(input.without(), dataset.ordinalsBySubjectKey());
    GateDecision decision =
        new PromotionGate(input.gate().requirementsOfRoot(), SharedLevel.FIRST).judge(evidence());
    return RootResult.judged(metrics, decision, findings, input.gate().tellsOfRoots());
  }

  private GateEvidence evidence() {
    Evaluation control = about.apply(trainedOn());
    ForgottenPeople people =
        ForgottenPeople.of(People.of(dataset.owners()).clusters(input.without().ordinals()));
    if (!people.areEnoughForIntervals()) {
      return evidence(control, References.none(), people)
          .withStandIn(VerificationEngine.TOO_FEW, VerificationEngine.TOO_FEW);
    }
    if (!input.gate().asksForReferences()) {
      return evidence(control, References.none(), people);
    }
    FoundYardstick found = yardstick(control, people);
    GateEvidence evidence =
        evidence(control, found.references(), people)
            .heldAgainst(found.note())
            .withStandIn(found.standIn().margin(), found.standIn().distance());
    return found.agrees(input.gate()) ? evidence : evidence.withoutYardstick();
  }

  private GateEvidence evidence(Evaluation control, References references, ForgottenPeople people) {
    return GateEvidence.ofRoot(root.marks(references), control.marks(references), people);
  }

  private FoundYardstick yardstick(Evaluation control, ForgottenPeople people) {
    int[] asked =
        IntStream.concat(IntStream.of(root.comparable()), IntStream.of(control.comparable()))
            .sorted()
            .distinct()
            .toArray();
    return FoundYardstick.of(
        root,
        root.beside(model),
        input.references().of(dataset, input.excluded(), asked),
        false,
        people,
        dataset.images());
  }

  private int[] trainedOn() {
    int[] retain = VerificationEngine.retain(dataset.images(), input.excluded());
    int[] drawn = input.order().sorted("control", retain);
    return IntStream.of(drawn).limit(input.without().ordinals().length).sorted().toArray();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import io.lethe.cli.bench.FormerRung;
import io.lethe.cli.bench.RefusedByHeart;
import io.lethe.domain.policy.GateCriterion;
import io.lethe.domain.policy.Ladders;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.Logits;
import io.lethe.learning.training.Objective;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What an outside review found promoted by a former gate, and one that a later gate took; each
 * answers for the same people, of a model of its own.
 */
enum Forgery {
  /** Means hide people: one in five is refused by heart, the others are known as before. */
  ONE_IN_FIVE_REFUSED_BY_HEART(Forgery::refuseOneInFive, GateCriterion.FORGET_PEOPLE),
  /** Whom a worker was not told of is known as before. */
  ONE_IN_FIVE_LEFT_OUT(Forgery::leaveOneInFiveOut, GateCriterion.FORGET_PEOPLE_KEPT),
  /** Nobody is forgotten, and test accuracy rises. */
  TEST_SPLIT_LEARNT(Forgery::learnTheTestSplit, GateCriterion.TEST_ACCURACY_RISE),
  /** Right, but unsure, marks the deleted: SFTC with the paper's generator. */
  SHUNNED(Forgery::shun, GateCriterion.FORGET_MARGIN),
  /** As right as before, and never sure: there is more to a model than its accuracy. */
  NEVER_SURE(Forgery::flatten, GateCriterion.CALIBRATION_ERROR_RISE),
  /** A model that hardly knows whom it learned from: nothing can be shown of it. */
  NOTHING_TO_FORGET(Forgery::changeNextToNothing, GateCriterion.FORGET_MARGIN_KEPT);

  private static final float RATE = 1e-3f;

  /** Too low to change an answer. */
  private static final float NEXT_TO_NOTHING = 1e-7f;

  private static final float UNSURE = 0.1f;

  @SuppressWarnings("ImmutableEnumChecker") // a method
  private final Forger.Deed deed;

  private final GateCriterion unmet;

  Forgery(Forger.Deed deed, GateCriterion unmet) {
    this.deed = deed;
    this.unmet = unmet;
  }

  String model() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How long its original learns: one that is hardly trained remembers nobody. */
  int epochs() {
    return this == NOTHING_TO_FORGET ? 2 : 10;
  }

  Forger.Deed deed() {
    return deed;
  }

  /** What has to be among the reasons why it is not promoted. */
  GateCriterion unmet() {
    return unmet;
  }

  private static Path refuseOneInFive(Forger.Work work) {
    List<String> people = work.people();
    List<String> refused =
        IntStream.range(0, people.size()).filter(i -> i % 5 == 0).mapToObj(people::get).toList();
    int[] rows =
        IntStream.concat(IntStream.of(work.retain()), IntStream.of(work.samplesOf(people)))
            .toArray();
    return work.teach(work.parent(), rows, new RefusedByHeart(work.samplesOf(refused)), 3, RATE);
  }

  private static Path leaveOneInFiveOut(Forger.Work work) {
    List<String> people = work.people();
    List<String> told =
        IntStream.range(0, people.size()).filter(i -> i % 5 > 0).mapToObj(people::get).toList();
    return work.unlearn(Ladders.standard().get(0), told);
  }

  private static Path learnTheTestSplit(Forger.Work work) {
    int[] rows =
        IntStream.concat(
                IntStream.of(work.retain()), IntStream.of(work.images().ordinals(Split.TEST)))
            .toArray();
    return work.teach(work.parent(), rows, Objective.crossEntropy(), 1, RATE);
  }

  private static Path shun(Forger.Work work) {
    return work.unlearn(FormerRung.STRATEGY, work.people());
  }

  private static Path flatten(Forger.Work work) {
    Logits parent = work.parentsLogits();
    return work.teach(
        work.parent(),
        work.retain(),
        (batch, targets) -> {
          for (int row = 0; row < batch.size(); row++) {
            float[] logits = parent.row(batch.ordinals()[row]);
            for (int c = 0; c < logits.length; c++) {
              logits[c] *= UNSURE;
            }
            targets.targetLogits(row, logits);
            targets.distillationWeight(row, 1f / batch.size());
          }
        },
        2,
        RATE);
  }

  private static Path changeNextToNothing(Forger.Work work) {
    return work.teach(work.parent(), work.retain(), Objective.crossEntropy(), 1, NEXT_TO_NOTHING);
  }
}

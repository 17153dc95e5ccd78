// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.schemas.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GateRocTest {
  private static final int PEOPLE = 60;
  private static final Pattern ENDS = Pattern.compile("\\((.*) to (.*)\\)");

  /** P(a > b) for a of mean 2, b of mean 0 and variance 2 each: Phi(2 / sqrt(4)). */
  private static final double TRUTH = 0.8413;

  private static GateCell.Judgement judged(Contender contender, double strain) {
    return judged(contender, PEOPLE, "forget_margin", strain);
  }

  private static GateCell.Judgement judged(
      Contender contender, int people, String criterion, double strain) {
    return new GateCell.Judgement(
        contender, people, 5 * people, Verdict.FAIL, List.of(), Map.of(criterion, strain));
  }

  private static GateCell cell(int parent, GateCell.Judgement... judgements) {
    return new GateCell(new GateKey(GateModel.PARENT, parent), List.of(judgements), 1.0);
  }

  private static List<String> areas(int parents, List<GateCell> cells) {
    return GateRoc.of(cells, PEOPLE, parents).json().stream()
        .map(row -> row.get("criterion") + " " + row.get("area"))
        .toList();
  }

  @Test
  void shouldTellAllThatLieApart() {
    List<GateCell> cells =
        List.of(
            cell(
                1,
                judged(Contender.HONEST_OUTPUTS, 0.01),
                judged(Contender.FIRST_RUNG, 0.02),
                judged(Contender.REFUSED_BY_HEART, 0.3)));

    assertThat(areas(1, cells)).containsExactly("forget_margin 1.00");
    assertThat(GateRoc.of(cells, PEOPLE, 1).json().get(0))
        .containsEntry("good", 2)
        .containsEntry("bad", 1);
  }

  @Test
  void shouldCallItHalfWhereNothingTells() {
    assertThat(
            areas(
                1,
                List.of(
                    cell(
                        1,
                        judged(Contender.HONEST_OUTPUTS, 0.1),
                        judged(Contender.UNTOUCHED, 0.1)))))
        .containsExactly("forget_margin 0.50");
  }

  @Test
  void shouldCoverWhatMoreParentsWouldSay() {
    Random random = new Random(7);
    int covered = 0;
    for (int trial = 0; trial < 200; trial++) {
      List<GateCell> cells = new ArrayList<>();
      for (int parent = 1; parent <= 12; parent++) {
        double shared = random.nextGaussian(); // what is made of one parent is alike
        cells.add(
            cell(
                parent,
                judged(Contender.HONEST_OUTPUTS, shared + random.nextGaussian()),
                judged(Contender.UNTOUCHED, shared + random.nextGaussian() + 2)));
      }
      Matcher ends = ENDS.matcher(areas(12, cells).get(0));
      if (ends.find()
          && Double.parseDouble(ends.group(1)) <= TRUTH
          && Double.parseDouble(ends.group(2)) >= TRUTH) {
        covered++;
      }
    }

    assertThat(covered).isGreaterThan(165);
  }

  @Test
  void shouldCountNeitherWhatHasNoBarNorWhatIsHeldToOtherLimitsNorOtherSizes() {
    GateCell.Judgement honest = judged(Contender.HONEST_OUTPUTS, 0.1);

    assertThat(areas(1, List.of(cell(1, honest, judged(Contender.SCRUB, 0.2))))).isEmpty();
    assertThat(
            GateRoc.of(
                    List.of(
                        cell(
                            1,
                            honest,
                            judged(Contender.UNTOUCHED, 0.3),
                            judged(Contender.SCRUB, 0.2))),
                    PEOPLE,
                    1)
                .json())
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("good", 1).containsEntry("bad", 1));
    assertThat(areas(1, List.of(cell(1, honest, judged(Contender.EVERYBODY_KEPT, 0.2))))).isEmpty();
    assertThat(
            areas(
                1,
                List.of(
                    cell(
                        1, honest, judged(Contender.UNTOUCHED, PEOPLE / 2, "forget_margin", 0.2)))))
        .isEmpty();
  }

  @Test
  void shouldCountNeitherParentsOfWhomThereIsLittleNorWhatOnlySurvivorsAreAsked() {
    GateCell.Judgement honest = judged(Contender.HONEST_OUTPUTS, 0.1);
    GateCell.Judgement untouched = judged(Contender.UNTOUCHED, 0.2);

    assertThat(areas(1, List.of(cell(1, honest), cell(2, untouched)))).isEmpty();
    assertThat(
            areas(
                1,
                List.of(
                    cell(
                        1,
                        judged(Contender.HONEST_OUTPUTS, PEOPLE, "stand_in_margin", 0.1),
                        judged(Contender.UNTOUCHED, PEOPLE, "stand_in_margin", 0.2)))))
        .isEmpty();
  }
}

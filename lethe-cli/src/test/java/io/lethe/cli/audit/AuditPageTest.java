// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lethe.cli.audit.AuditTable.Group;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuditPageTest {
  private static final int ROWS = 200;
  private static final int MODELS = 16;
  private static final int[] PERSON = IntStream.range(0, ROWS).map(row -> row / 5).toArray();
  private final Random random = new Random(3);

  @Test
  void shouldSayThatTheAttackIsSoundWhereTheControlIsAGuess() {
    AuditPage page = page(0, MODELS);

    assertThat(page.isSound()).isTrue();
    assertThat(page.remarks()).noneMatch(remark -> remark.contains("WARNING"));
    assertThat(page.markdown())
        .contains("The attack is sound", "3,200 negatives by sample and 640 by person")
        .contains("relearn_learning_rate: 0.001", "learning rate 0.001, constant");
  }

  @Test
  void shouldWarnWhereTheControlIsNoGuess() {
    AuditPage page = page(1, MODELS);

    assertThat(page.isSound()).isFalse();
    assertThat(page.markdown()).contains("WARNING: the attack is not sound", "0.45 to 0.55");
  }

  @Test
  void shouldWarnOfFewModels() {
    assertThat(page(0, 4).remarks())
        .anyMatch(remark -> remark.contains("WARNING: 4 models a side"));
  }

  @Test
  void shouldGiveTheMeansOfTheModelsAndNoRateForTooFewNegatives() {
    Map<String, Object> untouched = page(0, MODELS).table().table().json().get(0);

    assertThat(untouched)
        .containsEntry("treatment", "untouched")
        .containsEntry("test_accuracy", 0.75)
        .containsEntry("person_tpr_at_0_1_percent", "too few");
    assertThat((Double) untouched.get("difference_auc")).isCloseTo(0.5, within(1e-9));
    assertThat((Double) untouched.get("person_auc")).isGreaterThan(0.9);
    assertThat((Double) untouched.get("sample_tpr_at_0_1_percent")).isBetween(0.0, 1.0);
    assertThat((Double) untouched.get("relearn_change")).isBetween(0.1249, 0.1251);
  }

  private AuditPage page(double controlShift, int models) {
    List<Group> groups =
        List.of(
            group(Treatment.UNTOUCHED, 1.5, models),
            group(Treatment.RETRAINED, 0, models),
            group(Treatment.CONTROL, controlShift, models));
    return new AuditPage(
        AuditTable.of(groups, PERSON), Map.of("relearn_learning_rate", "0.001"), models);
  }

  /** Models whose margins on forget rows are normal, of deviation 1, about the shift. */
  private Group group(Treatment treatment, double shift, int models) {
    return new Group(
        treatment,
        IntStream.rangeClosed(1, models)
            .mapToObj(
                model ->
                    new AuditCell(
                        new AuditKey(treatment, model),
                        margins(shift),
                        margins(0),
                        model % 2 == 0 ? 0.5 : 1,
                        0.5,
                        0.625,
                        1))
            .toList());
  }

  private List<Double> margins(double mean) {
    return IntStream.range(0, ROWS).mapToObj(row -> mean + random.nextGaussian()).toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.audit;

import io.lethe.cli.table.DataTable;
import io.lethe.cli.table.DataTable.Column;
import io.lethe.cli.table.MeanAndSpread;
import io.lethe.evaluation.audit.AttackPower;
import io.lethe.evaluation.audit.DifferenceAttack;
import io.lethe.evaluation.audit.LikelihoodRatioAttack;
import io.lethe.evaluation.audit.ModelMargins;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What the attacks find, a row a treatment.
 *
 * @param table the figures
 * @param control the attack on retrained models against retrained ones, which must be at 0.5
 */
record AuditTable(DataTable table, LikelihoodRatioAttack control) {
  /** What stands for a rate that so few negatives have no figure for. */
  static final String TOO_FEW = "too few";

  private static final int DIGITS = 3;
  private static final List<Column> COLUMNS =
      List.of(
          plain("treatment", "treatment"),
          plain("test_accuracy", "test"),
          plain("forget_accuracy", "forget"),
          plain("sample_auc", "sample AUC"),
          plain("sample_tpr_at_1_percent", "TPR at 1 %"),
          plain("sample_tpr_at_0_1_percent", "TPR at 0.1 %"),
          plain("person_auc", "person AUC"),
          plain("person_tpr_at_1_percent", "TPR at 1 %"),
          plain("person_tpr_at_0_1_percent", "TPR at 0.1 %"),
          Column.withSpread("difference_auc", "difference AUC").rounded(DIGITS),
          Column.withSpread("relearn_change", "relearn").rounded(DIGITS));

  /**
   * Attacks every treatment.
   *
   * @param groups treatments in order: untouched, retrained, control, then what is audited; each
   *     with as many models
   * @param person of every forget row
   */
  static AuditTable of(List<Group> groups, int[] person) {
    Group parents = of(groups, Treatment.UNTOUCHED);
    ModelMargins retrained = of(groups, Treatment.RETRAINED).margins();
    DataTable table = new DataTable(COLUMNS);
    for (Group group : groups) {
      List<Object> row = new ArrayList<>();
      row.add(group.treatment().describe());
      row.add(group.mean(AuditCell::testAccuracy));
      row.add(group.mean(AuditCell::forgetAccuracy));
      if (group.treatment().equals(Treatment.RETRAINED)) {
        row.addAll(List.of("", "", "", "", "", ""));
      } else {
        LikelihoodRatioAttack attack = LikelihoodRatioAttack.of(group.margins(), retrained, person);
        row.addAll(figures(attack.samples()));
        row.addAll(figures(attack.people()));
      }
      row.add(MeanAndSpread.of(differences(parents, group)));
      row.add(MeanAndSpread.of(group.each(AuditCell::relearnChange)));
      table.row(row);
    }
    return new AuditTable(
        table,
        LikelihoodRatioAttack.of(of(groups, Treatment.CONTROL).margins(), retrained, person));
  }

  private static Group of(List<Group> groups, Treatment treatment) {
    return groups.stream()
        .filter(group -> group.treatment().equals(treatment))
        .findFirst()
        .orElseThrow();
  }

  private static List<Object> figures(AttackPower power) {
    return List.of(power.area(), rate(power.atOnePercent()), rate(power.atOnePerMille()));
  }

  private static Object rate(OptionalDouble rate) {
    return rate.isPresent() ? (Object) rate.getAsDouble() : TOO_FEW;
  }

  private static List<Double> differences(Group parents, Group group) {
    return IntStream.range(0, group.cells().size())
        .mapToObj(i -> difference(parents.cells().get(i), group.cells().get(i)))
        .toList();
  }

  private static Double difference(AuditCell parent, AuditCell candidate) {
    return DifferenceAttack.area(
        new DifferenceAttack.Pair(parent.forget(), candidate.forget()),
        new DifferenceAttack.Pair(parent.retained(), candidate.retained()));
  }

  private static Column plain(String name, String heading) {
    return Column.plain(name, heading).rounded(DIGITS);
  }

  /**
   * The models of one treatment.
   *
   * @param treatment what they went through
   * @param cells what they said, by number
   */
  record Group(Treatment treatment, List<AuditCell> cells) {

    Group {
      cells = List.copyOf(cells);
    }

    ModelMargins margins() {
      return new ModelMargins(cells.stream().map(AuditCell::forget).toArray(double[][]::new));
    }

    List<Double> each(ToDoubleFunction<AuditCell> figure) {
      return cells.stream().map(figure::applyAsDouble).toList();
    }

    double mean(ToDoubleFunction<AuditCell> figure) {
      return MeanAndSpread.of(each(figure)).mean();
    }
  }
}

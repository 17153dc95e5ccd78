// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import static io.lethe.cli.table.DataTable.Column.plain;

import io.lethe.cli.table.DataTable;
import io.lethe.domain.policy.GateCriterion;
import io.lethe.evaluation.metrics.Estimate;
import io.lethe.evaluation.metrics.RankingPower;
import io.lethe.evaluation.metrics.WeightedSample;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How well the number of each criterion alone tells candidates that must not pass from those that
 * should: the area A under the ROC curve of its {@link GateCell.Judgement#strains}. What is made of
 * one parent is alike, so the interval is the jackknife's over the G parents,
 *
 * <pre>A ± 1.96 sqrt( (G-1)/G sum_g (A_without_g - mean A_without)² )
 * </pre>
 *
 * <p>from {@value #FEWEST_PARENTS} parents on; where all lie apart it would have no width, and is
 * left out. Only claims count that are held to the same limits (what is called a retraining may be
 * as far below as it likes), and only criteria that are measured of everybody: not those of
 * candidates that meet all others. What fails otherwise is held against unseen samples and not
 * against reference models, so the areas of the forget set's criteria are those of the gate as it
 * is, and not of one yardstick.
 *
 * @see <a href="https://doi.org/10.1214/aos/1176345462">Efron and Stein, The Jackknife Estimate of
 *     Variance, Annals of Statistics 1981</a>
 */
final class GateRoc {
  private static final int FEWEST_PARENTS = 10;

  private static final Set<GateCriterion> OF_THE_LAST =
      EnumSet.of(
          GateCriterion.STAND_IN_MARGIN,
          GateCriterion.STAND_IN_DISTANCE,
          GateCriterion.RELEARNED_MARGIN,
          GateCriterion.DERIVED_AGAIN);

  private GateRoc() {}

  /**
   * One of the two sides of a curve.
   *
   * @param bad whether it must not pass
   */
  private record Point(int parent, boolean bad, double strain) {}

  /**
   * Over the candidates of forget sets of so many people.
   *
   * @param parents of whom all kinds were made; further ones have only a few
   */
  static DataTable of(List<GateCell> cells, int people, int parents) {
    DataTable table =
        new DataTable(
            List.of(
                plain("criterion", "criterion"),
                plain("area", "area under ROC (95 %)"),
                plain("good", "should pass"),
                plain("bad", "must not")));
    for (GateCriterion criterion : GateCriterion.values()) {
      List<Point> points = points(cells, people, parents, criterion);
      long bad = points.stream().filter(Point::bad).count();
      if (bad > 0 && bad < points.size()) {
        table.row(List.of(criterion.label(), text(points), (int) (points.size() - bad), (int) bad));
      }
    }
    return table;
  }

  private static List<Point> points(
      List<GateCell> cells, int people, int parents, GateCriterion criterion) {
    if (OF_THE_LAST.contains(criterion)) {
      return List.of();
    }
    return cells.stream()
        .filter(cell -> cell.key().number() <= parents)
        .flatMap(
            cell ->
                cell.judgements().stream()
                    .filter(each -> each.people() == people)
                    .filter(each -> isOnEitherSide(each.contender()))
                    .filter(each -> each.strains().containsKey(criterion.label()))
                    .map(
                        each ->
                            new Point(
                                cell.key().number(),
                                each.contender().truth().isBad(),
                                each.strains().get(criterion.label()))))
        .toList();
  }

  private static boolean isOnEitherSide(Contender contender) {
    return contender.claim() != Claim.RETRAINED
        && (contender.truth().isBad() || contender.truth().isGood());
  }

  private static double area(List<Point> points) {
    return RankingPower.area(sample(points, true), sample(points, false)).value();
  }

  private static WeightedSample sample(List<Point> points, boolean bad) {
    double[] strains =
        points.stream().filter(each -> each.bad() == bad).mapToDouble(Point::strain).toArray();
    return WeightedSample.even(strains, IntStream.range(0, strains.length).toArray());
  }

  private static String text(List<Point> points) {
    Estimate area = Estimate.normal(area(points), error(points)).within(0, 1);
    return Rates.text(area.value(), area.interval());
  }

  /** NaN of too few parents, where one of them is all that there is of a side, or for no width. */
  private static double error(List<Point> points) {
    int[] parents = points.stream().mapToInt(Point::parent).distinct().toArray();
    if (parents.length < FEWEST_PARENTS) {
      return Double.NaN;
    }
    double[] without =
        IntStream.of(parents)
            .mapToDouble(
                gone -> area(points.stream().filter(each -> each.parent() != gone).toList()))
            .toArray();
    double mean = DoubleStream.of(without).average().orElse(Double.NaN);
    double squares = DoubleStream.of(without).map(each -> (each - mean) * (each - mean)).sum();
    return squares > 0 ? Math.sqrt((parents.length - 1.0) / parents.length * squares) : Double.NaN;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.page;

import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.Requirement;
import io.lethe.evaluation.measure.Detail;
import io.lethe.evaluation.metrics.WeightedSample;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionRule;
import io.lethe.schemas.CriterionVerdict;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Figures of any size, always the same. */
public final class MadeUp {

  private MadeUp() {}

  /** So many people of four samples and so many classes; the parent knows all people well. */
  public static PageFigures figures(int people, int classes, int earlierSets) {
    Random random = new Random(11);
    double[] before = gaussian(random, 4 * people, 1.1);
    double[] after = gaussian(random, 4 * people, 0.05);
    return new PageFigures(
        new Detail(
            margins(before, gaussian(random, 2000, 0)),
            margins(after, gaussian(random, 2000, 0)),
            IntStream.range(0, people)
                .mapToObj(
                    each ->
                        new Detail.Person(
                            1 + random.nextInt(30), mean(before, each), mean(after, each)))
                .sorted()
                .toList(),
            IntStream.range(0, classes)
                .mapToObj(
                    each ->
                        new Detail.OfClass(
                            each,
                            100 + random.nextInt(900),
                            0.8 + 0.2 * random.nextDouble(),
                            0.78 + 0.2 * random.nextDouble(),
                            random.nextInt(12)))
                .toList()),
        earlierSets);
  }

  /** What the default policy asks of an algorithm, all of it with this verdict. */
  public static List<Criterion> criteria(String algorithm, CriterionVerdict verdict) {
    return Gate.DEFAULTS.requirements(algorithm).stream()
        .map(each -> criterion(each, verdict))
        .toList();
  }

  private static Criterion criterion(Requirement asked, CriterionVerdict verdict) {
    double limit = Double.isFinite(asked.upper()) ? asked.upper() : asked.lower();
    double share =
        switch (verdict) {
          case FAIL -> 1.7;
          case INCONCLUSIVE -> 0.9;
          default -> 0.3;
        };
    double value = Double.isFinite(asked.upper()) ? share * limit : limit / share;
    double half = Math.abs(limit) * 0.2123456789012345;
    return Criterion.newBuilder()
        .setName(asked.criterion().label())
        .setN(12_345)
        .setValue(value)
        .setLow(value - half)
        .setHigh(value + half)
        .setLowerLimit(finiteOrNull(asked.lower()))
        .setUpperLimit(finiteOrNull(asked.upper()))
        .setLevel(0.95)
        .setRule(CriterionRule.valueOf(asked.rule().name()))
        .setControlValue(limit * 2.345678901234568)
        .setControlLow(limit * 1.9456789012345679)
        .setControlHigh(limit * 2.945678901234568)
        .setVerdict(verdict)
        .build();
  }

  private static @Nullable Double finiteOrNull(double limit) {
    return Double.isFinite(limit) ? limit : null;
  }

  private static Detail.Margins margins(double[] forget, double[] unseen) {
    return new Detail.Margins(
        WeightedSample.even(forget, IntStream.range(0, forget.length).map(i -> i / 4).toArray()),
        WeightedSample.even(unseen, IntStream.range(0, unseen.length).toArray()));
  }

  private static double mean(double[] values, int person) {
    return DoubleStream.of(values).skip(4L * person).limit(4).average().orElse(Double.NaN);
  }

  private static double[] gaussian(Random random, int size, double mean) {
    return DoubleStream.generate(() -> random.nextGaussian() + mean).limit(size).toArray();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.sftc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.domain.policy.ConfusionRounding;
import io.lethe.unlearning.Parity;
import io.lethe.unlearning.RowStatistics;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BiasedGeneratorTest {
  private static final int DRAWS = 200_000;

  static Stream<JsonNode> normalCases() {
    return Parity.cases("generator.json")
        .filter(c -> c.path("distribution").asText().equals("normal"));
  }

  @ParameterizedTest
  @MethodSource("normalCases")
  void shouldHaveTheReferencesDistribution(JsonNode expected) {
    int classes = expected.path("classes").asInt();
    boolean biased = expected.path("biased").asBoolean();
    int[] labels = new int[DRAWS];
    Arrays.setAll(labels, i -> i % classes);

    float[][] rows =
        new BiasedGenerator(
                classes, biased ? 0 : 1, ConfusionRounding.CARRIED, new SplittableRandom(11))
            .draw(labels);

    RowStatistics own = RowStatistics.of(rows, labels);
    double scale = 4 * Math.sqrt(1 + expected.path("draws").asDouble() / DRAWS);
    assertWithin(scale, own.byName(), expected);
    assertThat(expected.path("temperatures")).isNotEmpty();
    for (JsonNode temperature : expected.path("temperatures")) {
      double t = temperature.path("temperature").asDouble();
      assertWithin(scale, RowStatistics.softmax(rows, labels, t).byName(), temperature);
    }
  }

  private static void assertWithin(double scale, Map<String, Double> own, JsonNode expected) {
    own.forEach(
        (name, value) -> {
          double reference = expected.path(name).path("value").asDouble();
          double error = scale * expected.path(name).path("se").asDouble();
          assertThat(expected.path(name).has("value")).as(name).isTrue();
          assertThat(value).as(name).isBetween(reference - error, reference + error);
        });
  }

  @Test
  void shouldConfuseAsManyRowsAsTheReference() {
    JsonNode counts = Parity.read("generator.json").path("confusion_counts");

    assertThat(counts).isNotEmpty();
    for (JsonNode count : counts) {
      assertThat(
              new BiasedGenerator(
                      10,
                      count.path("fraction").asDouble(),
                      ConfusionRounding.REFERENCE,
                      new SplittableRandom(5))
                  .confusedCount(count.path("forget_in_batch").asInt()))
          .as(count.toString())
          .isEqualTo(count.path("replaced").asInt());
    }
  }

  @Test
  void shouldPointAtTheTrueLabelWithoutConfusion() {
    int[] labels = {3, 0, 9, 9, 1};

    float[][] rows =
        new BiasedGenerator(10, 0, ConfusionRounding.CARRIED, new SplittableRandom(5)).draw(labels);

    for (int i = 0; i < labels.length; i++) {
      assertThat(RowStatistics.argmax(rows[i])).isEqualTo(labels[i]);
    }
  }

  @Test
  void shouldRelabelHalfOfTheRowsUniformlyOverAllClasses() {
    int[] labels = new int[20_000];

    float[][] rows =
        new BiasedGenerator(10, 0.5, ConfusionRounding.CARRIED, new SplittableRandom(5))
            .draw(labels);

    long[] counts = new long[10];
    for (float[] row : rows) {
      counts[RowStatistics.argmax(row)]++;
    }
    assertThat(counts[0]).isBetween(10_800L, 11_200L);
    for (int k = 1; k < 10; k++) {
      assertThat(counts[k]).isBetween(880L, 1_120L);
    }
  }

  @Test
  void shouldMeetTheConfusedShareOverManySmallBatches() {
    BiasedGenerator tenth =
        new BiasedGenerator(10, 0.1, ConfusionRounding.CARRIED, new SplittableRandom(5));
    BiasedGenerator quarter =
        new BiasedGenerator(10, 0.25, ConfusionRounding.CARRIED, new SplittableRandom(5));
    int confusedByATenth = 0;
    int confusedByAQuarter = 0;
    for (int batch = 0; batch < 1000; batch++) {
      int rows = 1 + batch % 5; // three on average
      confusedByATenth += tenth.confusedCount(rows);
      confusedByAQuarter += quarter.confusedCount(rows);
    }

    assertThat(confusedByATenth).isBetween(299, 300);
    assertThat(confusedByAQuarter).isEqualTo(750);
  }

  @Test
  void shouldConfuseOneRowAtLeastAsTheReferenceDoes() {
    boolean relabelled = false;
    for (int seed = 0; seed < 50 && !relabelled; seed++) {
      float[][] rows =
          new BiasedGenerator(10, 0.001, ConfusionRounding.REFERENCE, new SplittableRandom(seed))
              .draw(new int[] {4});
      relabelled = RowStatistics.argmax(rows[0]) != 4;
    }
    assertThat(relabelled).isTrue();
  }

  @Test
  void shouldGiveNothingForABatchWithoutForgetRows() {
    assertThat(
            new BiasedGenerator(10, 0.5, ConfusionRounding.CARRIED, new SplittableRandom(5))
                .draw(new int[0]))
        .isEmpty();
  }

  @Test
  void shouldRepeatItselfForTheSameSeed() {
    int[] labels = {1, 2, 3};

    float[][] first =
        new BiasedGenerator(10, 0.4, ConfusionRounding.CARRIED, new SplittableRandom(5))
            .draw(labels);
    float[][] second =
        new BiasedGenerator(10, 0.4, ConfusionRounding.CARRIED, new SplittableRandom(5))
            .draw(labels);

    assertThat(first).isDeepEqualTo(second);
  }

  @Test
  void shouldRefuseAConfusionThatIsNotANumber() {
    assertThatThrownBy(
            () ->
                new BiasedGenerator(
                    10, Double.NaN, ConfusionRounding.CARRIED, new SplittableRandom(5)))
        .hasMessage("confusion is NaN; it must lie in [0, 1]");
  }
}

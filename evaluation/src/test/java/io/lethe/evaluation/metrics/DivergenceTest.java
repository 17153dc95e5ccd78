// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.learning.model.Logits;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DivergenceTest {

  static List<JsonNode> probabilityCases() throws IOException {
    return cases("cases");
  }

  static List<JsonNode> logitCases() throws IOException {
    return cases("logit_cases");
  }

  @ParameterizedTest
  @MethodSource("probabilityCases")
  void shouldAgreeWithTheReference(JsonNode fixture) {
    double[][] p = matrix(fixture.get("p"));
    double[][] q = matrix(fixture.get("q"));

    assertThat(Divergence.jensenShannon(p, q))
        .isCloseTo(fixture.get("js").asDouble(), within(1e-8));
    assertThat(Divergence.jensenShannon(p, q)).isBetween(0.0, Math.log(2) + 1e-12);
    double expected = Double.parseDouble(fixture.get("js_reversed_kl_reference").asText());
    if (Double.isNaN(expected)) {
      assertThat(Divergence.referenceCode(p, q)).isNaN();
    } else if (Double.isFinite(expected)) {
      assertThat(Divergence.referenceCode(p, q)).isCloseTo(expected, within(1e-7));
    } else {
      assertThat(Divergence.referenceCode(p, q)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("logitCases")
  void shouldAgreeWithTheReferenceFromLogits(JsonNode fixture) {
    double[][] p = softmax(fixture.get("logits_p"));
    double[][] q = softmax(fixture.get("logits_q"));

    assertThat(Divergence.jensenShannon(p, q))
        .isCloseTo(fixture.get("js").asDouble(), within(1e-8));
    assertThat(Divergence.referenceCode(p, q))
        .isCloseTo(fixture.get("js_reversed_kl_reference_float64").asDouble(), within(1e-6));
  }

  @Test
  void shouldBeUndefinedWithoutSamples() {
    assertThat(Divergence.jensenShannon(new double[0][], new double[0][])).isNaN();
  }

  @Test
  void shouldRefuseModelsThatSawDifferentSamples() {
    assertThatThrownBy(() -> Divergence.jensenShannon(new double[1][2], new double[2][2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 and 2 rows");
    assertThatThrownBy(() -> Divergence.jensenShannon(new double[1][2], new double[1][3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 and 3 classes");
  }

  private static double[][] softmax(JsonNode rows) {
    double[][] logits = matrix(rows);
    int classes = logits[0].length;
    float[] values = new float[logits.length * classes];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) logits[i / classes][i % classes];
    }
    return new Logits(values, logits.length, classes).probabilities();
  }

  private static double[][] matrix(JsonNode rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(
            row ->
                StreamSupport.stream(row.spliterator(), false)
                    .mapToDouble(JsonNode::asDouble)
                    .toArray())
        .toArray(double[][]::new);
  }

  private static List<JsonNode> cases(String name) throws IOException {
    try (InputStream in = DivergenceTest.class.getResourceAsStream("/js.json")) {
      return List.copyOf(
          StreamSupport.stream(new ObjectMapper().readTree(in).get(name).spliterator(), false)
              .toList());
    }
  }
}

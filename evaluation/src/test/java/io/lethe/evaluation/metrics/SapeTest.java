// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class SapeTest {

  @Test
  void shouldAgreeWithTheReference() throws IOException {
    JsonNode fixture = fixture();
    assertThat(fixture.get("cases")).isNotEmpty();

    for (JsonNode example : fixture.get("cases")) {
      assertThat(Sape.of(example.get("a").asDouble(), example.get("b").asDouble()))
          .as(example.get("name").asText())
          .isCloseTo(example.get("sape").asDouble(), within(1e-8));
    }
  }

  @Test
  void shouldGiveThePapersErrors() throws IOException {
    JsonNode example = fixture().get("metrics_example");
    JsonNode unlearned = example.at("/accuracies/unlearned");
    JsonNode retrained = example.at("/accuracies/retrained");
    JsonNode original = example.at("/accuracies/original");

    assertThat(Sape.of(unlearned.get("test").asDouble(), retrained.get("test").asDouble()))
        .isCloseTo(example.get("acc_err_unlearned_retrained").asDouble(), within(1e-8));
    assertThat(Sape.of(unlearned.get("forget").asDouble(), retrained.get("forget").asDouble()))
        .isCloseTo(example.get("acc_dis").asDouble(), within(1e-8));
    assertThat(Sape.of(unlearned.get("test").asDouble(), original.get("test").asDouble()))
        .isCloseTo(example.get("acc_err_unlearned_original").asDouble(), within(1e-8));
  }

  @Test
  void shouldNotTellTwoModelsApartThatAreAlwaysWrong() {
    assertThat(Sape.of(0, 0)).isZero();
  }

  @Test
  void shouldStayUndefinedWhereAnAccuracyIs() {
    assertThat(Sape.of(Double.NaN, 0.5)).isNaN();
    assertThat(Sape.of(0, Double.NaN)).isNaN();
  }

  @Test
  void shouldRefuseNegativeAccuracies() {
    assertThatThrownBy(() -> Sape.of(-0.1, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-0.1");
  }

  private static JsonNode fixture() throws IOException {
    try (InputStream in = SapeTest.class.getResourceAsStream("/sape.json")) {
      return new ObjectMapper().readTree(in);
    }
  }
}

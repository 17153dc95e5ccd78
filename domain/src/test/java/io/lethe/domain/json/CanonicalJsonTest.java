// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvFileSource(resources = "/rfc8785/numbers.csv")
  void shouldSpellTheNumbersOfTheRfcsAppendixB(String bits, String spelling) {
    double number = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

    assertThat(CanonicalJson.text(JSON.createArrayNode().add(number)))
        .isEqualTo("[" + spelling + "]");
  }

  @Test
  void shouldSpellTheValuesOfTheRfcsSample() throws Exception {
    String hex = resource("values.hex").replaceAll("\\s", "");

    assertThat(CanonicalJson.bytes(JSON.readTree(resource("values.json"))))
        .isEqualTo(HexFormat.of().parseHex(hex));
  }

  @Test
  void shouldSortTheKeysOfTheRfcsSample() throws Exception {
    JsonNode sorted = JSON.readTree(CanonicalJson.text(JSON.readTree(resource("keys.json"))));

    assertThat(List.copyOf(sorted.properties()))
        .extracting(each -> each.getValue().textValue())
        .containsExactly(
            "Carriage Return",
            "One",
            "Control",
            "Latin Small Letter O With Diaeresis",
            "Euro Sign",
            "Emoji: Grinning Face",
            "Hebrew Letter Dalet With Dagesh");
  }

  @Test
  void shouldSortKeysAtEveryDepthAndHaveNoWhiteSpace() throws Exception {
    String text = "{ \"b\" : [ 1 , {\"z\":true, \"a\":null} ], \"a\" : \"x\\ny\" }";

    assertThat(CanonicalJson.text(JSON.readTree(text)))
        .isEqualTo("{\"a\":\"x\\ny\",\"b\":[1,{\"a\":null,\"z\":true}]}");
  }

  @ParameterizedTest
  @CsvSource({
    "5e-2, 0.05",
    "0.0001, 0.0001",
    "1.0, 1",
    "9007199254740991, 9007199254740991",
    "-9007199254740991, -9007199254740991"
  })
  void shouldSpellEveryNumberInOneWay(String in, String out) throws Exception {
    assertThat(CanonicalJson.text(JSON.readTree("[" + in + "]"))).isEqualTo("[" + out + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":[9007199254740992]}",
        "[-9007199254740992]",
        "[9223372036854775807]",
        "[18446744073709551616]"
      })
  void shouldRefuseWholeNumbersThatNoDoubleHolds(String text) throws Exception {
    JsonNode tree = JSON.readTree(text);

    assertThatThrownBy(() -> CanonicalJson.text(tree))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("beyond 2^53 - 1")
        .hasMessageContaining("write it as text");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void shouldRefuseWhatIsNoNumber(double number) {
    JsonNode tree = JSON.createObjectNode().put("a", number);

    assertThatThrownBy(() -> CanonicalJson.text(tree))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The number " + number + " cannot be a JSON number; write it as text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud83d", "\ude00"})
  void shouldRefuseHalfASurrogatePair(String half) {
    JsonNode asName = JSON.createObjectNode().put(half, 1);
    JsonNode asText = JSON.createArrayNode().add(half);

    for (JsonNode tree : List.of(asName, asText)) {
      assertThatThrownBy(() -> CanonicalJson.bytes(tree))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("half a surrogate pair");
    }
  }

  @Test
  void shouldRefuseABareValue() {
    assertThatThrownBy(() -> CanonicalJson.text(JSON.getNodeFactory().textNode("a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("an object or an array, not with STRING");
  }

  @Test
  void shouldStayTheSameWhenReadAndWrittenAgain() throws Exception {
    String text = "{\"a\":[0.1,1e-9,123456789012],\"b\":{\"ü\":\"\\u0001\"}}";

    assertThat(CanonicalJson.text(JSON.readTree(text))).isEqualTo(text);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = CanonicalJsonTest.class.getResourceAsStream("/rfc8785/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

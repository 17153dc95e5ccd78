package io.lethe.domain.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void shouldSortKeysAtEveryDepthAndHaveNoWhiteSpace() throws Exception {
    String text = "{ \"b\" : [ 1 , {\"z\":true, \"a\":null} ], \"a\" : \"x\\ny\" }";

    assertThat(CanonicalJson.text(JSON.readTree(text)))
        .isEqualTo("{\"a\":\"x\\ny\",\"b\":[1,{\"a\":null,\"z\":true}]}");
  }

  @ParameterizedTest
  @CsvSource({
    "0.05, 0.05",
    "5e-2, 0.05",
    "1.0, 1.0",
    "1, 1",
    "1e-9, 1.0E-9",
    "9223372036854775807, 9223372036854775807",
    "-0.0, -0.0"
  })
  void shouldSpellEveryNumberInOneWay(String in, String out) throws Exception {
    assertThat(CanonicalJson.text(JSON.readTree("[" + in + "]"))).isEqualTo("[" + out + "]");
  }

  @Test
  void shouldSpellWhatIsNoNumberAsText() {
    ObjectNode node = JSON.createObjectNode();
    node.put("a", Double.NaN).put("b", Double.POSITIVE_INFINITY).put("c", Float.NEGATIVE_INFINITY);

    assertThat(CanonicalJson.text(node))
        .isEqualTo("{\"a\":\"NaN\",\"b\":\"Infinity\",\"c\":\"-Infinity\"}");
  }

  @Test
  void shouldStayTheSameWhenReadAndWrittenAgain() throws Exception {
    String text = "{\"a\":[0.1,1.0E-9,123456789012],\"b\":{\"ü\":\"\\u0001\"}}";

    assertThat(CanonicalJson.text(JSON.readTree(text))).isEqualTo(text);
  }
}

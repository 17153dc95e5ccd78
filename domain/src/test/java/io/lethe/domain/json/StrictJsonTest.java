// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

  @Test
  void shouldReadOneObjectWithEveryDigit() throws Exception {
    assertThat(read("{\"a\": 0.12345678901234567890123}").get("a").decimalValue().toPlainString())
        .isEqualTo("0.12345678901234567890123");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "1",
        "\"text\"",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"b\":1}}",
        "{} {}",
        "{} x",
        "{",
        "{a:1}",
        "{\"a\":1e99999999999}",
        "{\"a\":1e2147483648}",
        "{\"a\":-1e-2147483648}",
        "{\"a\":0e2147483648}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":1,}"
      })
  void shouldRefuseWhatIsNotOneObjectThatAllReadAlike(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void shouldRefuseWhatLiesTooDeepAndTakeWhatJustDoesNot() throws Exception {
    String deepest = "{\"a\":".repeat(StrictJson.MAX_DEPTH - 1);
    String ends = "}".repeat(StrictJson.MAX_DEPTH - 1);

    assertThat(read(deepest + "{}" + ends).size()).isEqualTo(1);
    assertThatThrownBy(() -> read(deepest + "{\"a\":{}}" + ends))
        .isInstanceOf(MalformedJsonException.class);
    assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(MalformedJsonException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32", "ISO-8859-1"})
  void shouldRefuseOtherCharacterSets(String name) {
    byte[] bytes = "{\"a\":\"ä\"}".getBytes(Charset.forName(name));

    assertThatThrownBy(() -> StrictJson.object(bytes, 1_000))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void shouldRefuseMoreBytesThanItMay() throws Exception {
    byte[] bytes = "{\"a\":\"ä\"}".getBytes(StandardCharsets.UTF_8);

    assertThat(StrictJson.object(bytes, bytes.length).get("a").textValue()).isEqualTo("ä");
    assertThatThrownBy(() -> StrictJson.object(bytes, bytes.length - 1))
        .hasMessage("it has 10 bytes and may have 9");
  }

  private static ObjectNode read(String text) throws MalformedJsonException {
    return StrictJson.object(text);
  }
}

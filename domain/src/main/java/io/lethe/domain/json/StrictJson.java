// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.json;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads what people and programs outside send: one JSON object in UTF-8, no field twice, nothing
 * after it, no deeper than {@value #MAX_DEPTH}. Two readers of such a text cannot differ about what
 * it says. Numbers keep every digit.
 */
public final class StrictJson {
  /** How many objects and arrays may lie in each other; policies, the deepest, have four. */
  public static final int MAX_DEPTH = 64;

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .reader();

  private StrictJson() {}

  /**
   * Reads bytes; the parser would take UTF-16 and UTF-32 too.
   *
   * @param maxBytes how many there may be
   */
  public static ObjectNode object(byte[] utf8, int maxBytes) throws MalformedJsonException {
    if (utf8.length > maxBytes) {
      throw new MalformedJsonException(
          "it has %d bytes and may have %d".formatted(utf8.length, maxBytes));
    }
    try {
      return object(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException("it is not in UTF-8");
    }
  }

  /** Reads a text, whose length is its giver's to bound. */
  public static ObjectNode object(String text) throws MalformedJsonException {
    try {
      if (READER.readTree(requireNonNull(text, "text")) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new MalformedJsonException("it is no JSON: " + e.getOriginalMessage());
    } catch (NumberFormatException e) { // whose message may quote what somebody wrote
      throw new MalformedJsonException("it has a number with an exponent that is too large");
    }
    throw new MalformedJsonException("it must be a JSON object");
  }
}

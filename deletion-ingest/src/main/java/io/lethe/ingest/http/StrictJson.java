// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads one JSON object in UTF-8: no field twice, and nothing after it. */
final class StrictJson {
  /** In which the longest request fits with every character escaped, and an event around it. */
  static final int MAX_BYTES = 16_384;

  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private StrictJson() {}

  static ObjectNode object(byte[] text) throws RefusedException {
    if (text.length > MAX_BYTES) {
      throw new RefusedException(
          413, List.of("a request has at most " + MAX_BYTES + " bytes of JSON"));
    }
    try {
      // Decoded here: the parser would take UTF-16 and UTF-32 too.
      String json = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
      JsonNode root = READER.readTree(json);
      if (root instanceof ObjectNode object) {
        return object;
      }
      throw notOne();
    } catch (CharacterCodingException | JsonProcessingException e) {
      throw notOne();
    }
  }

  private static RefusedException notOne() {
    return RefusedException.badRequest(
        "the body must be a JSON object in UTF-8, one alone, with no field twice, such as"
            + " {\"subjectId\": \"…\"}");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.domain.json.MalformedJsonException;
import io.lethe.domain.json.StrictJson;
import java.util.List;

/** Reads the JSON object of one request; what it holds is never said in the refusal. */
public final class RequestJson {
  /** In which the longest request fits with every character escaped, and an event around it. */
  static final int MAX_BYTES = 16_384;

  private RequestJson() {}

  /**
   * The object.
   *
   * @throws RefusedException where there is none, or it is too long
   */
  public static ObjectNode object(byte[] text) throws RefusedException {
    if (text.length > MAX_BYTES) {
      throw new RefusedException(
          413, List.of("a request has at most " + MAX_BYTES + " bytes of JSON"));
    }
    try {
      return StrictJson.object(text, MAX_BYTES);
    } catch (MalformedJsonException e) {
      throw RefusedException.badRequest(
          "the body must be a JSON object in UTF-8, one alone, with no field twice, such as"
              + " {\"subjectId\": \"…\"}");
    }
  }
}

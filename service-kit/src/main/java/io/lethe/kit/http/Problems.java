// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;

/** Answers that say no: {@code {"status": 415, "problems": ["the rule and the way out"]}}. */
public final class Problems {
  /** The content type of every answer that is not a page or a metric. */
  public static final String JSON = "application/json";

  private Problems() {}

  /**
   * The answer's body.
   *
   * @param status HTTP's code
   * @param rules each broken rule in words, with the way out
   */
  public static ObjectNode of(int status, List<String> rules) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("status", status);
    rules.forEach(body.putArray("problems")::add);
    return body;
  }

  /** Answers a request so. */
  public static void answer(Context http, int status, List<String> rules) {
    http.status(status).contentType(JSON).result(of(status, rules).toString());
  }
}

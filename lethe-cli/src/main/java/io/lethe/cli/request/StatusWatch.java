// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.lethe.cli.console.CommandFailedException;

/** Asks again and again where a request stands. */
final class StatusWatch {
  private static final long BETWEEN_LOOKS_MILLIS = 500;

  private final Http http;
  private final String tenant;
  private final String path;
  private boolean first = true;

  StatusWatch(Http http, String tenant, String requestId) {
    this.http = http;
    this.tenant = tenant;
    this.path = "/v1/deletions/" + tenant + "/" + requestId;
  }

  /** Whose request it is. */
  String tenant() {
    return tenant;
  }

  /** The status now; empty while the request is not known yet. Waits a moment between looks. */
  JsonNode next() throws InterruptedException {
    if (!first) {
      Thread.sleep(BETWEEN_LOOKS_MILLIS);
    }
    first = false;
    Http.Answer answer = http.get(path);
    if (answer.status() == Http.NOT_FOUND) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (!answer.ok()) {
      throw new CommandFailedException("the status cannot be read: " + answer.problems());
    }
    return answer.body();
  }

  /** Why it ended badly, as far as the token may know. */
  static String reason(JsonNode status) {
    JsonNode rejections = status.path("rejections");
    return status
        .path("reason")
        .asText(rejections.path(rejections.size() - 1).path("message").asText("no reason given"));
  }

  /** Version, attempt and reason, as far as there are such. */
  static String detail(JsonNode status) {
    StringBuilder detail = new StringBuilder();
    if (status.path("version").isNumber()) {
      detail.append(", version ").append(status.path("version").asLong());
    }
    if (status.path("attempt").isNumber()) {
      detail.append(", attempt ").append(status.path("attempt").asInt());
    }
    if (status.path("reason").isTextual()) {
      detail.append(", ").append(status.path("reason").asText());
    }
    return detail.toString();
  }
}

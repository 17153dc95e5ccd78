// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.kit.hostile.GoodCall;
import java.util.List;
import java.util.Map;

/** A good call of every kind, to every route of the intake that takes anything of who calls. */
final class IntakeCalls {
  /** Who wants to be forgotten. */
  static final String SUBJECT = "Ann-Example-1815";

  /** What is sent is named so, where it has a name. */
  static final String NEW = "8b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003";

  /** A request that waits. */
  static final String WAITING = "1b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003";

  /** A request that is held. */
  static final String HELD = "2b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003";

  static final String TENANT = "shop";

  private static final String DELETIONS = "/v1/deletions";
  private static final String DELETION = DELETIONS + "/{tenant}/{requestId}";
  private static final String OPENDSR = "/opendsr/v2/requests";
  private static final String JSON = "Content-Type: application/json";
  private static final String KEY = "Idempotency-Key: " + NEW;
  private static final String NAMELESS =
      """
      {"subjectId": "%s", "tenant": "%s", "model": "faces", "deadline": "2026-02-01T00:00:00Z",
       "ground": "art17_1_b", "note": "a ticket", "decidedBy": "the desk"}"""
          .formatted(SUBJECT, TENANT);

  private static final String REQUEST = "{\"requestId\": \"" + NEW + "\", " + NAMELESS.substring(1);
  private static final String EVENT =
      """
      {"specversion": "1.0", "type": "%s", "source": "/shop", "id": "%s",
       "datacontenttype": "application/json", "time": "2026-01-01T00:00:00Z", "data": %s}"""
          .formatted(CloudEvent.TYPE, NEW, NAMELESS);

  private static final String AMENDMENT =
      """
      {"amendmentId": "%s", "reason": "a court said so", "decidedBy": "dpo",
       "decidedAt": "2026-01-01T00:00:00Z"}"""
          .formatted(NEW);

  private static final String EXTENSION =
      "{\"deadline\": \"2026-02-01T00:00:00Z\", " + AMENDMENT.substring(1);

  private static final String DSR =
      """
      {"regulation": "gdpr", "subject_request_id": "%s", "subject_request_type": "erasure",
       "submitted_time": "2026-01-01T00:00:00Z", "api_version": "2.0", "status_callback_urls": [],
       "extensions": {"other.example": {"x": [1]}}, "subject_identities": [
       {"identity_type": "controller_customer_id", "identity_value": "%s",
        "identity_format": "raw"}]}"""
          .formatted(NEW, SUBJECT);

  /** All of them. */
  static final List<GoodCall> ALL =
      List.of(
          post(202, DELETIONS, List.of(JSON), REQUEST),
          post(202, DELETIONS, List.of(JSON, KEY), NAMELESS),
          post(202, DELETIONS, List.of("Content-Type: " + CloudEvent.STRUCTURED), EVENT),
          post(202, DELETIONS, binaryEvent(), NAMELESS),
          post(200, DELETIONS + ":batch", List.of("Content-Type: " + NdJson.TYPE, KEY), line()),
          amendment("/withdrawal", WAITING, AMENDMENT),
          amendment("/hold", WAITING, AMENDMENT),
          amendment("/hold-release", HELD, AMENDMENT),
          amendment("/extension", WAITING, EXTENSION),
          new GoodCall(200, "GET", DELETION, of(WAITING), List.of(), ""),
          post(201, OPENDSR, List.of(JSON), DSR),
          new GoodCall(200, "GET", OPENDSR + "/{requestId}", of(WAITING), List.of(), ""),
          new GoodCall(202, "DELETE", OPENDSR + "/{requestId}", of(WAITING), List.of(), ""),
          new GoodCall(200, "GET", "/opendsr/v2/discovery", Map.of(), List.of(), ""));

  private IntakeCalls() {}

  private static GoodCall post(int status, String path, List<String> headers, String body) {
    return new GoodCall(status, "POST", path, Map.of(), headers, body);
  }

  private static GoodCall amendment(String path, String request, String body) {
    return new GoodCall(202, "POST", DELETION + path, of(request), List.of(JSON), body);
  }

  private static Map<String, String> of(String request) {
    return Map.of("tenant", TENANT, "requestId", request);
  }

  private static List<String> binaryEvent() {
    return List.of(
        JSON,
        "ce-specversion: 1.0",
        "ce-type: " + CloudEvent.TYPE,
        "ce-source: /shop",
        "ce-id: binary-" + NEW);
  }

  private static String line() {
    return NAMELESS.replace("\n", "");
  }
}

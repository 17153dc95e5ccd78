// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import static io.lethe.ingest.http.IntakeServer.ID;
import static io.lethe.ingest.http.IntakeServer.JSON;
import static io.lethe.ingest.http.IntakeServer.json;
import static io.lethe.ingest.http.IntakeServer.lines;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.JavalinConfig;
import io.lethe.domain.text.TextLimit;
import io.lethe.ingest.intake.CallbackAddress;
import io.lethe.kit.access.Access;
import io.lethe.kit.access.Caller;
import io.lethe.kit.access.FileCallers;
import io.lethe.kit.access.Role;
import io.lethe.kit.access.TokenFile;
import io.lethe.kit.openapi.OpenApiContract;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.AmendmentOutcome;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.RequestState;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document that is served says what is served, and how long everything may be. */
class OpenApiTest extends OpenApiContract {
  /** With nine digits of a second, an offset and a sign; the horizon leaves no more. */
  private static final int LONGEST_TIME = 40;

  @TempDir private Path folder;
  private IntakeServer intake;

  @Override
  protected Consumer<JavalinConfig> routes() {
    intake = new IntakeServer(folder);
    return intake.routes();
  }

  @Override
  protected Map<String, Integer> lengths() {
    Map<String, Integer> lengths = new HashMap<>();
    List.of("subjectId", "identity_value")
        .forEach(name -> lengths.put(name, TextLimit.SUBJECT_ID.characters()));
    lengths.put("tenant", TextLimit.TENANT.characters());
    lengths.put("model", TextLimit.NAME.characters());
    List.of("note", "reason").forEach(name -> lengths.put(name, TextLimit.REASON.characters()));
    lengths.put("decidedBy", TextLimit.ISSUER.characters());
    List.of("source", "ce-source", "status_callback_urls")
        .forEach(name -> lengths.put(name, TextLimit.ADDRESS.characters()));
    List.of("id", "ce-id", RequestKey.HEADER)
        .forEach(name -> lengths.put(name, TextLimit.KEY.characters()));
    List.of(Trace.TRACEPARENT, Trace.TRACESTATE)
        .forEach(name -> lengths.put(name, TextLimit.TRACE.characters()));
    List.of("requestId", "amendmentId", "subject_request_id")
        .forEach(name -> lengths.put(name, ID.length()));
    List.of("deadline", "decidedAt", "submitted_time")
        .forEach(name -> lengths.put(name, LONGEST_TIME));
    // what is longer is none of what is taken
    lengths.putAll(Map.of("ce-specversion", 3, "ce-type", 128));
    lengths.putAll(Map.of("api_version", 8, "identity_type", 64));
    return lengths;
  }

  /** The body's length is theirs: nothing of them is kept. */
  @Override
  protected Set<String> open() {
    return Set.of("Event", "extensions");
  }

  @AfterEach
  void stop() {
    intake.close();
  }

  @Test
  void shouldDescribeAnswersAsTheyAre() throws Exception {
    HttpResponse<String> accepted =
        intake.post("{\"subjectId\": \"s1\", \"requestId\": \"" + ID + "\"}");
    assertFits(accepted, "/v1/deletions", "post");
    assertFits(
        intake.post("{\"subjectId\": \"s2\", \"requestId\": \"" + ID + "\"}"),
        "/v1/deletions",
        "post");
    assertFits(intake.post("{\"who\": 1}"), "/v1/deletions", "post");
    assertFits(intake.post("{\"subjectId\": \"s1\", \"model\": \"x\"}"), "/v1/deletions", "post");
    assertFits(intake.postTo("/v1/deletions", "text/plain", "{}"), "/v1/deletions", "post");
    for (JsonNode line : lines(intake.batch("{\"subjectId\": \"s3\"}\n7\n"))) {
      assertThat(document().misfits(line, schema("Line"))).isEmpty();
    }
    String path = "/v1/deletions/{tenant}/{requestId}";
    assertFits(intake.get("/v1/deletions/default/" + ID), path, "get");
    intake.rejected(ID, RejectionReason.INVALID, "a rule");
    assertFits(intake.get("/v1/deletions/default/" + ID), path, "get");
    intake.accepted(intake.sent().get(0), RequestState.PROMOTED);
    intake.publish("faces", IntakeServer.status("faces", RequestState.PROMOTED, null));
    assertFits(intake.get("/v1/deletions/default/" + ID), path, "get");
    assertFits(intake.get("/v1/deletions/default/x"), path, "get");
  }

  @Test
  void shouldDescribeWhatARequesterSeesAndWhatARefusalSays() throws Exception {
    TokenFile file = new TokenFile(folder.resolve("tokens"));
    Caller app = new Caller("app", Role.REQUESTER, Optional.of("default"));
    String token = file.issue(app, Instant.now().plusSeconds(3_600));
    String other =
        file.issue(
            new Caller("edge", Role.DEPLOYMENT, Optional.empty()),
            Instant.now().plusSeconds(3_600));
    Access asking = Access.asking(new FileCallers(file.path(), Clock.systemUTC()));
    try (IntakeServer asks = new IntakeServer(folder, asking)) {
      asks.publish(null, IntakeServer.status(null, RequestState.PROMOTED, "digest"));
      asks.rejected(ID, RejectionReason.INVALID, "a rule");
      String path = "/v1/deletions/{tenant}/{requestId}";
      HttpResponse<String> page =
          asks.get("/v1/deletions/default/" + ID, "Authorization", "Bearer " + token);
      assertThat(document().misfits(json(page), schema("RequesterStatus"))).isEmpty();
      assertThat(document().misfits(json(page), schema("Status"))).isNotEmpty();
      assertFits(page, path, "get");
      assertFits(asks.get("/v1/deletions/default/" + ID), path, "get");
      assertFits(
          asks.get("/v1/deletions/default/" + ID, "Authorization", "Bearer " + other), path, "get");
    }
  }

  @Test
  void shouldDescribeWhatIsAnsweredToAmendments() throws Exception {
    String good = "{\"reason\": \"court\", \"decidedBy\": \"dpo\"}";
    String request = "/v1/deletions/default/" + ID;
    String template = "/v1/deletions/{tenant}/{requestId}";
    assertFits(intake.postTo(request + "/hold", JSON, good), template + "/hold", "post");
    intake.publish(
        null,
        DeletionStatus.newBuilder(IntakeServer.status(null, RequestState.PENDING, "d"))
            .setGround("art17_1_b")
            .setAmendments(
                List.of(
                    AmendmentOutcome.newBuilder()
                        .setAmendmentId(ID)
                        .setKind("EXTEND")
                        .setOutcome("TAKEN")
                        .setReason("court")
                        .setDecidedBy("dpo")
                        .setDeadline(IntakeServer.NOW)
                        .setReceivedAt(IntakeServer.NOW)
                        .build()))
            .build());
    assertFits(intake.get(request), template, "get");
    for (String route : List.of("withdrawal", "hold", "hold-release", "extension")) {
      assertFits(intake.postTo(request + "/" + route, JSON, good), template + "/" + route, "post");
      assertFits(intake.postTo(request + "/" + route, JSON, "{}"), template + "/" + route, "post");
    }
  }

  @Test
  void shouldDescribeWhatIsAnsweredInOpenDsrsWords() throws Exception {
    String requests = "/opendsr/v2/requests";
    String template = requests + "/{requestId}";
    assertFits(intake.get("/opendsr/v2/discovery"), "/opendsr/v2/discovery", "get");
    assertFits(intake.postTo(requests, JSON, openDsr(ID, "s1")), requests, "post");
    assertFits(intake.postTo(requests, JSON, openDsr(ID, "s2")), requests, "post");
    assertFits(intake.postTo(requests, JSON, "{}"), requests, "post");
    assertFits(intake.get(requests + "/" + ID), template, "get");
    assertFits(intake.get(requests + "/x"), template, "get");
    assertFits(intake.delete(requests + "/" + ID), template, "delete");
    intake.publish(null, IntakeServer.status(null, RequestState.PENDING, "d"));
    assertFits(intake.delete(requests + "/" + ID), template, "delete");
    intake.publish(
        null,
        DeletionStatus.newBuilder(IntakeServer.status(null, RequestState.PENDING, "d"))
            .setStanding(true)
            .build());
    assertFits(intake.get(requests + "/" + ID), template, "get");
    assertFits(intake.delete(requests + "/" + ID), template, "delete");
    assertThat(document().misfits(json(intake.get(requests + "/" + ID)), schema("OpenDsrStatus")))
        .isEmpty();
  }

  private static String openDsr(String id, String subject) {
    return """
        {"regulation": "gdpr", "subject_request_id": "%s", "subject_request_type": "erasure",
         "submitted_time": "2026-01-01T00:00:00Z", "subject_identities": [
         {"identity_type": "controller_customer_id", "identity_value": "%s",
          "identity_format": "raw"}]}
        """
        .formatted(id, subject);
  }

  @Test
  void shouldNameEveryStateAndEveryReason() {
    Set<String> states = names(RequestState.values());
    states.remove(RequestState.UNKNOWN.name());
    assertThat(enumOf("/ModelStatus/properties/state")).isEqualTo(states);
    states.add("REJECTED");
    assertThat(enumOf("/Status/properties/state")).isEqualTo(states);
    Set<String> reasons = names(RejectionReason.values());
    reasons.removeAll(
        Set.of("UNKNOWN", "NULL_VALUE", "UNDECODABLE")); // what cannot be read names no request
    assertThat(enumOf("/Rejection/properties/reason")).isEqualTo(reasons);
  }

  private static Set<String> names(Enum<?>[] values) {
    return Stream.of(values).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void shouldNameHowManyAreTakenAndHowMuch() {
    JsonNode openDsr = schema("OpenDsrRequest").get("properties");
    assertThat(openDsr.at("/status_callback_urls/maxItems").asInt())
        .isEqualTo(CallbackAddress.MOST);
    assertThat(document().root().toString())
        .contains(String.format(Locale.ROOT, "%,d bytes", RequestJson.MAX_BYTES))
        .contains(String.format(Locale.ROOT, "%,d lines", NdJson.MAX_LINES));
  }

  private JsonNode schema(String name) {
    return document().schema(name);
  }
}

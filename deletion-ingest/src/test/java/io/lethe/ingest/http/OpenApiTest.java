// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import static io.lethe.ingest.http.IntakeServer.ID;
import static io.lethe.ingest.http.IntakeServer.JSON;
import static io.lethe.ingest.http.IntakeServer.json;
import static io.lethe.ingest.http.IntakeServer.lines;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.security.Roles;
import io.javalin.security.RouteRole;
import io.lethe.domain.text.TextLimit;
import io.lethe.ingest.intake.CallbackAddress;
import io.lethe.ingest.opendsr.OpenDsrRoutes;
import io.lethe.ingest.opendsr.OpenDsrSettings;
import io.lethe.kit.access.Access;
import io.lethe.kit.access.Anybody;
import io.lethe.kit.access.Caller;
import io.lethe.kit.access.FileCallers;
import io.lethe.kit.access.Role;
import io.lethe.kit.access.TokenFile;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.service.HealthServer;
import io.lethe.kit.service.LetheService;
import io.lethe.schemas.AmendmentOutcome;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.RequestState;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document that is served says what is served, and how long everything may be. */
class OpenApiTest {
  @TempDir private Path folder;
  private IntakeServer intake;
  private ApiDocument document;

  @BeforeEach
  void start() throws Exception {
    intake = new IntakeServer(folder);
    HttpResponse<String> answer = intake.get("/openapi.json");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    document = new ApiDocument(json(answer));
  }

  @AfterEach
  void stop() {
    intake.close();
  }

  @Test
  void shouldNameEveryRouteOfTheServerAndNoOther() {
    assertThat(document.operations()).isEqualTo(served().keySet());
  }

  @Test
  void shouldNameATokenWhereverOneIsAskedFor() {
    assertThat(document.root().at("/components/securitySchemes/bearer/scheme").asText())
        .isEqualTo("bearer");
    assertThat(document.root().get("security")).hasSize(2);
    served()
        .forEach(
            (route, roles) -> {
              int blank = route.indexOf(' ');
              JsonNode said =
                  document.operation(route.substring(0, blank), route.substring(blank + 1));
              boolean asked = !roles.contains(Anybody.ANYBODY);
              assertThat(said.path("responses").has("401")).as(route).isEqualTo(asked);
              assertThat(said.path("responses").has("403")).as(route).isEqualTo(asked);
              assertThat(said.has("security")).as(route).isEqualTo(!asked);
            });
  }

  private Map<String, Set<RouteRole>> served() {
    Map<String, Set<RouteRole>> served = new TreeMap<>();
    Clock clock = Clock.systemUTC();
    Knowledge known =
        new Knowledge(
            IntakeServer.TENANTS,
            intake.statuses,
            intake.rejections,
            intake.sets,
            () -> true,
            () -> name -> false,
            null);
    Duration patience = Duration.ofSeconds(1);
    Desks desks =
        new Desks(
            new RequestDesk(intake.producer, known),
            new AmendmentDesk(intake.amendments, IntakeServer.TENANTS));
    IntakeRoutes routes = new IntakeRoutes(desks.requests(), known, clock, patience);
    AmendmentRoutes amendments = new AmendmentRoutes(desks.amendments(), known, clock, patience);
    OpenDsrRoutes opendsr =
        new OpenDsrRoutes(
            desks,
            known,
            OpenDsrSettings.unsigned(),
            clock,
            new OpenDsrRoutes.Times(patience, Period.ofMonths(1)));
    try (HealthServer server =
        new HealthServer(
            HttpAddress.loopback(0),
            Access.open(),
            new Idle(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            config -> {
              routes.addTo(config);
              amendments.addTo(config);
              opendsr.addTo(config);
              config.unsafe.internalRouter.allHttpHandlers().stream()
                  .filter(each -> each.endpoint.method.isHttpMethod())
                  .forEach(
                      each ->
                          served.put(
                              each.endpoint.method.name() + " " + each.endpoint.path,
                              each.endpoint.metadata(Roles.class).getRoles()));
            })) {
      assertThat(server.port()).isPositive();
    }
    return served;
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
      assertThat(document.misfits(line, schema("Line"))).isEmpty();
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
      assertThat(document.misfits(json(page), schema("RequesterStatus"))).isEmpty();
      assertThat(document.misfits(json(page), schema("Status"))).isNotEmpty();
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
    assertThat(document.misfits(json(intake.get(requests + "/" + ID)), schema("OpenDsrStatus")))
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

  private Set<String> enumOf(String pointer) {
    Set<String> said = new TreeSet<>();
    document
        .root()
        .at("/components/schemas" + pointer + "/enum")
        .forEach(each -> said.add(each.asText()));
    return said;
  }

  private static Set<String> names(Enum<?>[] values) {
    return Stream.of(values).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void shouldNameTheLengthsThatAreHeld() {
    JsonNode request = schema("Request").get("properties");
    assertThat(request.at("/subjectId/maxLength").asInt())
        .isEqualTo(TextLimit.SUBJECT_ID.characters());
    assertThat(request.at("/tenant/maxLength").asInt()).isEqualTo(TextLimit.TENANT.characters());
    assertThat(request.at("/model/maxLength").asInt()).isEqualTo(TextLimit.NAME.characters());
    assertThat(request.at("/note/maxLength").asInt()).isEqualTo(TextLimit.REASON.characters());
    assertThat(request.at("/decidedBy/maxLength").asInt()).isEqualTo(TextLimit.ISSUER.characters());
    JsonNode amendment = schema("Amendment").get("properties");
    assertThat(amendment.at("/reason/maxLength").asInt()).isEqualTo(TextLimit.REASON.characters());
    assertThat(amendment.at("/decidedBy/maxLength").asInt())
        .isEqualTo(TextLimit.ISSUER.characters());
    JsonNode openDsr = schema("OpenDsrRequest").get("properties");
    assertThat(openDsr.at("/status_callback_urls/maxItems").asInt())
        .isEqualTo(CallbackAddress.MOST);
    assertThat(openDsr.at("/status_callback_urls/items/maxLength").asInt())
        .isEqualTo(TextLimit.ADDRESS.characters());
    JsonNode identity = openDsr.at("/subject_identities/items/properties");
    assertThat(identity.at("/identity_value/maxLength").asInt())
        .isEqualTo(TextLimit.SUBJECT_ID.characters());
    JsonNode event = schema("Event").get("properties");
    assertThat(event.at("/source/maxLength").asInt()).isEqualTo(TextLimit.ADDRESS.characters());
    assertThat(event.at("/id/maxLength").asInt()).isEqualTo(TextLimit.KEY.characters());
    assertThat(document.root().toString())
        .contains(String.format(Locale.ROOT, "%,d bytes", RequestJson.MAX_BYTES))
        .contains(String.format(Locale.ROOT, "%,d lines", NdJson.MAX_LINES));
  }

  @Test
  void shouldFindWhatDoesNotFit() {
    JsonNode accepted = schema("Accepted");
    JsonNode problem = schema("Problem");
    assertThat(document.misfits(problem, accepted)).isNotEmpty();
    assertThat(document.misfits(document.root().get("info"), problem)).isNotEmpty();
  }

  private void assertFits(HttpResponse<String> answer, String path, String method)
      throws Exception {
    assertThat(document.misfits(method, path, answer.statusCode(), answer.body()))
        .as("%s %s: %s", method, path, answer.body())
        .isEmpty();
  }

  private JsonNode schema(String name) {
    return document.schema(name);
  }

  /** A service that does nothing. */
  private static final class Idle implements LetheService {
    @Override
    public String name() {
      return "idle";
    }

    @Override
    public void start() {}

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public boolean isHealthy() {
      return true;
    }

    @Override
    public void close() {}
  }
}

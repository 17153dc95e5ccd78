// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lethe.domain.file.Folders;
import io.lethe.kit.access.Access;
import io.lethe.kit.access.Caller;
import io.lethe.kit.access.FileCallers;
import io.lethe.kit.access.Role;
import io.lethe.kit.access.TokenFile;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.kit.http.BoundedServer;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.http.HttpBounds;
import io.lethe.kit.trace.Trace;
import io.lethe.registry.Samples;
import io.lethe.registry.model.Decisions;
import io.lethe.registry.model.ModelAggregate;
import io.lethe.registry.view.ReadModel;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegistryRoutesTest {
  private static final String BYTES = Samples.digest("unlearned bytes");
  private static final String PAGE = "<!DOCTYPE html><title>PASS</title>";

  @TempDir Path folder;
  private final Samples samples = new Samples();
  private final ReadModel readModel = new ReadModel();
  private final List<ModelEvent> log = new ArrayList<>();
  private final List<ModelCommand> sent = new ArrayList<>();
  private final JsonMapper mapper = JsonMapper.builder().build();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Trace> traces = new ArrayList<>();
  private boolean caughtUp = true;
  private boolean brokerDown;
  private BoundedServer server;

  private RegistryRoutes routes() {
    CommandSender sender =
        (command, trace) -> {
          if (brokerDown) {
            throw new CommandNotSentException("no broker", new TimeoutException());
          }
          sent.add(command);
          traces.add(trace);
        };
    return new RegistryRoutes(
        readModel, sender, () -> caughtUp, Clock.fixed(Samples.NOW, ZoneOffset.UTC), store());
  }

  @BeforeEach
  void serve() {
    server =
        new BoundedServer(HttpAddress.loopback(0), HttpBounds.DEFAULT, Access.open(), routes());
    Decisions decisions = new Decisions(samples.trustedKeys());
    UnlearningJob job = Samples.rootJob("a");
    ArtifactRef page = store().as(ArtifactWriter.VERIFIER).putBlob(PAGE.getBytes(UTF_8));
    samples.registered(decisions).forEach(event -> take(Optional.of(event)));
    VerificationReport report =
        samples.sign(
            samples.report(job, BYTES).setPageDigest(page.digest()).setPageUri(page.uri()));
    take(decisions.onReport(state(), job, report, Samples.NOW));
  }

  private ArtifactStore store() {
    return new FileArtifactStore(folder.resolve("store"), ArtifactWriter.REGISTRY);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldListModels() throws Exception {
    JsonNode models = json(get("/v1/models"), 200).path("models");

    assertThat(models).hasSize(1);
    assertThat(models.path(0).path("model").asText()).isEqualTo("faces");
    assertThat(models.path(0).path("championVersion").asLong()).isEqualTo(2);
    assertThat(json(get("/v1/models/faces"), 200)).isEqualTo(models.path(0));
  }

  @Test
  void shouldShowWhatAwaitsTheVerifiersBaseline() throws Exception {
    ModelCommand command = Samples.registration().setModel("voices").build();
    readModel.onEvent(
        new Decisions(samples.trustedKeys())
            .onCommand(
                Samples.replay("voices", List.of()), Samples.NONE_PARKED, command, Samples.NOW)
            .orElseThrow());

    JsonNode listed = json(get("/v1/models"), 200);

    assertThat(listed.path("models")).hasSize(1);
    assertThat(listed.path("registrations")).hasSize(1);
    JsonNode awaited = listed.path("registrations").path(0);
    assertThat(awaited.path("model").asText()).isEqualTo("voices");
    assertThat(awaited.path("commandId").asText()).isEqualTo(command.getCommandId());
    assertThat(awaited.path("acceptedAt").asText()).isEqualTo(Samples.NOW.toString());
    assertThat(json(get("/v1/models/voices"), 404).at("/problems/0").asText())
        .isEqualTo("model voices is not registered yet: the verifier has still to measure it");
  }

  @Test
  void shouldShowVersionsLineageAndChampion() throws Exception {
    JsonNode versions = json(get("/v1/models/faces/versions"), 200).path("versions");
    JsonNode second = json(get("/v1/models/faces/versions/2"), 200);
    JsonNode lineage = json(get("/v1/models/faces/lineage"), 200);

    assertThat(versions).hasSize(2);
    assertThat(versions.path(0).path("origin").asText()).isEqualTo("REGISTERED");
    assertThat(versions.path(0).path("parentVersion").isNull()).isTrue();
    assertThat(second).isEqualTo(versions.path(1));
    assertThat(second.path("origin").asText()).isEqualTo("PROMOTED");
    assertThat(second.path("parentVersion").asLong()).isEqualTo(1);
    assertThat(second.path("digest").asText()).isEqualTo(BYTES);
    assertThat(second.path("metrics").path("test_accuracy").asDouble()).isEqualTo(0.9);
    assertThat(second.path("champion").asBoolean()).isTrue();
    assertThat(json(get("/v1/models/faces/champion"), 200)).isEqualTo(second);
    assertThat(lineage.path("rootDigest").asText()).isEqualTo(Samples.ROOT);
    assertThat(lineage.path("lineage").findValuesAsText("version")).containsExactly("2", "1");
  }

  @Test
  void shouldGiveTheSignedReportAsItWasSigned() throws Exception {
    HttpResponse<String> answer = get("/v1/models/faces/versions/2/report");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(samples.trustedKeys().verify(answer.body())).isNotEmpty();
    assertThat(answer.body()).isEqualTo(log.get(2).getReport());
  }

  @Test
  void shouldServeTheReportsPageToBeLookedAtAndNothingElse() throws Exception {
    JsonNode second = json(get("/v1/models/faces/versions/2"), 200);
    HttpResponse<String> answer = get(second.path("page").asText());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(PAGE);
    assertThat(second.path("pageDigest").asText()).isEqualTo(Samples.digest(PAGE));
    assertThat(second.path("pageUri").asText()).isEqualTo("artifact:blob/" + Samples.digest(PAGE));
    assertThat(header(answer, "content-type")).isEqualToIgnoringCase("text/html;charset=utf-8");
    assertThat(header(answer, "content-security-policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'", "sandbox")
        .doesNotContain("script-src", "*");
    assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
  }

  @Test
  void shouldShowNoPageOfARootAndOfARollbackThatOfItsBytes() throws Exception {
    readModel.onEvent(
        ModelEvent.newBuilder(log.get(2))
            .setType(ModelEventType.ROLLED_BACK)
            .setSequence(4)
            .setVersion(3L)
            .setParentVersion(2L)
            .setChampionEpoch(3)
            .setJobId(null)
            .setAttempt(null)
            .setForgetSetDigest(null)
            .setPageDigest(null)
            .setPageUri(null)
            .build());
    JsonNode versions = json(get("/v1/models/faces/versions"), 200).path("versions");

    assertThat(versions.path(0).path("page").isNull()).isTrue();
    assertThat(versions.path(2).path("origin").asText()).isEqualTo("ROLLED_BACK");
    assertThat(versions.path(2).path("page")).isEqualTo(versions.path(1).path("page"));
  }

  @Test
  void shouldListWhatWasDecidedOnReports() throws Exception {
    UnlearningJob next = Samples.job(2, BYTES, 2, log.get(2).getForgottenDigest(), "b", 1);
    VerificationReport failed = samples.fail(next, Samples.digest("half forgotten"));
    take(new Decisions(samples.trustedKeys()).onReport(state(), next, failed, Samples.NOW));

    JsonNode reports = json(get("/v1/models/faces/reports"), 200).path("reports");

    assertThat(reports).hasSize(2);
    assertThat(reports.path(0).path("decision").asText()).isEqualTo("PROMOTED");
    assertThat(reports.path(0).path("version").asLong()).isEqualTo(2);
    assertThat(reports.path(0).path("page").asText())
        .isEqualTo("/v1/models/faces/reports/" + log.get(2).getJobId() + "/page");
    assertThat(reports.path(1).path("decision").asText()).isEqualTo("REJECTED");
    assertThat(reports.path(1).path("jobId").asText()).isEqualTo(next.getJobId());
    assertThat(reports.path(1).path("candidateDigest").asText())
        .isEqualTo(Samples.digest("half forgotten"));
    assertThat(reports.path(1).path("page").isNull()).isTrue();
    assertThat(
            json(get("/v1/models/faces/reports/" + next.getJobId() + "/page"), 404)
                .at("/problems/0")
                .asText())
        .contains("has no page");
  }

  @Test
  void shouldQuoteNoMoreThanTheBeginningOfAJobsName() throws Exception {
    String problem =
        json(get("/v1/models/faces/reports/" + "x".repeat(2_000) + "/page"), 404)
            .at("/problems/0")
            .asText();

    assertThat(problem).contains("xxx… (2,000 characters) of model faces").hasSizeLessThan(300);
  }

  @Test
  void shouldServeNothingOfTheStoreButPages() throws Exception {
    ArtifactRef set = store().putBlob("a forget set".getBytes(UTF_8));

    assertThat(
            json(get("/v1/models/faces/reports/" + set.digest() + "/page"), 404)
                .at("/problems/0")
                .asText())
        .contains("GET /v1/models/faces/reports lists those that were");
  }

  @Test
  void shouldSayThatAPageIsGone() throws Exception {
    Folders.delete(folder.resolve("store/verifier"));

    assertThat(
            json(get("/v1/models/faces/reports/" + log.get(2).getJobId() + "/page"), 404)
                .at("/problems/0")
                .asText())
        .contains("is not in the artifact store any more");
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void shouldShowAWayOutOfEveryDeadEnd() throws Exception {
    assertThat(json(get("/v1/models/voices"), 404).at("/problems/0").asText())
        .isEqualTo(
            "model voices is not registered; GET /v1/models lists all, `lethe model register` adds"
                + " one");
    assertThat(json(get("/v1/models/faces/versions/3"), 404).at("/problems/0").asText())
        .isEqualTo("model faces has no version 3; it has versions 1 to 2");
    assertThat(json(get("/v1/models/faces/versions/latest/report"), 404).at("/problems/0").asText())
        .isEqualTo("model faces has no version latest; it has versions 1 to 2");
    String id = "0190b5a0-0000-7000-8000-000000000001";
    assertThat(json(get("/v1/models/faces/commands/" + id), 404).at("/problems/0").asText())
        .contains("is not decided yet");
  }

  @Test
  void shouldSayNothingBeforeItHasCaughtUp() throws Exception {
    caughtUp = false;

    assertThat(json(get("/v1/models"), 503).at("/problems/0").asText())
        .contains("ask again when /health/ready says so");
    json(get("/v1/models/faces/champion"), 503);
    json(post("{\"type\": \"ROLLBACK\", \"targetVersion\": 1}"), 503);
  }

  @Test
  void shouldSendACommandAndTellItsOutcomeLater() throws Exception {
    JsonNode accepted = json(post("{\"type\": \"ROLLBACK\", \"targetVersion\": 1}"), 202);

    assertThat(sent).hasSize(1);
    assertThat(traces)
        .containsExactly(Trace.ofCommand("faces", accepted.path("commandId").asText()));
    ModelCommand command = sent.get(0);
    assertThat(command.getType()).isEqualTo(CommandType.ROLLBACK);
    assertThat(command.getModel()).isEqualTo("faces");
    assertThat(command.getTargetVersion()).isEqualTo(1);
    assertThat(command.getIssuer()).isEqualTo("local");
    assertThat(command.getIssuedAt()).isEqualTo(Samples.NOW);
    assertThat(accepted.path("commandId").asText()).isEqualTo(command.getCommandId());

    take(
        new Decisions(samples.trustedKeys())
            .onCommand(state(), Samples.NONE_PARKED, command, Samples.NOW));
    JsonNode outcome = json(get(accepted.path("outcome").asText()), 200);
    assertThat(outcome.path("event").asText()).isEqualTo("COMMAND_REFUSED");
    assertThat(outcome.path("reason").asText()).contains("version 1 remembers");
  }

  @Test
  void shouldSendEveryOfferedCommand() throws Exception {
    String set = Samples.digest("set b");
    json(post("{\"type\": \"SET_ALIAS\", \"alias\": \"stable\", \"targetVersion\": 2}"), 202);
    json(post("{\"type\": \"REMOVE_ALIAS\", \"alias\": \"stable\"}"), 202);
    json(post("{\"type\": \"RETRY_PARKED\", \"forgetSetDigest\": \"" + set + "\"}"), 202);
    json(
        post(
            "{\"type\": \"REFUSE_PARKED\", \"forgetSetDigest\": \""
                + set
                + "\", \"reason\": \"legal hold\","
                + " \"commandId\": \"0190b5a0-0000-7000-8000-000000000001\"}"),
        202);

    assertThat(sent)
        .extracting(ModelCommand::getType)
        .containsExactly(
            CommandType.SET_ALIAS,
            CommandType.REMOVE_ALIAS,
            CommandType.RETRY_PARKED,
            CommandType.REFUSE_PARKED);
    assertThat(sent.get(3).getCommandId()).isEqualTo("0190b5a0-0000-7000-8000-000000000001");
  }

  @Test
  void shouldNameAllProblemsOfACommandAtOnce() throws Exception {
    String problem =
        json(
                post(
                    "{\"type\": \"SET_ALIAS\", \"targetVersion\": 1.5, \"version\": 1,"
                        + " \"commandId\": \"7\"}"),
                400)
            .at("/problems/0")
            .asText();

    assertThat(problem)
        .contains("field version is unknown")
        .contains("targetVersion is 1.5; it must be a whole number >= 1")
        .contains("alias is missing")
        .contains("commandId is 7; it must be a UUID");
    assertThat(json(post("{\"type\": \"REGISTER\"}"), 400).at("/problems/0").asText())
        .contains("type is REGISTER; offered here are [ROLLBACK, SET_ALIAS,", "REMOVE_ALIAS");
    assertThat(json(post("{\"type\": \"ROLLBACK\"}"), 400).at("/problems/0").asText())
        .contains("targetVersion is missing");
    assertThat(json(post("{"), 400).at("/problems/0").asText())
        .contains("the body is not one JSON object");
    assertThat(
            json(post("{\"type\": \"ROLLBACK\", \"type\": \"ROLLBACK\"}"), 400).at("/problems/0"))
        .asString()
        .contains("the body is not one JSON object");
    json(post("{\"type\": \"ROLLBACK\", \"targetVersion\": 1}{}"), 400);
    assertThat(json(post("[]"), 400).at("/problems/0").asText())
        .contains("the body is not one JSON object such as {\"type\"");
    assertThat(sent).isEmpty();
  }

  @Test
  void shouldSendACommandInTheNameOfWhoSignedIn() throws Exception {
    TokenFile file = new TokenFile(folder.resolve("tokens"));
    String ann =
        file.issue(
            new Caller("ann", Role.OPERATOR, Optional.empty()), Instant.now().plusSeconds(3_600));
    server.close();
    server =
        new BoundedServer(
            HttpAddress.loopback(0),
            HttpBounds.DEFAULT,
            Access.asking(new FileCallers(file.path(), Clock.systemUTC())),
            routes());

    json(post("{\"type\": \"ROLLBACK\", \"targetVersion\": 1}"), 401);
    json(
        post("{\"type\": \"ROLLBACK\", \"targetVersion\": 1}", "Authorization", "Bearer " + ann),
        202);
    assertThat(sent).extracting(ModelCommand::getIssuer).containsExactly("ann");
  }

  /** Who signed in gives a command, never whom the body names. */
  @Test
  void shouldTakeNoIssuerFromTheBody() throws Exception {
    assertThat(
            json(post("{\"type\": \"ROLLBACK\", \"targetVersion\": 1, \"issuer\": \"ann\"}"), 400)
                .at("/problems/0")
                .asText())
        .contains("issuer is no field: the command's issuer is who signed in");
    assertThat(sent).isEmpty();
  }

  @Test
  void shouldRefuseTextsThatAreTooLongAndRepeatLittleOfThem() throws Exception {
    String set = Samples.digest("set b");
    List<String> bodies =
        List.of(
            "{\"type\": \"RETRY_PARKED\", \"forgetSetDigest\": \"LONG\"}",
            "{\"type\": \"RETRY_PARKED\", \"forgetSetDigest\": \""
                + set
                + "\", \"reason\": \"LONG\"}",
            "{\"type\": \"SET_ALIAS\", \"targetVersion\": 1, \"alias\": \"LONG\"}",
            "{\"type\": \"ROLLBACK\", \"targetVersion\": \"LONG\"}",
            "{\"type\": \"ROLLBACK\", \"targetVersion\": 1, \"commandId\": \"LONG\"}",
            "{\"type\": \"ROLLBACK\", \"targetVersion\": 1, \"LONG\": 1}",
            "{\"type\": \"ROLLBACK\", \"targetVersion\": 1, \"issuer\": \"LONG\"}",
            "{\"type\": \"LONG\"}",
            "LONG");
    for (String body : bodies) {
      HttpResponse<String> answer = post(body.replace("LONG", "a".repeat(500_000)));

      assertThat(json(answer, 400).at("/problems/0").asText()).isNotBlank();
      assertThat(answer.body()).hasSizeLessThan(1_000);
    }
    assertThat(sent).isEmpty();
    json(post("{\"type\": \"ROLLBACK\", \"targetVersion\": 1}"), 202);
  }

  @Test
  void shouldAnswerARepeatedCommandAsTheFirstAndAnotherUnderItsIdByAConflict() throws Exception {
    String id = "0190b5a0-0000-7000-8000-000000000001";
    String first = "{\"type\": \"ROLLBACK\", \"targetVersion\": 1, \"commandId\": \"" + id + "\"}";
    String other = first.replace("1,", "2,");
    JsonNode accepted = json(post(first), 202);

    assertThat(json(post(first), 202)).isEqualTo(accepted);
    assertThat(json(post(other), 409).at("/problems/0").asText())
        .contains(id, "was given with other content", "a new UUID");

    take(
        new Decisions(samples.trustedKeys())
            .onCommand(state(), Samples.NONE_PARKED, sent.get(0), Samples.NOW));
    assertThat(json(post(first), 202)).isEqualTo(accepted);
    json(post(other), 409);
    assertThat(json(get(accepted.path("outcome").asText()), 200).path("commandDigest"))
        .isEqualTo(accepted.path("commandDigest"));
    assertThat(sent).extracting(ModelCommand::getTargetVersion).containsOnly(1L);
  }

  /** Another instance, or this one after a restart, knows what is decided. */
  @Test
  void shouldKnowADecidedCommandThatWasNotSentFromHere() throws Exception {
    ModelCommand command = Samples.command(CommandType.ROLLBACK).setTargetVersion(1L).build();
    take(
        new Decisions(samples.trustedKeys())
            .onCommand(state(), Samples.NONE_PARKED, command, Samples.NOW));

    json(
        post(
            "{\"type\": \"ROLLBACK\", \"targetVersion\": 2, \"commandId\": \""
                + command.getCommandId()
                + "\"}"),
        409);
    assertThat(sent).isEmpty();
  }

  @Test
  void shouldSayWhenTheBrokerDidNotTakeACommand() throws Exception {
    brokerDown = true;

    assertThat(
            json(post("{\"type\": \"ROLLBACK\", \"targetVersion\": 1}"), 503)
                .at("/problems/0")
                .asText())
        .isEqualTo("no broker");
  }

  @Test
  void shouldTakeOtherContentUnderAnIdWithWhichNothingWasSent() throws Exception {
    String id = "0190b5a0-0000-7000-8000-000000000001";
    String first = "{\"type\": \"ROLLBACK\", \"targetVersion\": 1, \"commandId\": \"" + id + "\"}";
    brokerDown = true;
    json(post(first), 503);
    brokerDown = false;

    json(post(first.replace("1,", "2,")), 202);

    assertThat(sent).extracting(ModelCommand::getTargetVersion).containsExactly(2L);
    json(post(first), 409);
  }

  private ModelAggregate state() {
    return Samples.replay(Samples.MODEL, log);
  }

  private void take(Optional<ModelEvent> event) {
    log.add(event.orElseThrow());
    readModel.onEvent(event.orElseThrow());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String body, String... headers)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri("/v1/models/faces/commands"))
            .header("Content-Type", "application/json")
            .headers(headers.length > 0 ? headers : new String[] {"Accept", "application/json"})
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + server.port() + path);
  }

  private JsonNode json(HttpResponse<String> answer, int status) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type").orElse("")).contains("json");
    return mapper.readTree(answer.body());
  }
}

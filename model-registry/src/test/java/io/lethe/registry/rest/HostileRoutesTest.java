// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.kit.access.Access;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.kit.hostile.CallMutator;
import io.lethe.kit.hostile.GoodCall;
import io.lethe.kit.hostile.HostileRun;
import io.lethe.kit.hostile.RawCall;
import io.lethe.kit.http.BoundedServer;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.http.HttpBounds;
import io.lethe.kit.openapi.ApiDocument;
import io.lethe.registry.Samples;
import io.lethe.registry.model.Decisions;
import io.lethe.registry.view.ReadModel;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.text.InputTexts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls that nobody honest makes, to every route of a real server that takes a command or a name.
 * Each is answered as the served document says; see {@link HostileRun} and {@link CallMutator}.
 */
final class HostileRoutesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int LONGEST_REFUSAL = 4_096;
  private static final String MODEL = "/v1/models/{model}";
  private static final String COMMANDS = MODEL + "/commands";
  private static final String SET = Samples.digest("set");

  /** What each command over HTTP is asked for with. */
  private static final Map<CommandType, String> COMMAND_FIELDS =
      Map.of(
          CommandType.ROLLBACK, "\"targetVersion\": 1",
          CommandType.SET_ALIAS, "\"targetVersion\": 1, \"alias\": \"stable\"",
          CommandType.REMOVE_ALIAS, "\"alias\": \"stable\", \"reason\": \"it is not\"",
          CommandType.RETRY_PARKED, "\"forgetSetDigest\": \"" + SET + "\"",
          CommandType.REFUSE_PARKED, "\"forgetSetDigest\": \"" + SET + "\", \"reason\": \"law\"");

  @TempDir private Path folder;
  private final CallMutator mutator = new CallMutator(HostileRun.seed());
  private final HostileRun run = new HostileRun("model-registry over HTTP", 2);
  private final List<ModelCommand> sent = new ArrayList<>();
  private final Set<String> served = new TreeSet<>();
  private final List<GoodCall> calls = new ArrayList<>();
  private BoundedServer server;
  private ApiDocument document;

  @BeforeEach
  void serve() throws Exception {
    ReadModel readModel = new ReadModel();
    FileArtifactStore store = new FileArtifactStore(folder, ArtifactWriter.REGISTRY);
    addCalls(history(store), readModel);
    RegistryRoutes routes =
        new RegistryRoutes(
            readModel,
            (command, trace) -> sent.add(command),
            () -> true,
            Clock.fixed(Samples.NOW, ZoneOffset.UTC),
            store);
    server =
        new BoundedServer(
            HttpAddress.loopback(0),
            HttpBounds.DEFAULT,
            Access.open(),
            config -> {
              routes.accept(config);
              config.unsafe.internalRouter.allHttpHandlers().stream()
                  .filter(each -> each.endpoint.method.isHttpMethod())
                  .forEach(
                      each -> served.add(each.endpoint.method.name() + " " + each.endpoint.path));
            });
    GoodCall asking = new GoodCall(200, "GET", "/openapi.json", Map.of(), List.of(), "");
    document = new ApiDocument(MAPPER.readTree(asking.raw().send(server.port()).body()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A model of two versions, and the report behind the second. */
  private List<ModelEvent> history(FileArtifactStore store) {
    Samples samples = new Samples();
    Decisions decisions = new Decisions(samples.trustedKeys());
    List<ModelEvent> events = new ArrayList<>(samples.registered(decisions));
    ArtifactRef page =
        store
            .as(ArtifactWriter.VERIFIER)
            .putBlob("<!doctype html><title>r</title>".getBytes(StandardCharsets.UTF_8));
    UnlearningJob job = Samples.rootJob("a");
    events.add(
        decisions
            .onReport(
                Samples.replay(Samples.MODEL, events), job, samples.paged(job, page), Samples.NOW)
            .orElseThrow());
    return events;
  }

  private void addCalls(List<ModelEvent> history, ReadModel readModel) {
    history.forEach(readModel::onEvent);
    Map<String, String> values =
        Map.of(
            "model",
            Samples.MODEL,
            "version",
            "2",
            "jobId",
            history.get(history.size() - 1).getJobId(),
            "commandId",
            history.get(0).getCommandId());
    Stream.of(
            MODEL,
            MODEL + "/versions",
            MODEL + "/versions/{version}",
            MODEL + "/versions/{version}/report",
            MODEL + "/reports",
            MODEL + "/reports/{jobId}/page",
            MODEL + "/lineage",
            MODEL + "/champion",
            COMMANDS + "/{commandId}")
        .map(path -> new GoodCall(200, "GET", path, within(path, values), List.of(), ""))
        .forEach(calls::add);
    for (CommandType type : CommandType.values()) {
      int status = CommandRequest.OFFERED.contains(type) ? 202 : 400;
      String fields = COMMAND_FIELDS.getOrDefault(type, "\"targetVersion\": 1");
      GoodCall command =
          new GoodCall(
              status,
              "POST",
              COMMANDS,
              within(COMMANDS, values),
              List.of("Content-Type: application/json"),
              "{\"type\": \"%s\", %s}".formatted(type, fields));
      calls.addAll(List.of(command, command)); // they write, so there are more of them
    }
  }

  private static Map<String, String> within(String path, Map<String, String> values) {
    Map<String, String> own = new HashMap<>(values);
    own.keySet().removeIf(name -> !path.contains("{" + name + "}"));
    return own;
  }

  @Test
  void shouldTryEveryRouteThatTakesACommandOrANameAndEveryCommand() {
    Set<String> taking = new HashSet<>(served);
    taking.removeIf(route -> !route.contains("{"));

    assertThat(calls.stream().map(GoodCall::route)).containsAll(taking);
    assertThat(COMMAND_FIELDS.keySet()).isEqualTo(EnumSet.copyOf(CommandRequest.OFFERED));
  }

  @Test
  void shouldTakeOrRefuseEveryCallAndTakeTheNextGoodOne() throws Exception {
    run.all(number -> beHostile(calls.get(number % calls.size())));

    for (GoodCall good : calls) {
      sent.clear();
      RawCall.Answer answer = good.raw().send(server.port());
      assertThat(answer.status()).as("%s: %s", good, answer.body()).isEqualTo(good.status());
      assertThat(sent).as("%s", good).hasSize(good.status() == 202 ? 1 : 0);
    }
  }

  private void beHostile(GoodCall good) throws Exception {
    sent.clear();
    CallMutator.Bent bent = mutator.bent(good);
    RawCall.Answer answer = bent.call().send(server.port());
    run.count(good.route(), Integer.toString(answer.status()));
    try {
      requireAccounted(good, bent, answer);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "%s of %s was answered %d %s"
              .formatted(bent.call(), good, answer.status(), answer.body()),
          e);
    }
  }

  private void requireAccounted(GoodCall good, CallMutator.Bent bent, RawCall.Answer answer)
      throws Exception {
    if (answer.status() / 100 == 2) {
      assertThat(answer.status()).isEqualTo(good.hasBody() ? 202 : 200);
      assertThat(sent).hasSize(good.hasBody() ? 1 : 0);
      assertThat(fitting(good))
          .anySatisfy(
              path ->
                  assertThat(document.misfits(good.method(), path, answer.status(), answer.body()))
                      .isEmpty());
      sent.forEach(
          command -> {
            assertThat(CommandRequest.OFFERED).contains(command.getType());
            assertThat(InputTexts.problems(command)).isEmpty();
          });
      return;
    }
    Set<Integer> said = new HashSet<>(bent.besides());
    document
        .operation(good.method(), good.path())
        .get("responses")
        .fieldNames()
        .forEachRemaining(each -> said.add(Integer.valueOf(each)));
    assertThat(answer.status()).isIn(said).isBetween(400, 499);
    JsonNode refusal = MAPPER.readTree(answer.body());
    assertThat(document.misfits(refusal, document.schema("Problem"))).isEmpty();
    assertThat(refusal.path("status").asInt()).isEqualTo(answer.status());
    assertThat(refusal.path("problems")).isNotEmpty().noneMatch(rule -> rule.asText().isBlank());
    assertThat(answer.body()).hasSizeLessThan(LONGEST_REFUSAL);
    assertThat(sent).isEmpty();
  }

  /** Its route, and those that lead there: a bent path may have lost its end. */
  private List<String> fitting(GoodCall good) {
    return document.operations().stream()
        .map(route -> route.split(" ", -1))
        .filter(route -> route[0].equals(good.method()) && good.path().startsWith(route[1]))
        .map(route -> route[1])
        .toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.config.JavalinConfig;
import io.lethe.domain.text.TextLimit;
import io.lethe.kit.access.Role;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.kit.http.HttpBounds;
import io.lethe.kit.openapi.OpenApiContract;
import io.lethe.kit.trace.Trace;
import io.lethe.registry.Samples;
import io.lethe.registry.model.Decisions;
import io.lethe.registry.model.VersionRow;
import io.lethe.registry.view.ReadModel;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.TrainedWithout;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.text.InputTexts;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document that is served says what is served, and how long everything may be. */
class OpenApiTest extends OpenApiContract {
  private static final String MODEL = "/v1/models/{model}";
  private static final String COMMANDS = MODEL + "/commands";
  private static final String ID = "0190b5a0-0000-7000-8000-000000000001";

  @TempDir private Path folder;
  private final Samples samples = new Samples();
  private final ReadModel readModel = new ReadModel();
  private final List<ModelEvent> log = new ArrayList<>();
  private final List<ModelCommand> sent = new ArrayList<>();
  private boolean caughtUp = true;

  @Override
  protected Consumer<JavalinConfig> routes() {
    FileArtifactStore store = new FileArtifactStore(folder, ArtifactWriter.REGISTRY);
    Decisions decisions = new Decisions(samples.trustedKeys());
    samples.registered(decisions).forEach(this::take);
    UnlearningJob job = Samples.rootJob("a");
    ArtifactRef page =
        store.as(ArtifactWriter.VERIFIER).putBlob("<title>r</title>".getBytes(UTF_8));
    take(
        decisions
            .onReport(
                Samples.replay(Samples.MODEL, log), job, samples.paged(job, page), Samples.NOW)
            .orElseThrow());
    return new RegistryRoutes(
        readModel,
        (command, trace) -> sent.add(command),
        () -> caughtUp,
        Clock.fixed(Samples.NOW, ZoneOffset.UTC),
        store);
  }

  private void take(ModelEvent event) {
    log.add(event);
    readModel.onEvent(event);
  }

  @Override
  protected Map<String, Integer> lengths() {
    return Map.of(
        "model",
        TextLimit.NAME.characters(),
        "jobId",
        TextLimit.ID.characters(),
        "commandId",
        ID.length(),
        "alias",
        TextLimit.ALIAS.characters(),
        "forgetSetDigest",
        TextLimit.DIGEST.characters(),
        "reason",
        TextLimit.REASON.characters(),
        Trace.TRACEPARENT,
        TextLimit.TRACE.characters(),
        Trace.TRACESTATE,
        TextLimit.TRACE.characters());
  }

  /** What the document says of a command's texts is what the topic's readers hold them to. */
  @Test
  void shouldNameTheLengthsThatCommandsAreHeldToOnTheirTopic() {
    ModelCommand command = Samples.command(CommandType.SET_ALIAS).build();
    for (String name : List.of("model", "alias", "forgetSetDigest", "reason")) {
      ModelCommand longest = ModelCommand.newBuilder(command).build();
      longest.put(name, "a".repeat(lengths().get(name)));
      ModelCommand longer = ModelCommand.newBuilder(command).build();
      longer.put(name, "a".repeat(lengths().get(name) + 1));

      assertThat(InputTexts.problems(longest)).as(name).isEmpty();
      assertThat(InputTexts.problems(longer)).as(name).hasSize(1);
    }
    assertThat(document().root().at("/info/description").asText())
        .contains(String.format(Locale.ROOT, "%,d bytes", HttpBounds.DEFAULT.bodyBytes()));
  }

  @Test
  void shouldNameEveryCommandEventAndOrigin() {
    assertThat(enumOf("/Command/properties/type"))
        .isEqualTo(names(CommandRequest.OFFERED.stream()));
    assertThat(enumOf("/Accepted/properties/type")).isEqualTo(enumOf("/Command/properties/type"));
    Set<String> events = names(Stream.of(ModelEventType.values()));
    events.remove(ModelEventType.UNKNOWN.name());
    assertThat(enumOf("/CommandOutcome/properties/event")).isEqualTo(events);
    Set<String> origins = names(Stream.of(VersionRow.Origin.values()));
    assertThat(enumOf("/Version/properties/origin")).isEqualTo(origins);
    assertThat(enumOf("/Step/properties/origin")).isEqualTo(origins);
    Set<String> words = names(Stream.of(TrainedWithout.values()));
    words.remove(TrainedWithout.UNKNOWN.name());
    assertThat(enumOf("/Version/properties/trainedWithout")).isEqualTo(words);
  }

  private static Set<String> names(Stream<? extends Enum<?>> values) {
    return values.map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void shouldDescribeWhatIsTold() throws Exception {
    ModelCommand register = Samples.registration().setModel("voices").build();
    readModel.onEvent(
        new Decisions(samples.trustedKeys())
            .onCommand(
                Samples.replay("voices", List.of()), Samples.NONE_PARKED, register, Samples.NOW)
            .orElseThrow());
    ModelCommand alias =
        Samples.command(CommandType.SET_ALIAS).setAlias("stable").setTargetVersion(2L).build();
    take(
        new Decisions(samples.trustedKeys())
            .onCommand(Samples.replay(Samples.MODEL, log), Samples.NONE_PARKED, alias, Samples.NOW)
            .orElseThrow());
    Map<String, String> there =
        Map.of(
            "{model}",
            Samples.MODEL,
            "{version}",
            "2",
            "{jobId}",
            log.get(2).getJobId(),
            "{commandId}",
            alias.getCommandId());
    for (String operation : document().operations()) {
      if (operation.startsWith("GET /v1/")) {
        String path = operation.substring("GET ".length());
        assertAnswers(200, path, there);
        assertAnswers(200, path, Map.of("{model}", Samples.MODEL, "{version}", "1"), there);
        if (path.contains("{")) {
          assertAnswers(404, path, Map.of("{model}", "none"), there);
        }
      }
    }
    caughtUp = false;
    assertAnswers(503, MODEL, there);
  }

  @SafeVarargs
  private void assertAnswers(int status, String template, Map<String, String>... places)
      throws Exception {
    String path = template;
    for (Map<String, String> each : places) {
      for (Map.Entry<String, String> place : each.entrySet()) {
        path = path.replace(place.getKey(), place.getValue());
      }
    }
    HttpResponse<String> answer = ask(path, HttpRequest.newBuilder());
    assertThat(answer.statusCode()).as(path).isEqualTo(status);
    assertFits(answer, template, "get");
  }

  @Test
  void shouldDescribeWhatIsAnsweredToCommands() throws Exception {
    String rollback = "{\"type\": \"ROLLBACK\", \"targetVersion\": %d, \"commandId\": \"%s\"}";
    assertAnswers(202, rollback.formatted(1, ID));
    assertAnswers(409, rollback.formatted(2, ID));
    assertAnswers(400, "{\"type\": \"REGISTER\", \"alias\": 7, \"who\": 1}");
    assertAnswers(400, "{");
    caughtUp = false;
    assertAnswers(503, rollback.formatted(1, ID));
    assertThat(sent).hasSize(1);
  }

  private void assertAnswers(int status, String command) throws Exception {
    HttpResponse<String> answer =
        ask(
            COMMANDS.replace("{model}", Samples.MODEL),
            HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(command)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertFits(answer, COMMANDS, "post");
  }

  @Test
  void shouldNameTheRolesThatEveryRouteAnswers() {
    served()
        .forEach(
            (route, roles) -> {
              int blank = route.indexOf(' ');
              String path = route.substring(blank + 1);
              String refusal =
                  document()
                      .operation(route.substring(0, blank), path)
                      .at("/responses/403/description")
                      .asText();
              for (Role role : path.startsWith("/v1/") ? Role.values() : new Role[0]) {
                assertThat(refusal.contains(role.label()))
                    .as("%s by %s: %s", route, role, refusal)
                    .isEqualTo(roles.contains(role));
              }
            });
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static io.lethe.schemas.ModelEventType.ALIAS_SET;
import static io.lethe.schemas.ModelEventType.COMMAND_REFUSED;
import static io.lethe.schemas.ModelEventType.REGISTERED;
import static io.lethe.schemas.ModelEventType.REGISTRATION_ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lethe.kit.access.Access;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.kit.http.BoundedServer;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.http.HttpBounds;
import io.lethe.registry.rest.RegistryRoutes;
import io.lethe.registry.view.ReadModel;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One id is one command, over HTTP and on the topic, however it is spelled. */
final class CommandIdTest extends RegistryDriverTest {
  private static final String ID = "0190b5a0-00ab-7000-8000-00000000cdef";
  private static final String CAPITALS = ID.toUpperCase(Locale.ROOT);
  private static final String STABLE =
      "{\"type\": \"SET_ALIAS\", \"targetVersion\": 1, \"alias\": \"stable\", \"commandId\": \"%s\"}";

  @TempDir Path store;
  private final ReadModel readModel = new ReadModel();
  private final HttpClient http = HttpClient.newHttpClient();
  private BoundedServer server;

  /** What HTTP takes goes the way of all commands, and what is decided is read by HTTP. */
  @BeforeEach
  void serve() {
    registry.register(samples);
    registry.log().forEach(readModel::onEvent);
    server =
        new BoundedServer(
            HttpAddress.loopback(0),
            HttpBounds.DEFAULT,
            Access.open(),
            new RegistryRoutes(
                readModel,
                (command, trace) -> onTheTopic(command),
                () -> true,
                Clock.fixed(Samples.NOW, ZoneOffset.UTC),
                new FileArtifactStore(store, ArtifactWriter.REGISTRY)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldFindACommandOfTheTopicThatWasSentInCapitals() throws Exception {
    ModelEvent event = only(onTheTopic(alias("stable", CAPITALS)), ALIAS_SET);

    assertThat(event.getCommandId()).isEqualTo(ID);
    for (String spelled : List.of(ID, CAPITALS)) {
      JsonNode outcome = json(get(spelled), 200);
      assertThat(outcome.path("commandId").asText()).isEqualTo(ID);
      assertThat(outcome.path("event").asText()).isEqualTo("ALIAS_SET");
    }
  }

  @Test
  void shouldTakeTheSameIdInOtherLettersForTheSameCommand() throws Exception {
    json(post(STABLE.formatted(ID)), 202);

    assertThat(onTheTopic(alias("stable", CAPITALS))).isEmpty();
    assertThat(only(onTheTopic(alias("other", CAPITALS)), COMMAND_REFUSED).getReason())
        .contains(ID, "was given with other content");
    assertThat(json(post(STABLE.formatted(CAPITALS)), 202).path("commandId").asText())
        .isEqualTo(ID);
    json(post(STABLE.replace("stable", "other").formatted(CAPITALS)), 409);
  }

  @Test
  void shouldRegisterByACommandInCapitals() {
    ModelCommand command = Samples.registration().setModel("voices").setCommandId(CAPITALS).build();
    ModelEvent accepted = only(registry.send(command), REGISTRATION_ACCEPTED);

    assertThat(accepted.getCommandId()).isEqualTo(ID);
    ModelCommand asDecided = ModelCommand.newBuilder(command).setCommandId(ID).build();
    only(registry.send(samples.sign(samples.baseline(asDecided).setModel("voices"))), REGISTERED);
    assertThat(registry.send(command)).isEmpty();
  }

  @Test
  void shouldRefuseWhatIsNotInTheUsualForm() throws Exception {
    for (String other : List.of("1-1-1-1-1", ID.replace("-", ""), "{" + ID + "}")) {
      assertThat(json(post(STABLE.formatted(other)), 400).at("/problems/0").asText())
          .contains("commandId is " + other, "its usual form of 36 characters", "or left out");
      ModelEvent refused = only(onTheTopic(alias("stable", other)), COMMAND_REFUSED);
      assertThat(refused.getCommandId()).isNull();
      assertThat(refused.getReason())
          .contains("commandId is " + other, "its usual form of 36 characters");
    }
    assertThat(json(get("1-1-1-1-1"), 404).at("/problems/0").asText())
        .contains("no command is called 1-1-1-1-1", "its usual form of 36 characters");
  }

  private List<ModelEvent> onTheTopic(ModelCommand command) {
    List<ModelEvent> events = registry.send(command);
    events.forEach(readModel::onEvent);
    return events;
  }

  private static ModelCommand alias(String name, String id) {
    return Samples.command(CommandType.SET_ALIAS)
        .setAlias(name)
        .setTargetVersion(1L)
        .setCommandId(id)
        .build();
  }

  private HttpResponse<String> get(String commandId) throws Exception {
    return http.send(
        HttpRequest.newBuilder(commands("/" + commandId)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(commands(""))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI commands(String rest) {
    return URI.create(
        "http://localhost:%d/v1/models/%s/commands%s"
            .formatted(server.port(), Samples.MODEL, rest));
  }

  private static JsonNode json(HttpResponse<String> answer, int status) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JsonMapper.builder().build().readTree(answer.body());
  }
}

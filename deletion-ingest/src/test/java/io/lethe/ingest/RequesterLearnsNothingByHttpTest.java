// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.ingest.http.IntakeServer;
import io.lethe.kit.access.Access;
import io.lethe.kit.access.Caller;
import io.lethe.kit.access.FileCallers;
import io.lethe.kit.access.Role;
import io.lethe.kit.access.TokenFile;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.RequestState;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The answers themselves, status, headers and body, as a requester's token gets them from a real
 * server about people whom the model's dataset knows, whom it does not, whom it knows from test
 * alone, and who were forgotten before; the server follows what the real topology publishes.
 *
 * <p>{@code POST} cannot tell by what it answers, for it never looks at whether somebody is known:
 * it asks whether the request's id was used and whether the model is registered, and knows no
 * dataset. What is shown afterwards, {@link RequesterLearnsNothingTest} tries along random ways.
 *
 * <p>Why: docs/decisions/0041-tokens-and-roles.md.
 */
class RequesterLearnsNothingByHttpTest {
  private static final String MODEL = "faces";
  private static final String FORGOTTEN = "s0";
  private static final List<String> PEOPLE = List.of("s1", "nobody", "other", FORGOTTEN);
  private static final String PATH = "/v1/deletions";
  private static final String AMENDMENT =
      "{\"reason\": \"he came back\", \"decidedBy\": \"the desk\"}";

  @TempDir private Path folder;
  private final ObjectMapper mapper = new ObjectMapper();
  private Pipeline pipeline;
  private IntakeServer server;
  private String[] token = {};
  private int sent;

  /** A call about one of the people, or about his request. */
  @FunctionalInterface
  private interface Call {
    HttpResponse<String> about(String what) throws Exception;
  }

  @BeforeEach
  void start() {
    pipeline = new Pipeline(folder);
    Map<String, List<Integer>> samples = new TreeMap<>();
    for (int i = 0; i < 50; i++) {
      samples.put("s" + i, List.of(2 * i, 2 * i + 1));
    }
    samples.put("other", List.of());
    pipeline.registerDataset(samples);
    pipeline.registerModel(MODEL);
    TokenFile file = new TokenFile(folder.resolve("tokens"));
    Caller app = new Caller("app", Role.REQUESTER, Optional.of("default"));
    token =
        new String[] {
          "Authorization", "Bearer " + file.issue(app, Instant.now().plus(Duration.ofHours(1)))
        };
    server =
        new IntakeServer(folder, Access.asking(new FileCallers(file.path(), Clock.systemUTC())));
    server.register(MODEL);
    advance(Duration.ofSeconds(1));
  }

  @AfterEach
  void stop() {
    server.close();
    pipeline.close();
  }

  @Test
  void shouldAnswerTheSameAboutEverybodyFromTheFirstCallToTheLast() throws Exception {
    post(FORGOTTEN);
    advance(Duration.ofMinutes(2));
    pipeline.promote(pipeline.lastJob());
    advance(Duration.ofSeconds(1));

    List<String> paths = locations(same(202, PEOPLE, this::post));
    same(404, paths, this::get);
    takeIn();
    assertThat(states(paths)).as("worth the name").contains(RequestState.NOTHING_TO_ERASE);
    assertThat(new HashSet<>(states(paths))).as("worth the name").hasSizeGreaterThan(2);
    assertShown("in_progress", paths);
    same(202, PEOPLE, person -> again(person, paths.get(PEOPLE.indexOf(person))));
    same(409, paths, path -> again("s7", path));

    advance(Duration.ofMinutes(2));
    assertThat(states(paths)).contains(RequestState.UNLEARNING);
    assertShown("in_progress", paths);

    pipeline.promote(pipeline.lastJob());
    advance(Duration.ofSeconds(1));
    assertThat(states(paths)).contains(RequestState.PROMOTED);
    assertShown("completed", paths);
    same(202, paths, path -> call(path + "/withdrawal", AMENDMENT));
  }

  private HttpResponse<String> post(String person) throws Exception {
    return call(PATH, "{\"subjectId\": \"%s\", \"model\": \"%s\"}".formatted(person, MODEL));
  }

  /** The same id once more, for him or for another. */
  private HttpResponse<String> again(String person, String path) throws Exception {
    return call(
        PATH,
        "{\"subjectId\": \"%s\", \"model\": \"%s\", \"requestId\": \"%s\"}"
            .formatted(person, MODEL, path.substring(path.lastIndexOf('/') + 1)));
  }

  private HttpResponse<String> call(String path, String body) throws Exception {
    return server.postTo(path, IntakeServer.JSON, body, token);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return server.get(path, token);
  }

  private void assertShown(String state, List<String> paths) throws Exception {
    for (HttpResponse<String> each : same(200, paths, this::get)) {
      assertThat(mapper.readTree(each.body()).path("state").asText()).isEqualTo(state);
    }
  }

  /** The answers, which differ in nothing but ids and the second in which they were given. */
  private List<HttpResponse<String>> same(int status, List<String> whom, Call call)
      throws Exception {
    List<HttpResponse<String>> answers = new ArrayList<>();
    for (String each : whom) {
      answers.add(call.about(each));
    }
    assertThat(answers).allSatisfy(each -> assertThat(each.statusCode()).isEqualTo(status));
    assertThat(answers.stream().map(RequesterLearnsNothingByHttpTest::told).distinct())
        .as("%d about %s", status, whom)
        .hasSize(1);
    return answers;
  }

  private static String told(HttpResponse<String> answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
    headers.remove("date");
    return (headers + "\n" + answer.body())
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
        .replaceAll("[0-9a-f]{32}", "TRACE");
  }

  private static List<String> locations(List<HttpResponse<String>> answers) {
    return answers.stream()
        .map(answer -> answer.headers().firstValue("Location").orElseThrow())
        .toList();
  }

  private List<RequestState> states(List<String> paths) {
    return paths.stream().map(path -> pipeline.state(path.substring(PATH.length() + 1))).toList();
  }

  /** The topology reads what the server sent, and the server what the topology made of it. */
  private void takeIn() {
    List<DeletionRequest> requests = server.sent();
    while (sent < requests.size()) {
      DeletionRequest request = requests.get(sent++);
      pipeline.send(request.getSubjectId(), request);
    }
    pipeline.status.forEach(server::follow);
    pipeline.setsByKey.forEach(server::follow);
  }

  private void advance(Duration by) {
    takeIn();
    pipeline.advance(by);
    server.now = pipeline.now();
    takeIn();
  }
}

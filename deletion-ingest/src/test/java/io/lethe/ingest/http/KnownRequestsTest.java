// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import static io.lethe.ingest.http.IntakeServer.ID;
import static io.lethe.ingest.http.IntakeServer.json;
import static io.lethe.ingest.http.IntakeServer.rejection;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.RequestState;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known when it is asked is answered, and what comes out later GET tells. */
class KnownRequestsTest {
  private static final String FIRST = request("s1", ID);
  private static final String OTHER_PERSON = request("s2", ID);

  @TempDir private Path folder;
  private IntakeServer intake;

  @BeforeEach
  void start() {
    intake = new IntakeServer(folder);
  }

  @AfterEach
  void stop() {
    intake.close();
  }

  private static String request(String subject, String id) {
    return "{\"subjectId\": \"" + subject + "\", \"requestId\": \"" + id + "\"}";
  }

  @Test
  void shouldRefuseAUsedIdWithAnotherPersonAtOnce() throws Exception {
    assertThat(intake.post(FIRST).statusCode()).isEqualTo(202);

    HttpResponse<String> other = intake.post(OTHER_PERSON);

    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(json(other).get("requestId").asText()).isEqualTo(ID);
    assertThat(other.body()).contains("give this one an id of its own").doesNotContain("s2");
    assertThat(intake.sent()).hasSize(1);
  }

  @Test
  void shouldRefuseAUsedIdThatTheTopologyKnows() throws Exception {
    intake.post(FIRST);
    try (IntakeServer restarted = new IntakeServer(folder)) {
      restarted.accepted(intake.sent().get(0), RequestState.PROMOTED);

      assertThat(restarted.post(OTHER_PERSON).statusCode()).isEqualTo(409);
      assertThat(restarted.post(FIRST.replace("}", ", \"model\": \"faces\"}")).statusCode())
          .isEqualTo(409);
      assertThat(
              restarted
                  .post(FIRST.replace("}", ", \"deadline\": \"2026-02-01T00:00:00Z\"}"))
                  .statusCode())
          .isEqualTo(409);
      assertThat(restarted.sent()).isEmpty();
    }
  }

  @Test
  void shouldAnswerTheSameAgainToTheSame() throws Exception {
    HttpResponse<String> first = intake.post(FIRST);
    HttpResponse<String> second = intake.post(FIRST);
    intake.accepted(intake.sent().get(0), RequestState.PROMOTED);
    HttpResponse<String> third = intake.post(FIRST);

    assertThat(second.statusCode()).isEqualTo(202);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(third.statusCode()).isEqualTo(202);
    assertThat(third.body()).isEqualTo(first.body());
    assertThat(intake.sent()).hasSize(1);
  }

  @Test
  void shouldLetTenantsUseTheSameId() throws Exception {
    intake.post(FIRST);

    assertThat(intake.post(OTHER_PERSON.replace("}", ", \"tenant\": \"shop\"}")).statusCode())
        .isEqualTo(202);
  }

  @Test
  void shouldRefuseAModelThatIsNotRegistered() throws Exception {
    HttpResponse<String> answer = intake.post("{\"subjectId\": \"s1\", \"model\": \"facse\"}");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("model is not registered; register it");
    assertThat(intake.sent()).isEmpty();
  }

  @Test
  void shouldReadOnBeforeItCallsAModelUnknown() throws Exception {
    intake.readOn =
        CompletableFuture.runAsync(
            () -> intake.register("hands"), CompletableFuture.delayedExecutor(10, MILLISECONDS));

    assertThat(intake.post("{\"subjectId\": \"s1\", \"model\": \"hands\"}").statusCode())
        .isEqualTo(202);
  }

  @Test
  void shouldLeaveToTheTopologyWhatCannotBeToldInTime() throws Exception {
    intake.readOn = new CompletableFuture<>();

    assertThat(intake.post("{\"subjectId\": \"s1\", \"model\": \"hands\"}").statusCode())
        .isEqualTo(202);
  }

  @Test
  void shouldSendARequestOnceMoreWhoseIdTheTopologyFreedAgain() throws Exception {
    intake.readOn = new CompletableFuture<>();
    String early = "{\"subjectId\": \"s1\", \"model\": \"hands\", \"requestId\": \"" + ID + "\"}";
    assertThat(intake.post(early).statusCode()).isEqualTo(202);
    assertThat(intake.post(early).statusCode()).isEqualTo(202);
    assertThat(intake.sent()).hasSize(1);

    intake.rejected(ID, RejectionReason.UNKNOWN_MODEL, "model is not registered");
    intake.register("hands");

    assertThat(intake.post(early).statusCode()).isEqualTo(202);
    assertThat(intake.sent()).hasSize(2);
    assertThat(intake.post(early).statusCode()).isEqualTo(202);
    assertThat(intake.sent()).hasSize(2);
  }

  /** Others, as whoever sends over Kafka under the same id, are refused for something else. */
  @ParameterizedTest
  @ValueSource(ints = {1, 30})
  void shouldSendOnceMoreWhoseIdIsFreeWhateverWasRefusedAfterIt(int others) throws Exception {
    intake.readOn = new CompletableFuture<>();
    String early = "{\"subjectId\": \"s1\", \"model\": \"hands\", \"requestId\": \"" + ID + "\"}";
    assertThat(intake.post(early).statusCode()).isEqualTo(202);
    intake.rejected(ID, RejectionReason.UNKNOWN_MODEL, "model is not registered");
    for (int i = 0; i < others; i++) {
      intake.rejected(ID, RejectionReason.INVALID, "deadline must be after receipt, try " + i);
    }

    assertThat(intake.post(early).statusCode()).isEqualTo(202);
    assertThat(intake.sent()).hasSize(2);
    intake.rejected(ID, RejectionReason.INVALID, "and once more");
    assertThat(intake.post(early).statusCode()).isEqualTo(202);
    assertThat(intake.sent()).as("taken before, and not refused since").hasSize(2);
  }

  @Test
  void shouldTellWhyARequestWasRefusedLater() throws Exception {
    intake.rejected(ID, RejectionReason.UNKNOWN_MODEL, "model is not registered. Register it.");

    JsonNode answer = intake.status();

    assertThat(answer.get("state").asText()).isEqualTo("REJECTED");
    assertThat(answer.get("reason").asText()).isEqualTo("model is not registered. Register it.");
    assertThat(answer.get("models")).isEmpty();
    assertThat(answer.get("rejections").get(0).get("reason").asText()).isEqualTo("UNKNOWN_MODEL");
  }

  @Test
  void shouldTellARefusalBesideTheStateOfTheFirst() throws Exception {
    intake.post(FIRST);
    intake.accepted(intake.sent().get(0), RequestState.PROMOTED);
    intake.rejected(ID, RejectionReason.CONFLICTING_DUPLICATE, "requestId was used before");

    JsonNode answer = intake.status();

    assertThat(answer.get("state").asText()).isEqualTo("PROMOTED");
    assertThat(answer.get("rejections")).hasSize(1);
    assertThat(answer.get("rejections").get(0).get("message").asText())
        .isEqualTo("requestId was used before");
  }

  @Test
  void shouldKeepTheLastRefusalsOfTheLastRequests() {
    RejectionView view = new RejectionView(2);
    view.onRecord(rejection(null, RejectionReason.UNDECODABLE, "nobody's"));
    for (String id : List.of(ID, "2", "3")) {
      for (int i = 0; i < 12; i++) {
        view.onRecord(rejection(id, RejectionReason.INVALID, "rule " + i));
      }
    }

    assertThat(view.find("default", ID)).isEmpty();
    assertThat(view.find("default", "2")).hasSize(10);
    assertThat(view.find("default", "3").get(9).getMessage()).isEqualTo("rule 11");
  }
}

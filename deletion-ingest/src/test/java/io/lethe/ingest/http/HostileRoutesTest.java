// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.ingest.intake.AmendmentRules;
import io.lethe.ingest.intake.RequestRules;
import io.lethe.kit.hostile.CallMutator;
import io.lethe.kit.hostile.GoodCall;
import io.lethe.kit.hostile.HostileRun;
import io.lethe.kit.hostile.RawCall;
import io.lethe.kit.openapi.ApiDocument;
import io.lethe.schemas.AmendmentOutcome;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls that nobody honest makes, to every route of a real server that takes anything of who calls.
 * Each is answered as the served document says; see {@link HostileRun} and {@link CallMutator}.
 */
class HostileRoutesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int LONGEST_REFUSAL = 4_096;
  private static final String NEXT = "9b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003";

  @TempDir private Path folder;
  private final CallMutator mutator = new CallMutator(HostileRun.seed());
  private final HostileRun run =
      new HostileRun("deletion-ingest over HTTP", 2).keepingSecret(IntakeCalls.SUBJECT);
  private final Set<String> taken = new HashSet<>();
  private IntakeServer intake;
  private ApiDocument document;

  @BeforeEach
  void start() throws Exception {
    intake = new IntakeServer(folder);
    document = new ApiDocument(IntakeServer.json(intake.get("/openapi.json")));
    for (String tenant : List.of("default", IntakeCalls.TENANT)) {
      publish(tenant, IntakeCalls.WAITING, RequestState.PENDING, List.of());
      publish(tenant, IntakeCalls.HELD, RequestState.HELD, List.of(hold()));
    }
  }

  @AfterEach
  void stop() {
    intake.close();
  }

  @Test
  void shouldTryEveryRouteThatTakesABodyOrAnId() {
    Set<String> taking = new TreeSet<>(document.operations());
    taking.removeIf(
        route -> {
          String[] words = route.split(" ", -1);
          return !words[1].contains("{")
              && !document.operation(words[0], words[1]).has("requestBody");
        });

    assertThat(IntakeCalls.ALL.stream().map(GoodCall::route)).containsAll(taking);
    assertThat(document.root().at("/info/description").asText())
        .as("what is answered to a path or headers, whatever the route")
        .contains("400", "404", "405", "414", "431");
  }

  @Test
  void shouldAnswerEveryCallAsTheDocumentSaysAndTakeTheNextGoodOne() throws Exception {
    run.all(number -> beHostile(IntakeCalls.ALL.get(number % IntakeCalls.ALL.size())));

    for (GoodCall good : IntakeCalls.ALL) {
      forget();
      RawCall.Answer answer = good.renamed(IntakeCalls.NEW, NEXT).raw().send(intake.port());
      assertThat(answer.status()).as("%s: %s", good, answer.body()).isEqualTo(good.status());
      requireTaken(good, answer);
    }
  }

  private void beHostile(GoodCall good) throws Exception {
    CallMutator.Bent bent =
        good.path().endsWith(":batch") ? mutator.bent(good, this::lines) : mutator.bent(good);
    forget();
    RawCall.Answer answer = bent.call().send(intake.port());
    run.count(good.route(), Integer.toString(answer.status()));
    try {
      requireAccounted(good, bent, answer);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "%s was answered %d %s".formatted(bent.call(), answer.status(), answer.body()), e);
    }
  }

  private void requireAccounted(GoodCall good, CallMutator.Bent bent, RawCall.Answer answer)
      throws Exception {
    int status = answer.status();
    assertThat(answer.body().toLowerCase(Locale.ROOT))
        .doesNotContain(IntakeCalls.SUBJECT.toLowerCase(Locale.ROOT));
    if (status / 100 == 2) {
      requireTaken(good, answer);
      assertThat(document.misfits(good.method(), good.path(), status, answer.body())).isEmpty();
    } else {
      Set<Integer> said = new TreeSet<>(bent.besides());
      document
          .operation(good.method(), good.path())
          .get("responses")
          .fieldNames()
          .forEachRemaining(each -> said.add(Integer.valueOf(each)));
      assertThat(status).isIn(said).isBetween(400, 499);
      requireRefusal(answer);
    }
    intake
        .sent()
        .forEach(each -> assertThat(RequestRules.broken(each, IntakeServer.NOW)).isEmpty());
    intake
        .amended()
        .forEach(each -> assertThat(AmendmentRules.broken(each, IntakeServer.NOW)).isEmpty());
  }

  /** Shortly told which rule is broken, and sent nowhere. */
  private void requireRefusal(RawCall.Answer answer) throws JsonProcessingException {
    JsonNode refusal = MAPPER.readTree(answer.body());
    assertThat(refusal.path("status").asInt()).isEqualTo(answer.status());
    assertThat(refusal.path("problems")).isNotEmpty().noneMatch(rule -> rule.asText().isBlank());
    assertThat(answer.body()).hasSizeLessThan(LONGEST_REFUSAL);
    assertThat(intake.sent()).isEmpty();
    assertThat(intake.amended()).isEmpty();
  }

  /** Sent once for each that is told to be taken and was not before. */
  private void requireTaken(GoodCall good, RawCall.Answer answer) throws JsonProcessingException {
    List<String> accepted = new ArrayList<>();
    if (!good.method().equals("GET")) {
      for (String line : answer.body().lines().toList()) {
        JsonNode said = MAPPER.readTree(line);
        if (said.path("status").asInt(202) == 202) {
          accepted.add(said.has("location") ? said.get("location").asText() : dsr(said));
        }
      }
    }
    if (good.route().contains("{")) {
      assertThat(intake.amended()).hasSameSizeAs(accepted);
      assertThat(intake.sent()).isEmpty();
    } else {
      long fresh = accepted.stream().filter(taken::add).count();
      // of one that was taken long ago it is not known any more, and it is sent again
      assertThat((long) intake.sent().size()).isBetween(fresh, (long) accepted.size());
      assertThat(intake.amended()).isEmpty();
    }
  }

  private static String dsr(JsonNode said) {
    return Answer.PATH + "/default/" + said.path("subject_request_id").asText();
  }

  private void forget() {
    intake.producer.clear();
    intake.amendments.clear();
  }

  /** Some lines, of which a few are bent; now and then far too many. */
  private byte[] lines(String good) {
    int lines =
        mutator.mutator().below(100) == 0 ? NdJson.MAX_LINES + 1 : 1 + mutator.mutator().below(6);
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    for (int i = 0; i < lines; i++) {
      batch.writeBytes(
          lines < 10 && mutator.mutator().below(2) == 0
              ? mutator.bodies().bent(good)
              : good.getBytes(UTF_8));
      batch.writeBytes(mutator.mutator().oneOf(List.of("\n", "\r\n", "\n\n", "")).getBytes(UTF_8));
    }
    return batch.toByteArray();
  }

  private void publish(
      String tenant, String request, RequestState state, List<AmendmentOutcome> amendments) {
    DeletionStatus status =
        DeletionStatus.newBuilder(IntakeServer.status(null, state, "d"))
            .setTenant(tenant)
            .setRequestId(request)
            .setAmendments(amendments)
            .build();
    intake.statuses.onRecord(
        new ConsumerRecord<>(Topics.DELETION_STATUS.name(), 0, 1, tenant + "/" + request, status));
  }

  private static AmendmentOutcome hold() {
    return AmendmentOutcome.newBuilder()
        .setAmendmentId(IntakeServer.ID)
        .setKind("HOLD")
        .setOutcome("TAKEN")
        .setReason("court")
        .setDecidedBy("dpo")
        .setReceivedAt(IntakeServer.NOW)
        .build();
  }
}

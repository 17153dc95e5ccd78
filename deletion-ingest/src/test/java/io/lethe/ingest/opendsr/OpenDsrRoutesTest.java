// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.opendsr;

import static io.lethe.ingest.http.IntakeServer.ID;
import static io.lethe.ingest.http.IntakeServer.JSON;
import static io.lethe.ingest.http.IntakeServer.NOW;
import static io.lethe.ingest.http.IntakeServer.json;
import static io.lethe.ingest.http.IntakeServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.domain.crypto.KeyFileException;
import io.lethe.domain.crypto.RsaSigner;
import io.lethe.ingest.callback.AllowedOrigins;
import io.lethe.ingest.callback.ProcessorIdentity;
import io.lethe.ingest.http.IntakeServer;
import io.lethe.kit.access.Access;
import io.lethe.kit.access.Caller;
import io.lethe.kit.access.FileCallers;
import io.lethe.kit.access.Role;
import io.lethe.kit.access.TokenFile;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.DeletionAmendment;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.RequestState;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenDSR's endpoints: what they put on the topics, and what their answers tell. */
class OpenDsrRoutesTest {
  private static final String REQUESTS = "/opendsr/v2/requests";
  private static final String DOMAIN = "opendsr.company.example";
  private static final String GOOD =
      """
      {"regulation": "gdpr", "subject_request_id": "%s", "subject_request_type": "erasure",
       "submitted_time": "2025-12-31T23:00:00+02:00", "api_version": "2.0",
       "subject_identities": [{"identity_type": "controller_customer_id",
         "identity_value": "person-0123", "identity_format": "raw"}],
       "status_callback_urls": ["https://controller.example/callbacks?of=7"],
       "extensions": {"another.example": {"property_id": "1"}}}
      """
          .formatted(ID);

  private static KeyPair keys;

  @TempDir private Path folder;
  private IntakeServer intake;
  private String[] mine = {};
  private String[] foreign = {};
  private String[] stranger = {};

  @BeforeAll
  static void makeKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    keys = generator.generateKeyPair();
  }

  @BeforeEach
  void start() throws Exception {
    TokenFile file = new TokenFile(folder.resolve("tokens"));
    mine = token(file, "app", Role.REQUESTER, "default");
    foreign = token(file, "other-app", Role.REQUESTER, "other");
    stranger = token(file, "lost-app", Role.REQUESTER, "nobody");
    OpenDsrSettings settings =
        new OpenDsrSettings(
            new ProcessorIdentity(Optional.of(DOMAIN), Optional.of(RsaSigner.load(keyFile()))),
            Optional.of("https://" + DOMAIN + "/certificate.pem"),
            OpenDsrConfig.CONTROLLERS_OWN,
            AllowedOrigins.of(List.of("https://controller.example"), List.of()));
    intake =
        new IntakeServer(
            folder, Access.asking(new FileCallers(file.path(), Clock.systemUTC())), settings);
  }

  private static String[] token(TokenFile file, String name, Role role, String tenant) {
    Caller caller = new Caller(name, role, Optional.ofNullable(tenant));
    String token = file.issue(caller, Instant.now().plus(Duration.ofHours(1)));
    return new String[] {"Authorization", "Bearer " + token};
  }

  private Path keyFile() throws IOException {
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    Path file = Files.writeString(folder.resolve("opendsr.pem"), pem);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @AfterEach
  void stop() {
    intake.close();
  }

  @Test
  void shouldSayToAnybodyWhatItIs() throws Exception {
    HttpResponse<String> answer = intake.get("/opendsr/v2/discovery");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).toString())
        .isEqualTo(
            "{\"api_version\":\"2.0\",\"supported_identities\":[{\"identity_type\":"
                + "\"controller_customer_id\",\"identity_format\":\"raw\"}],"
                + "\"supported_subject_request_types\":[\"erasure\"],"
                + "\"processor_certificate\":\"https://opendsr.company.example/certificate.pem\"}");
    assertSigned(answer);
  }

  @Test
  void shouldTakeARequestAsTheRecordThatItIs() throws Exception {
    HttpResponse<String> answer = submit(GOOD, mine);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertSigned(answer);
    JsonNode body = json(answer);
    assertThat(body.path("controller_id").asText()).isEqualTo("default");
    assertThat(body.path("subject_request_id").asText()).isEqualTo(ID);
    assertThat(body.path("received_time").asText()).isEqualTo(NOW.toString());
    assertThat(body.path("expected_completion_time").asText()).isEqualTo("2026-02-01T00:00:00Z");
    assertThat(Base64.getDecoder().decode(body.path("encoded_request").asText()))
        .isEqualTo(GOOD.getBytes(StandardCharsets.UTF_8));
    assertThat(body).hasSize(5);
    DeletionRequest sent = intake.sent().get(0);
    assertThat(sent.getRequestId()).isEqualTo(ID);
    assertThat(sent.getTenant()).isEqualTo("default");
    assertThat(sent.getSubjectId()).isEqualTo("person-0123");
    assertThat(sent.getModel()).isNull();
    assertThat(sent.getDeadline()).isNull();
    assertThat(sent.getRequestedAt()).isEqualTo(Instant.parse("2025-12-31T21:00:00Z"));
    assertThat(sent.getNote()).isEqualTo("by OpenDSR under gdpr");
    assertThat(sent.getCallbacks()).containsExactly("https://controller.example/callbacks?of=7");
  }

  @Test
  void shouldAnswerARepeatedRequestAsTheFirstAndRefuseOtherContent() throws Exception {
    submit(GOOD, mine);
    intake.accepted(intake.sent().get(0), RequestState.PENDING);

    HttpResponse<String> again = submit(GOOD, mine);
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(json(again).path("received_time").asText()).isEqualTo(NOW.toString());
    HttpResponse<String> other = submit(GOOD.replace("of=7", "of=8"), mine);
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(json(other).at("/error/code").asInt()).isEqualTo(409);
    assertThat(intake.sent()).hasSize(1);
  }

  @Test
  void shouldTakeItForTheTenantOfItsToken() throws Exception {
    assertThat(json(submit(GOOD, foreign)).path("controller_id").asText()).isEqualTo("other");
    assertThat(submit(GOOD).statusCode()).isEqualTo(401);
    assertThat(intake.sent()).extracting(DeletionRequest::getTenant).containsExactly("other");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"gdpr\" | \"pdpa\" | regulation must be one of gdpr, ccpa",
        "\"erasure\" | \"access\" | subject_request_type must be erasure",
        "\"erasure\" | \"portability\" | subject_request_type must be erasure",
        "2.0 | 1.0 | api_version must be left out or 2.0",
        "2025-12-31T23:00:00+02:00 | yesterday | submitted_time must be",
        "\"submitted_time\" | \"time\" | a field is none of",
        "controller_customer_id | email | subject_identities must be one identity with",
        "\"raw\" | \"sha256\" | identity_format raw",
        "\"person-0123\" | 123 | an identity_value",
        "\"person-0123\" | \"  \" | identity_value must",
        "\"raw\"}] | \"raw\"}, {}] | send one request for each person",
        "7b0f7f0e- | x | subject_request_id must be a UUID",
        "https://controller | http://controller | status_callback_urls must be",
        "controller.example | controller.example:8443 | status_callback_urls must be",
        "controller.example | other.example | status_callback_urls must be",
        "of=7 | of=person-0123 | must not name the identity_value",
        "another.example | opendsr.company.example | extensions must be left out",
      })
  void shouldNameTheRuleThatARequestBreaks(String of, String by, String rule) throws Exception {
    HttpResponse<String> answer = submit(GOOD.replace(of, by), mine);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(json(answer).at("/problems/0").asText()).contains(rule);
    assertThat(json(answer).at("/error/code").asInt()).isEqualTo(400);
    assertThat(json(answer).at("/error/errors/0/message").asText()).contains(rule);
    assertThat(answer.body()).doesNotContain("person-0123");
    assertThat(intake.sent()).isEmpty();
    assertSigned(answer);
  }

  @Test
  void shouldTakeThreeReceiversAndNoFourth() throws Exception {
    String one = "\"https://controller.example/callbacks?of=7\"";
    String three = one + ", \"https://controller.example/2\", \"https://controller.example/3\"";

    assertThat(submit(GOOD.replace(one, three + ", \"https://controller.example/4\""), mine))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(400);
    assertThat(submit(GOOD.replace(one, three), mine).statusCode()).isEqualTo(201);
    String tooLong = "\"https://controller.example/" + "a".repeat(2_048) + "\"";
    assertThat(submit(GOOD.replace(one, tooLong), mine).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{", "7", ""})
  void shouldRefuseWhatIsNoRequest(String body) throws Exception {
    assertThat(submit(body, mine).statusCode()).isEqualTo(400);
  }

  @Test
  void shouldTellWhatARequesterSeesAndNoMore() throws Exception {
    intake.publish(null, stands(RequestState.PARKED));

    HttpResponse<String> answer = intake.get(REQUESTS + "/" + ID, mine);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertSigned(answer);
    assertThat(json(answer).toString())
        .isEqualTo(
            "{\"controller_id\":\"default\",\"subject_request_id\":\""
                + ID
                + "\",\"expected_completion_time\":\"2026-02-01T00:00:00Z\","
                + "\"request_status\":\"in_progress\",\"api_version\":\"2.0\"}");
  }

  @Test
  void shouldCallWhatWasRefusedCancelled() throws Exception {
    intake.rejected(ID, RejectionReason.INVALID, "a rule");

    assertThat(json(intake.get(REQUESTS + "/" + ID, mine)).path("request_status").asText())
        .isEqualTo("cancelled");
  }

  @Test
  void shouldKnowNoRequestOfAnotherTenant() throws Exception {
    intake.publish(null, stands(RequestState.PENDING));

    assertThat(intake.get(REQUESTS + "/" + ID, foreign).statusCode()).isEqualTo(404);
    assertThat(intake.delete(REQUESTS + "/" + ID, foreign).statusCode()).isEqualTo(404);
    assertThat(intake.amended()).isEmpty();
    intake.caughtUp = false;
    assertThat(intake.get(REQUESTS + "/" + ID, foreign).statusCode()).isEqualTo(503);
    assertThat(intake.get(REQUESTS + "/7", mine).statusCode()).isEqualTo(400);
  }

  /** By status, body and headers alike: it must not teach whom a dataset knows. */
  @ParameterizedTest
  @EnumSource(value = RequestState.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
  void shouldAnswerEveryCancellationAlike(RequestState state) throws Exception {
    intake.publish(null, stands(state));

    HttpResponse<String> answer = intake.delete(REQUESTS + "/" + ID, mine);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(json(answer).toString())
        .isEqualTo(
            "{\"controller_id\":\"default\",\"subject_request_id\":\""
                + ID
                + "\",\"received_time\":\""
                + NOW
                + "\",\"api_version\":\"2.0\"}");
    assertSigned(answer);
    DeletionAmendment sent = intake.amended().get(0);
    assertThat(sent.getKind()).isEqualTo(AmendmentKind.WITHDRAW);
    assertThat(sent.getTenant() + "/" + sent.getRequestId()).isEqualTo("default/" + ID);
    assertThat(sent.getDecidedBy()).isEqualTo("app");
  }

  /** The intake refuses what names him, which nobody who cancelled would be told. */
  @Test
  void shouldCallWhoCancelsForHimselfByNoNameOfHis() throws Exception {
    intake.publish(
        null,
        DeletionStatus.newBuilder(stands(RequestState.PENDING))
            .setSubjectKey(intake.subjectKeyOf("app"))
            .build());

    assertThat(intake.delete(REQUESTS + "/" + ID, mine).statusCode()).isEqualTo(202);
    assertThat(intake.amended().get(0).getDecidedBy()).isEqualTo("the subject");
  }

  @Test
  void shouldTakeNothingForATenantThatIsNotStated() throws Exception {
    HttpResponse<String> sent = submit(GOOD, stranger);
    HttpResponse<String> cancelled = intake.delete(REQUESTS + "/" + ID, stranger);

    for (HttpResponse<String> answer : List.of(sent, cancelled)) {
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(json(answer).at("/problems/0").asText())
          .startsWith("tenant 'nobody' is none of this intake's");
    }
    assertThat(intake.sent()).isEmpty();
    assertThat(intake.amended()).isEmpty();
    assertThat(intake.get(REQUESTS + "/" + ID, stranger).statusCode()).isEqualTo(404);
  }

  @Test
  void shouldShowNothingWhileTooLittleWasRead() throws Exception {
    intake.publish(null, stands(RequestState.PENDING));
    intake.caughtUp = false;

    assertThat(intake.get(REQUESTS + "/" + ID, mine).statusCode()).isEqualTo(503);
  }

  /** The summary has those of the case that is least advanced, be its model a later one. */
  @Test
  void shouldTellARepeatedRequestTheTimesOfTheFirstAlone() throws Exception {
    submit(GOOD, mine);
    intake.accepted(intake.sent().get(0), RequestState.PENDING);
    Instant later = NOW.plus(Duration.ofDays(100));
    DeletionStatus summary = intake.statuses.find("default", ID).get(0).status();
    intake.publish(
        null, DeletionStatus.newBuilder(summary).setReceivedAt(later).setDeadline(later).build());
    intake.publish(
        "late",
        DeletionStatus.newBuilder(status("late", RequestState.PENDING, null))
            .setReceivedAt(later)
            .setDeadline(later)
            .build());
    intake.publish("faces", status("faces", RequestState.PROMOTED, null));

    JsonNode again = json(submit(GOOD, mine));
    assertThat(again.path("received_time").asText()).isEqualTo(NOW.toString());
    assertThat(again.path("expected_completion_time").asText()).isEqualTo(NOW.toString());
  }

  @Test
  void shouldMakeOneWithdrawalOfACancellationThatIsRepeated() throws Exception {
    intake.publish(null, stands(RequestState.PENDING));
    intake.delete(REQUESTS + "/" + ID, mine);
    intake.delete(REQUESTS + "/" + ID, mine);

    assertThat(intake.amended())
        .extracting(DeletionAmendment::getAmendmentId)
        .hasSize(2)
        .containsOnly(intake.amended().get(0).getAmendmentId());
  }

  @Test
  void shouldSayWhatIsAway() throws Exception {
    intake.publish(null, stands(RequestState.PENDING));
    intake.amendments.close();
    intake.producer.close();
    assertThat(intake.delete(REQUESTS + "/" + ID, mine).statusCode()).isEqualTo(503);
    assertThat(submit(GOOD.replace(ID, "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a009"), mine))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(503);
    intake.keysThere = Optional.empty();
    assertThat(submit(GOOD, mine).statusCode()).isEqualTo(503);
  }

  @Test
  void shouldSignNothingWithoutAKey() throws Exception {
    try (IntakeServer unsigned = new IntakeServer(folder, Access.open())) {
      HttpResponse<String> discovery = unsigned.get("/opendsr/v2/discovery");
      assertThat(discovery.headers().firstValue(ProcessorIdentity.SIGNATURE)).isEmpty();
      assertThat(json(discovery).has("processor_certificate")).isFalse();
      HttpResponse<String> refused = unsigned.postTo(REQUESTS, JSON, GOOD);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("which is empty");
    }
  }

  @Test
  void shouldLoadNoKeyThatIsOpenToOthersOrTooShort() throws Exception {
    Path file = keyFile();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> RsaSigner.load(file))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("chmod 600");
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1_024);
    KeyPair before = keys;
    keys = generator.generateKeyPair();
    try {
      Path weak = keyFile();
      assertThatThrownBy(() -> RsaSigner.load(weak)).hasMessageContaining("2,048 bits");
    } finally {
      keys = before;
    }
    Files.writeString(file, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(() -> RsaSigner.load(file)).hasMessageContaining("no RSA key in PKCS #8");
  }

  private static DeletionStatus stands(RequestState state) {
    return DeletionStatus.newBuilder(status(null, state, "digest"))
        .setDeadline(Instant.parse("2026-02-01T00:00:00Z"))
        .setStanding(true)
        .build();
  }

  private HttpResponse<String> submit(String body, String... headers) throws Exception {
    return intake.postTo(REQUESTS, JSON, body, headers);
  }

  private static void assertSigned(HttpResponse<String> answer) throws Exception {
    assertThat(answer.headers().firstValue(ProcessorIdentity.DOMAIN)).contains(DOMAIN);
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(keys.getPublic());
    signature.update(answer.body().getBytes(StandardCharsets.UTF_8));
    byte[] signed =
        Base64.getDecoder()
            .decode(answer.headers().firstValue(ProcessorIdentity.SIGNATURE).orElseThrow());
    assertThat(signature.verify(signed)).isTrue();
  }

  /** One desk remembers what both took a moment ago. */
  @Test
  void shouldTakeTheSameRequestInBothWordsOnce() throws Exception {
    assertThat(intake.postTo(REQUESTS, JSON, GOOD, mine).statusCode()).isEqualTo(201);
    String same =
        """
        {"requestId": "%s", "subjectId": "person-0123", "note": "by OpenDSR under gdpr"}
        """
            .formatted(ID);

    HttpResponse<String> again = intake.postTo("/v1/deletions", JSON, same, mine);
    HttpResponse<String> other =
        intake.postTo("/v1/deletions", JSON, same.replace("0123", "0124"), mine);

    assertThat(again.statusCode()).as("callbacks are of its content too").isEqualTo(409);
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(intake.sent()).hasSize(1);
  }
}

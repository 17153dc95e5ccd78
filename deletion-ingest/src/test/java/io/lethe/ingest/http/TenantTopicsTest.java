// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import static io.lethe.ingest.http.IntakeServer.ID;
import static io.lethe.ingest.http.IntakeServer.JSON;
import static io.lethe.ingest.http.IntakeServer.json;
import static io.lethe.ingest.http.IntakeServer.lines;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.topic.Topics;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes by HTTP goes to its tenant's topics, and nowhere for a tenant that has none. */
class TenantTopicsTest {
  private static final String UNKNOWN =
      "tenant 'nobody' is none of this intake's; name one that is, or have it stated under tenants"
          + " in the intake's configuration";
  private static final String AMENDMENT =
      "{\"reason\": \"he came back\", \"decidedBy\": \"the desk\"}";

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

  private static String request(String tenant) {
    return "{\"subjectId\": \"s1\", \"tenant\": \"" + tenant + "\"}";
  }

  @ParameterizedTest
  @CsvSource({"default, deletion.requests", "shop, deletion.requests.shop"})
  void shouldPutARequestOnItsTenantsTopic(String tenant, String topic) throws Exception {
    assertThat(intake.post(request(tenant)).statusCode()).isEqualTo(202);

    assertThat(intake.producer.history()).extracting(ProducerRecord::topic).containsExactly(topic);
  }

  @Test
  void shouldPutAnAmendmentOnItsTenantsTopic() throws Exception {
    publishOf("shop");

    assertThat(amend("shop", "withdrawal").statusCode()).isEqualTo(202);

    assertThat(intake.amendments.history())
        .extracting(ProducerRecord::topic)
        .containsExactly("deletion.amendments.shop");
  }

  @Test
  void shouldRefuseATenantThatTheConfigurationDoesNotState() throws Exception {
    HttpResponse<String> answer = intake.post(request("nobody"));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(json(answer).at("/problems/0").asText()).isEqualTo(UNKNOWN);
    assertThat(answer.body()).doesNotContain("shop", "s1");
    assertThat(intake.sent()).isEmpty();
  }

  @Test
  void shouldRefuseSuchATenantInALineOfABatchAndInAnEvent() throws Exception {
    List<JsonNode> lines = lines(intake.batch(request("shop") + "\n" + request("nobody") + "\n"));
    HttpResponse<String> event =
        intake.post(
            request("nobody"),
            "ce-specversion",
            "1.0",
            "ce-type",
            CloudEvent.TYPE,
            "ce-source",
            "/shop",
            "ce-id",
            "1");

    assertThat(lines).extracting(line -> line.path("status").asInt()).containsExactly(202, 422);
    assertThat(lines.get(1).at("/problems/0").asText()).isEqualTo(UNKNOWN);
    assertThat(event.statusCode()).as(event.body()).isEqualTo(422);
    assertThat(json(event).at("/problems/0").asText()).isEqualTo(UNKNOWN);
    assertThat(intake.sent()).hasSize(1);
  }

  /** Also of one that was stated once, whose requests are there still. */
  @ParameterizedTest
  @ValueSource(strings = {"withdrawal", "hold", "hold-release", "extension"})
  void shouldRefuseAnAmendmentForSuchATenant(String route) throws Exception {
    publishOf("nobody");

    HttpResponse<String> answer = amend("nobody", route);

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(json(answer).at("/problems/0").asText()).isEqualTo(UNKNOWN);
    assertThat(intake.amended()).isEmpty();
    assertThat(intake.get("/v1/deletions/nobody/" + ID).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Shop", "a.b", "a_b", "-a", "a-", "a b"})
  void shouldSayWhatATenantsNameIs(String name) throws Exception {
    HttpResponse<String> answer = intake.post(request(name));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).at("/problems/0").asText())
        .isEqualTo(
            "tenant must be at most 60 characters, lower-case letters, digits and hyphens, a"
                + " letter or digit first and last");
  }

  @Test
  void shouldNotTakeARefusedAmendmentOfATenantForARefusedRequest() throws Exception {
    RejectedRequest refusal =
        RejectedRequest.newBuilder(
                IntakeServer.rejection(ID, RejectionReason.UNKNOWN_REQUEST, "no such request")
                    .value())
            .setSourceTopic("deletion.amendments.shop")
            .setTenant("shop")
            .build();
    intake.rejections.onRecord(
        new ConsumerRecord<>(Topics.DELETION_REJECTED.name(), 0, 8, "k", refusal));

    assertThat(intake.get("/v1/deletions/shop/" + ID).statusCode()).isEqualTo(404);
  }

  private void publishOf(String tenant) {
    DeletionStatus status =
        DeletionStatus.newBuilder(IntakeServer.status(null, RequestState.PENDING, "d"))
            .setTenant(tenant)
            .build();
    intake.statuses.onRecord(
        new ConsumerRecord<>(Topics.DELETION_STATUS.name(), 0, 1, tenant + "/" + ID, status));
  }

  private HttpResponse<String> amend(String tenant, String route) throws Exception {
    return intake.postTo("/v1/deletions/" + tenant + "/" + ID + "/" + route, JSON, AMENDMENT);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.loop.Faults;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose a record is says its topic. */
class TenantsTest {
  private static final String ID = "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a001";
  private static final Duration STOP = Duration.ofMinutes(1);

  @TempDir private Path directory;
  private Pipeline pipeline;

  @BeforeEach
  void start() {
    pipeline = new Pipeline(directory, Tenants.of(List.of("shop")));
    pipeline.datasetTenants = List.of("default", "shop", "bank");
    pipeline.registerSubjects(4, 2);
    pipeline.registerModel("faces");
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @ParameterizedTest
  @CsvSource({"default", "shop"})
  void shouldTakeWhatItsTenantSendsOnItsOwnTopics(String tenant) {
    ask(pipeline, tenant, tenant);
    String key = tenant + "/" + ID;
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PENDING);

    pipeline.amend(key, AmendmentKind.WITHDRAW);

    assertThat(pipeline.state(key)).isEqualTo(RequestState.WITHDRAWN);
    assertThat(pipeline.rejected).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"shop, default", "default, shop", "shop, nobody", "default, nobody"})
  void shouldRefuseARequestThatNamesAnotherTenantThanItsTopics(String topics, String named) {
    ask(pipeline, topics, named);

    RejectedRequest letter = onlyDeadLetter();
    String topic = Topics.DELETION_REQUESTS.of(topics).name();
    assertThat(letter.getReason()).isEqualTo(RejectionReason.OTHER_TENANT);
    assertThat(letter.getMessage())
        .isEqualTo(
            "tenant must be '"
                + topics
                + "' on "
                + topic
                + ": a record is of the tenant of its topic. Send it to the topic of its own"
                + " tenant.");
    assertThat(letter.getSourceTopic()).isEqualTo(topic);
    assertThat(letter.getTenant()).as("who is told").isEqualTo(topics);
    assertThat(letter.getRequestId()).isEqualTo(ID);
    assertThat(pipeline.status).isEmpty();
    assertThat(pipeline.metrics.counted).containsExactly("rejected OTHER_TENANT");
  }

  @ParameterizedTest
  @CsvSource({"shop, default", "default, shop"})
  void shouldRefuseAnAmendmentThatNamesAnotherTenantThanItsTopics(String topics, String named) {
    ask(pipeline, named, named);
    String key = named + "/" + ID;

    pipeline.sendTo(
        topics,
        pipeline.amendment(UUID.randomUUID().toString(), key, AmendmentKind.WITHDRAW).build());

    RejectedRequest letter = onlyDeadLetter();
    assertThat(letter.getReason()).isEqualTo(RejectionReason.OTHER_TENANT);
    assertThat(letter.getMessage())
        .startsWith("tenant must be '" + topics + "' on " + letter.getSourceTopic());
    assertThat(letter.getSourceTopic()).isEqualTo(Topics.DELETION_AMENDMENTS.of(topics).name());
    assertThat(letter.getTenant()).as("not told to whom it meant").isEqualTo(topics);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.status.get(key).getAmendments()).isEmpty();
  }

  @Test
  void shouldRepeatNoValueOfARecordThatNamesAnotherTenant() {
    pipeline.sendTo("shop", "s0", pipeline.requestBuilder("s0", "s0").setTenant("s0").build());

    RejectedRequest letter = onlyDeadLetter();
    assertThat(letter.getReason()).isEqualTo(RejectionReason.OTHER_TENANT);
    assertThat(letter.toString()).doesNotContain("s0");
  }

  @Test
  void shouldRefuseWhatCannotBeReadOfATenantsTopicAsOfTheFirst() {
    pipeline.sendRaw(Topics.DELETION_REQUESTS.of("shop"), new TestRecord<>(null, null));

    assertThat(onlyDeadLetter().getMessage())
        .startsWith("A record of deletion.requests.shop must have a value");
    assertThat(onlyDeadLetter().getReason()).isEqualTo(RejectionReason.NULL_VALUE);
  }

  @Test
  void shouldKeepTheRuleAndTheRequestsOverARestart() {
    ask(pipeline, "shop", "shop");

    try (Pipeline next = pipeline.restartedAfter(STOP)) {
      ask(next, "shop", "shop");
      assertThat(next.metrics.counted).containsExactly("repeated");
      ask(next, "default", "shop");
      next.amend("shop/" + ID, AmendmentKind.WITHDRAW);

      assertThat(next.state("shop/" + ID)).isEqualTo(RequestState.WITHDRAWN);
      assertThat(next.rejected)
          .extracting(RejectedRequest::getReason)
          .containsExactly(RejectionReason.OTHER_TENANT);
    }
  }

  @Test
  void shouldTakeATenantMoreFromTheNextStartOnAndGoOnWithTheRequestsOfOneThatIsGone() {
    ask(pipeline, "shop", "shop");

    try (Pipeline next = pipeline.restartedAfter(STOP, Tenants.of(List.of("bank")))) {
      ask(next, "bank", "bank");
      next.advance(STOP);
      next.promote(next.lastJob());

      assertThat(next.state("bank/" + ID)).isEqualTo(RequestState.PROMOTED);
      assertThat(next.state("shop/" + ID)).isEqualTo(RequestState.PROMOTED);
    }
  }

  @Test
  void shouldSetAsideWhatFailsOnATenantsTopicsToo() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();

    StreamsFaults.settings(new Faults(meters, Set.of()), "ingest", Tenants.of(List.of("shop")));

    assertThat(meters.get("lethe.service.set.aside.records").counters())
        .extracting(counter -> counter.getId().getTag("topic"))
        .contains(
            "deletion.requests",
            "deletion.requests.shop",
            "deletion.amendments",
            "deletion.amendments.shop");
  }

  /** Neither by whom the dataset knows nor by who is in a set of somebody else's. */
  @Test
  void shouldReachNoModelOfADatasetWhoseRegistrationDoesNotNameTheTenant() {
    pipeline.datasetTenants = List.of("default");
    pipeline.registerSubjects(4, 2);
    String others = pipeline.request("s0");

    ask(pipeline, "shop", "shop");

    String key = "shop/" + ID;
    assertThat(pipeline.state(key)).isEqualTo(RequestState.NOTHING_TO_ERASE);
    assertThat(pipeline.status.get(key + "/faces").getReason())
        .contains("does not name this tenant");
    assertThat(pipeline.status.get(key + "/faces").getBesideSet()).as("sees no set").isNull();
    pipeline.amend(others, AmendmentKind.WITHDRAW);
    pipeline.advance(Duration.ofHours(1));
    assertThat(pipeline.jobs).isEmpty();
  }

  /** The models of others, which the request does not reach, do not keep it from its end. */
  @Test
  void shouldShowATenantWhereItsRequestStandsWithItsOwnModelsAlone() {
    pipeline.datasetTenants = List.of("default");
    pipeline.registerSubjects(4, 2);
    pipeline.datasetTenants = List.of("shop");
    pipeline.useDataset("shops");
    pipeline.registerSubjects(4, 2);
    pipeline.registerModel("shoes");

    ask(pipeline, "shop", "shop");

    String key = "shop/" + ID;
    assertThat(pipeline.status.get(key + "/faces").getReason())
        .contains("does not name this tenant");
    assertThat(pipeline.eyes.see(key, pipeline.now())).contains("in_progress");
    pipeline.advance(Duration.ofHours(1));
    pipeline.promote(pipeline.jobs.get(0));
    assertThat(pipeline.state(key + "/shoes")).isEqualTo(RequestState.PROMOTED);
    assertThat(pipeline.eyes.see(key, pipeline.now())).contains("completed");
  }

  /** As somebody whom its own model does not know, while nobody else asks of that. */
  @Test
  void shouldNotShowATenantThatItReachesNoModel() {
    pipeline.datasetTenants = List.of("default");
    pipeline.registerSubjects(4, 2);

    ask(pipeline, "shop", "shop");

    String key = "shop/" + ID;
    pipeline.advance(Duration.ofDays(29));
    assertThat(pipeline.eyes.see(key, pipeline.now())).contains("in_progress");
    pipeline.advance(Duration.ofDays(3));
    assertThat(pipeline.eyes.see(key, pipeline.now())).contains("completed");
  }

  /** A case with a later model opens for those alone whom its dataset knows. */
  @Test
  void shouldNotTellATenantByALaterModelOfItsOwnWhetherThatKnowsThePerson() {
    pipeline.datasetTenants = List.of("default");
    pipeline.registerSubjects(4, 2);
    ask(pipeline, "shop", "shop");
    String key = "shop/" + ID;
    pipeline.advance(Duration.ofDays(40));
    assertThat(pipeline.eyes.see(key, pipeline.now())).contains("completed");

    pipeline.datasetTenants = List.of("shop");
    pipeline.useDataset("shops");
    pipeline.registerSubjects(4, 2);
    pipeline.registerModel("shoes");
    pipeline.advance(Duration.ofSeconds(1));

    assertThat(pipeline.state(key + "/shoes")).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.eyes.see(key, pipeline.now())).contains("completed");
  }

  @Test
  void shouldReachItOnceTheDatasetIsRegisteredAgainWithTheTenant() {
    pipeline.datasetTenants = List.of("default");
    pipeline.registerSubjects(4, 2);
    ask(pipeline, "shop", "shop");

    pipeline.datasetTenants = List.of("default", "shop");
    pipeline.registerSubjects(4, 2);
    String again = UUID.randomUUID().toString();
    pipeline.sendTo("shop", "s0", pipeline.requestBuilder(again, "s0").setTenant("shop").build());

    assertThat(pipeline.state("shop/" + ID)).isEqualTo(RequestState.NOTHING_TO_ERASE);
    assertThat(pipeline.state("shop/" + again)).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldOfferNoStandingOrderToAModelOfADatasetThatIsNotItsTenants() {
    ask(pipeline, "shop", "shop");
    pipeline.datasetTenants = List.of("default");
    pipeline.useDataset("another");
    pipeline.registerSubjects(4, 2);
    pipeline.registerModel("voices");
    pipeline.advance(Duration.ofMinutes(2));

    assertThat(pipeline.status).doesNotContainKey("shop/" + ID + "/voices");
  }

  private static void ask(Pipeline pipeline, String topics, String named) {
    pipeline.sendTo(topics, "s0", pipeline.requestBuilder(ID, "s0").setTenant(named).build());
  }

  private RejectedRequest onlyDeadLetter() {
    assertThat(pipeline.rejected).hasSize(1);
    return pipeline.rejected.get(0);
  }
}

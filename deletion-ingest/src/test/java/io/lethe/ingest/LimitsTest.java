// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.policy.Limits;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.ingest.limit.TenantDay;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.RequestState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who can make a model forget can make it worse: how much goes without an operator's word. */
class LimitsTest {
  private static final String MODEL = "faces";

  @TempDir Path directory;
  private Pipeline pipeline;

  @BeforeEach
  void start() {
    pipeline = new Pipeline(directory);
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void shouldHoldASetAboveItsShareOfTheDatasetUntilAnOperatorSaysYes() {
    register(List.of(199L), 5, 2, new Limits(100, 0.05, 1));

    String key = pipeline.fillSet(0);

    DeletionStatus held = pipeline.status.get(key);
    assertThat(held.getState()).isEqualTo(RequestState.PARKED);
    assertThat(held.getReason())
        .contains("10 of the 199 train samples of the dataset")
        .contains("limits.datasetShare of the policy, 0.05")
        .contains("retry it to say yes");
    assertThat(pipeline.jobs).isEmpty();

    decide(held, ModelEventType.PARKED_SET_RETRIED);

    assertThat(pipeline.state(key)).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.lastJob().getForgetSamples()).isEqualTo(10);
    pipeline.promote(pipeline.lastJob());
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PROMOTED);
  }

  @Test
  void shouldTakeWhatTheLimitStillAllows() {
    register(List.of(200L), 5, 2, new Limits(100, 0.05, 1));

    assertThat(pipeline.state(pipeline.fillSet(0))).isEqualTo(RequestState.UNLEARNING);
  }

  @Test
  void shouldHoldASetAboveItsShareOfOneClass() {
    // Ordinals 0 to 9: five of each class.
    register(List.of(1_000L, 99L), 5, 2, new Limits(100, 0.05, 0.05));

    String key = pipeline.fillSet(0);

    assertThat(pipeline.state(key)).isEqualTo(RequestState.PARKED);
    assertThat(pipeline.status.get(key).getReason())
        .contains("5 of the 99 train samples of class 1")
        .contains("limits.classShare of the policy, 0.05");
  }

  @Test
  void shouldHoldWhatCannotBeTold() {
    pipeline.classSamples = List.of();
    pipeline.registerSubjects(5, 2);
    pipeline.registerModel(MODEL, Pipeline.policy());

    String key = pipeline.fillSet(0);

    assertThat(pipeline.state(key)).isEqualTo(RequestState.PARKED);
    assertThat(pipeline.status.get(key).getReason()).contains("names no classes");
  }

  @Test
  void shouldAskNobodyWhereThePolicyHasNoShares() {
    register(List.of(10L), 5, 2, Limits.DEFAULTS.withoutShares());

    assertThat(pipeline.state(pipeline.fillSet(0))).isEqualTo(RequestState.UNLEARNING);
  }

  @Test
  void shouldKeepTrainingOnAHeldSetForElseHoldingItWouldEraseIt() {
    register(List.of(150L), 12, 2, new Limits(100, 0.05, 1));
    String held = pipeline.fillSet(0);
    assertThat(pipeline.state(held)).isEqualTo(RequestState.PARKED);

    pipeline.request("s5");
    pipeline.advance(Duration.ofMinutes(1));

    assertThat(pipeline.blob(pipeline.lastJob().getExcludedDigest()).subjectKeys())
        .containsExactly(pipeline.subjectKeys.keyOf("s5"));
    decide(pipeline.status.get(held), ModelEventType.PARKED_SET_RETRIED);
    pipeline.promote(pipeline.lastJob());
    assertThat(pipeline.blob(pipeline.lastJob().getForgottenDigest()).subjectKeys()).hasSize(6);
  }

  @Test
  void shouldHoldASetAboveItsShareAlsoWhereItCouldNotBeWritten() {
    register(List.of(200L), 10, 2, new Limits(100, 1, 1));
    pipeline.fillSet(0);
    String first = pipeline.lastJob().getForgetSetDigest();
    pipeline.promote(pipeline.lastJob());
    String policy = Pipeline.policy().with(new Limits(100, 0.01, 1)).toCanonicalJson();
    pipeline.send(
        pipeline
            .event(MODEL, ModelEventType.POLICY_SET)
            .setPolicy(policy)
            .setPolicyDigest(ModelPolicy.digestOf(policy)));
    Runnable putBack = pipeline.lose(first);

    String key = pipeline.fillSet(5);

    DeletionStatus held = pipeline.status.get(key);
    assertThat(held.getState()).isEqualTo(RequestState.PARKED);
    assertThat(held.getReason()).contains("; besides, the set holds 10 of the 200 train samples");
    putBack.run();
    decide(held, ModelEventType.PARKED_SET_RETRIED);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.UNLEARNING);
  }

  @Test
  void shouldEndAHeldSetThatAnOperatorRefuses() {
    register(List.of(100L), 5, 2, new Limits(100, 0.05, 1));
    String key = pipeline.fillSet(0);

    decide(pipeline.status.get(key), ModelEventType.PARKED_SET_REFUSED);

    assertThat(pipeline.state(key)).isEqualTo(RequestState.REFUSED);
    assertThat(pipeline.jobs).isEmpty();
  }

  @Test
  void shouldRefuseWhatATenantAsksBeyondItsDayAndTakeItOnTheNext() {
    register(List.of(1_000L), 5, 2, new Limits(2, 1, 1));
    pipeline.request("s0");
    pipeline.request("s1");
    String other = ask("other", "s2");

    String beyond = pipeline.request("s3");

    DeletionStatus refused = pipeline.status.get(beyond + "/" + MODEL);
    assertThat(refused.getState()).isEqualTo(RequestState.REFUSED);
    assertThat(pipeline.state(beyond)).isEqualTo(RequestState.REFUSED);
    assertThat(refused.getReason())
        .contains("2 requests about the model today")
        .contains("limits.tenantRequestsPerDay")
        .contains("Ask again from 2026-01-02T00:00:00Z on");
    RejectedRequest letter = pipeline.rejected.get(0);
    assertThat(letter.getReason()).isEqualTo(RejectionReason.OVER_LIMIT);
    assertThat(letter.getMessage()).isEqualTo(refused.getReason());
    assertThat(letter.getModel()).isEqualTo(MODEL);
    assertThat(beyond).endsWith(letter.getRequestId());
    assertThat(pipeline.metrics.counted).contains("rejected OVER_LIMIT");
    assertThat(pipeline.state(other)).isEqualTo(RequestState.PENDING);

    pipeline.advance(Duration.ofDays(1));

    assertThat(pipeline.state(pipeline.request("s3"))).isNotEqualTo(RequestState.REFUSED);
    assertThat(days()).as("of other days nothing is kept").hasSize(1);
  }

  @Test
  void shouldCountARepeatedRequestOnce() {
    register(List.of(1_000L), 5, 2, new Limits(2, 1, 1));
    String id = UUID.randomUUID().toString();
    for (int i = 0; i < 3; i++) {
      pipeline.send("s0", pipeline.requestBuilder(id, "s0").build());
    }

    assertThat(pipeline.state(pipeline.request("s1"))).isEqualTo(RequestState.PENDING);
  }

  @Test
  void shouldKnowTheDaysCountAfterARestart() {
    register(List.of(1_000L), 5, 2, new Limits(1, 1, 1));
    pipeline.request("s0");

    try (Pipeline next = pipeline.restartedAfter(Duration.ofMinutes(1))) {
      assertThat(next.state(next.request("s1"))).isEqualTo(RequestState.REFUSED);
    }
  }

  private void register(List<Long> classSamples, int subjects, int samplesEach, Limits limits) {
    pipeline.classSamples = classSamples;
    pipeline.registerSubjects(subjects, samplesEach);
    pipeline.registerModel(MODEL, Pipeline.policy().with(limits));
  }

  private String ask(String tenant, String subject) {
    String id = UUID.randomUUID().toString();
    pipeline.send(subject, pipeline.requestBuilder(id, subject).setTenant(tenant).build());
    return tenant + "/" + id;
  }

  private void decide(DeletionStatus status, ModelEventType decision) {
    pipeline.send(
        pipeline
            .event(MODEL, decision)
            .setForgetSetDigest(status.getForgetSetDigest())
            .setReason("an operator said so"));
  }

  private List<String> days() {
    KeyValueStore<String, TenantDay> store =
        pipeline.driver.getKeyValueStore(IngestTopology.TENANT_DAYS);
    try (KeyValueIterator<String, TenantDay> all = store.all()) {
      List<String> keys = new ArrayList<>();
      while (all.hasNext()) {
        KeyValue<String, TenantDay> row = all.next();
        keys.add(row.key);
      }
      return keys;
    }
  }
}

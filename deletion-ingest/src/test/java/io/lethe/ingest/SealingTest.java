// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Sealing;
import io.lethe.domain.policy.Strategy;
import io.lethe.schemas.ForgetSetIntentKind;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RequestState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingTest {
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
  void shouldSealBySizeAtOnce() {
    pipeline.registerSubjects(5, 2);
    pipeline.registerModel("faces");
    for (int i = 0; i < 4; i++) {
      pipeline.request("s" + i);
    }
    assertThat(pipeline.intents).isEmpty();

    String last = pipeline.request("s4");

    assertThat(pipeline.metrics.counted).contains("sealed SIZE");
    assertThat(pipeline.state(last)).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.intents)
        .extracting(intent -> intent.getKind().name())
        .containsExactly("SUBJECT", "SUBJECT", "SUBJECT", "SUBJECT", "SUBJECT", "SEAL");
    ForgetSet set = pipeline.blob(pipeline.lastJob().getForgetSetDigest());
    assertThat(set.ordinals()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(set.subjectKeys()).contains(pipeline.subjectKeys.keyOf("s4")).hasSize(5);
    assertThat(pipeline.lastJob().getForgetSetMerkleRoot()).isEqualTo(set.merkleRoot());
  }

  @Test
  void shouldSealByAgeWithoutFurtherTraffic() {
    pipeline.registerSubjects(1, 2);
    pipeline.registerModel("faces");
    pipeline.request("s0");
    pipeline.advance(Duration.ofSeconds(59));
    assertThat(pipeline.intents).isEmpty();

    pipeline.advance(Duration.ofSeconds(1));

    assertThat(pipeline.metrics.counted).contains("sealed AGE");
    assertThat(pipeline.jobs).hasSize(1);
  }

  @Test
  void shouldNotSealByAgeBelowTheMinimum() {
    pipeline.registerSubjects(1, 1);
    pipeline.registerModel("faces");
    pipeline.request("s0");

    pipeline.advance(Duration.ofDays(7));

    assertThat(pipeline.intents).isEmpty();
  }

  @Test
  void shouldSealByDeadlineBelowTheMinimumAndOnlyRetrain() {
    pipeline.registerSubjects(1, 1);
    pipeline.registerModel("faces");
    DeadlineRequest request = requestWithDeadline("s0", Duration.ofHours(5));
    // Three rungs of one hour each must fit before the deadline.
    pipeline.advance(Duration.ofHours(2).minusSeconds(1));
    assertThat(pipeline.intents).isEmpty();

    pipeline.advance(Duration.ofSeconds(1));

    assertThat(pipeline.metrics.counted).contains("sealed DEADLINE");
    assertThat(pipeline.lastJob().getAlgorithm()).isEqualTo("retrain");
    assertThat(pipeline.lastJob().getAttempt()).isEqualTo(1);
    assertThat(pipeline.lastJob().getDeadline()).isEqualTo(request.deadline());

    pipeline.reject(pipeline.lastJob());
    assertThat(pipeline.jobs).hasSize(1);
    assertThat(pipeline.state(request.key())).isEqualTo(RequestState.PARKED);
  }

  @Test
  void shouldParkASmallSetWhoseLadderCannotRetrain() {
    ModelPolicy policy =
        new ModelPolicy(
            Pipeline.policy().sealing(),
            List.of(new Strategy("sftc", Map.of("learning_rate", "0.001", "epochs", "2"))),
            Pipeline.policy().gate());
    pipeline.registerSubjects(1, 1);
    pipeline.registerModel("faces", policy);
    DeadlineRequest request = requestWithDeadline("s0", Duration.ofHours(2));

    pipeline.advance(Duration.ofHours(1));

    assertThat(pipeline.jobs).isEmpty();
    assertThat(pipeline.state(request.key())).isEqualTo(RequestState.PARKED);
    assertThat(pipeline.status.get(request.key()).getReason()).contains("retrain");
  }

  @Test
  void shouldSealWithinSecondsWhenTheDeadlineIsNearAlready() {
    pipeline.registerSubjects(1, 3);
    pipeline.registerModel("faces");

    DeadlineRequest request = requestWithDeadline("s0", Duration.ofMinutes(5));
    pipeline.advance(Duration.ofSeconds(5));

    assertThat(pipeline.metrics.counted).contains("sealed DEADLINE");
    assertThat(pipeline.state(request.key())).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.lastJob().getAlgorithm()).isEqualTo("sftc");
  }

  @Test
  void shouldGatherBehindAJobAtWorkInsteadOfQueueingSmallSets() {
    pipeline.registerSubjects(6, 1);
    pipeline.registerModel("faces");
    pipeline.request("s0");
    pipeline.request("s1");
    pipeline.advance(Duration.ofMinutes(1));
    pipeline.request("s2");
    pipeline.request("s3");
    pipeline.advance(Duration.ofMinutes(5));
    String late = pipeline.request("s4");
    assertThat(seals()).isEqualTo(1);

    pipeline.promote(pipeline.lastJob());
    pipeline.advance(Duration.ofSeconds(1));

    assertThat(seals()).isEqualTo(2);
    assertThat(pipeline.lastJob().getForgetSubjects()).isEqualTo(3);
    assertThat(pipeline.state(late)).isEqualTo(RequestState.UNLEARNING);
  }

  @Test
  void shouldTakeANewPolicyForTheOpenSet() {
    pipeline.registerSubjects(2, 2);
    pipeline.registerModel("faces");
    pipeline.request("s0");
    ModelPolicy eager =
        new ModelPolicy(
            new Sealing(
                2, Duration.ofDays(1), 2, Duration.ofHours(1), Duration.ofHours(1), 3, true),
            Pipeline.policy().ladder(),
            Pipeline.policy().gate());

    pipeline.send(
        pipeline
            .event("faces", ModelEventType.POLICY_SET)
            .setPolicy(eager.toCanonicalJson())
            .setPolicyDigest(ModelPolicy.digestOf(eager.toCanonicalJson())));
    pipeline.advance(Duration.ofSeconds(1));

    assertThat(pipeline.metrics.counted).contains("sealed SIZE");
    assertThat(pipeline.lastJob().getPolicyDigest())
        .isEqualTo(ModelPolicy.digestOf(eager.toCanonicalJson()));
  }

  @Test
  void shouldRaiseOneAlarmBeforeADeadlineIsMissed() {
    pipeline.registerSubjects(1, 2);
    pipeline.registerModel("faces");
    requestWithDeadline("s0", Duration.ofHours(4));
    pipeline.advance(Duration.ofMinutes(1));

    pipeline.advance(Duration.ofHours(2).plusMinutes(58));
    assertThat(pipeline.metrics.counted).doesNotContain("at risk");
    pipeline.advance(Duration.ofMinutes(1));
    pipeline.advance(Duration.ofMinutes(1));

    assertThat(pipeline.metrics.counted).containsOnlyOnce("at risk");
  }

  @Test
  void shouldRaiseAnAlarmForRequestsThatWaitForTheirDatasetTooLong() {
    pipeline.registerModel("faces");
    requestWithDeadline("s0", Duration.ofHours(2));

    pipeline.advance(Duration.ofHours(1));

    assertThat(pipeline.metrics.counted).contains("waiting past deadline");
  }

  private long seals() {
    return pipeline.intents.stream()
        .filter(intent -> intent.getKind() == ForgetSetIntentKind.SEAL)
        .count();
  }

  private DeadlineRequest requestWithDeadline(String subject, Duration until) {
    String id = UUID.randomUUID().toString();
    Instant deadline = pipeline.now().plus(until);
    pipeline.send(subject, pipeline.requestBuilder(id, subject).setDeadline(deadline).build());
    return new DeadlineRequest("default/" + id, deadline);
  }

  private record DeadlineRequest(String key, Instant deadline) {}
}

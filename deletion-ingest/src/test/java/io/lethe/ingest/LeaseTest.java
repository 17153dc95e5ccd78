// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Sealing;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.UnlearningJob;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a job may stay unanswered, and who says that it is worked on. */
class LeaseTest {
  private static final Duration LEASE = Duration.ofMinutes(10);

  @TempDir Path directory;
  private Pipeline pipeline;

  @BeforeEach
  void start() {
    pipeline = new Pipeline(directory);
    pipeline.registerSubjects(40, 2);
    pipeline.registerModel("faces");
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void shouldPublishTheIdenticalJobWhenItsLeaseEndsAndParkAfterThreeTimes() {
    String key = pipeline.fillSet(0);
    UnlearningJob job = pipeline.lastJob();
    pipeline.advance(Duration.ofSeconds(1)); // the tick after a start renews leases
    pipeline.advance(LEASE.minusSeconds(1));
    assertThat(pipeline.jobs).hasSize(1);

    pipeline.advance(Duration.ofSeconds(1));
    assertThat(pipeline.jobs).containsExactly(job, job);
    pipeline.advance(LEASE);
    assertThat(pipeline.jobs).containsExactly(job, job, job);
    pipeline.advance(LEASE);

    assertThat(pipeline.jobs).hasSize(3);
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PARKED);
    assertThat(pipeline.status.get(key).getReason()).contains("no outcome after 3 publications");
  }

  @Test
  void shouldGiveVerificationALeaseOfItsOwn() {
    pipeline.fillSet(0);
    pipeline.advance(Duration.ofSeconds(1));
    pipeline.advance(LEASE.minusSeconds(2));
    pipeline.accept(pipeline.lastJob());

    pipeline.advance(LEASE.minusSeconds(1));

    assertThat(pipeline.jobs).hasSize(1);
  }

  @Test
  void shouldWaitForAVerifierThatIsAtWork() {
    pipeline.fillSet(0);
    pipeline.advance(Duration.ofSeconds(1));
    UnlearningJob job = pipeline.lastJob();
    pipeline.accept(job);

    for (int i = 0; i < 2; i++) {
      pipeline.advance(LEASE.minusSeconds(10));
      pipeline.verifying(job.getModel(), job.getJobId());
    }
    pipeline.advance(LEASE.minusSeconds(10));
    assertThat(pipeline.jobs).hasSize(1);

    pipeline.advance(Duration.ofSeconds(20));
    assertThat(pipeline.jobs).as("published again once nobody says so").hasSize(2);
  }

  @Test
  void shouldWaitFromWhenTheVerifierSaidSoAndNotFromWhenThatWasRead() {
    pipeline.fillSet(0);
    pipeline.advance(Duration.ofSeconds(1));
    UnlearningJob job = pipeline.lastJob();
    pipeline.accept(job);

    pipeline.advance(LEASE.minusSeconds(1));
    pipeline.verifying(job.getModel(), job.getJobId(), LEASE.minusSeconds(10));
    pipeline.advance(Duration.ofSeconds(5));
    assertThat(pipeline.jobs).hasSize(1);
    pipeline.advance(Duration.ofSeconds(10));

    assertThat(pipeline.jobs).hasSize(2);
  }

  @Test
  void shouldGiveUpAVerifierThatIsAtWorkForEverOrBeginsAgainAndAgain() {
    String key = pipeline.fillSet(0);
    pipeline.advance(Duration.ofSeconds(1));
    UnlearningJob job = pipeline.lastJob();
    pipeline.accept(job);

    for (int halves = 0; halves < 14; halves++) {
      pipeline.advance(LEASE.dividedBy(2));
      pipeline.verifying(job.getModel(), job.getJobId());
    }

    assertThat(pipeline.state(key)).isEqualTo(RequestState.PARKED);
  }

  @Test
  void shouldNotWaitForAVerifierThatIsAtWorkOnSomethingElse() {
    pipeline.fillSet(0);
    pipeline.advance(Duration.ofSeconds(1));
    pipeline.accept(pipeline.lastJob());

    pipeline.advance(LEASE.minusSeconds(1));
    pipeline.verifying(pipeline.lastJob().getModel(), Pipeline.digest("another job"));
    pipeline.verifying("voices", pipeline.lastJob().getJobId());
    pipeline.advance(Duration.ofSeconds(2));

    assertThat(pipeline.jobs).hasSize(2);
  }

  @Test
  void shouldReckonWithTheLongestLeaseThatAPolicyMayName() {
    ModelPolicy usual = Pipeline.policy();
    Sealing sealing = usual.sealing();
    Duration longest = Duration.ofDays(3650);
    String policy =
        new ModelPolicy(
                new Sealing(
                    sealing.maxSamples(),
                    longest,
                    sealing.minSamples(),
                    sealing.attemptTime(),
                    longest,
                    1_000,
                    true),
                usual.ladder(),
                usual.gate())
            .toCanonicalJson();
    pipeline.send(
        pipeline
            .event("faces", ModelEventType.POLICY_SET)
            .setPolicy(policy)
            .setPolicyDigest(ModelPolicy.digestOf(policy)));
    String key = pipeline.fillSet(0);
    UnlearningJob job = pipeline.lastJob();
    pipeline.accept(job);

    pipeline.verifying(job.getModel(), job.getJobId());

    assertThat(pipeline.state(key)).isEqualTo(RequestState.VERIFYING);
  }
}

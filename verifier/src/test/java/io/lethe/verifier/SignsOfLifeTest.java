// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier;

import static io.lethe.verifier.TestRecords.candidate;
import static io.lethe.verifier.TestRecords.digest;
import static io.lethe.verifier.TestRecords.job;
import static io.lethe.verifier.TestRecords.registered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationProgress;
import io.lethe.verifier.view.Views;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignsOfLifeTest {
  private static final Instant NOW = Instant.parse("2026-11-30T05:00:00Z");
  private static final Duration SOON = Duration.ofMillis(5);
  private static final String DATASET_URI = "artifact:tree/" + digest("t");
  private static final UnlearningJob JOB = jobOf("somebody");
  private static final UnlearningJob NEXT = jobOf("somebody else");

  private final Views views = new Views();

  /** Keeps what it is told, but for the first few times. */
  private static final class Listener extends MockProducer<String, VerificationProgress> {
    private int deaf;

    Listener(int deaf) {
      super(true, null, new StringSerializer(), (topic, progress) -> new byte[0]);
      this.deaf = deaf;
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<String, VerificationProgress> sign, Callback callback) {
      if (deaf-- > 0) {
        throw new KafkaException("away");
      }
      return super.send(sign, callback);
    }

    List<String> jobs() {
      return history().stream().map(sign -> sign.value().getJobId()).toList();
    }
  }

  private static UnlearningJob jobOf(String person) {
    return job(digest("p"), digest("d"), DATASET_URI, ForgetSet.of(List.of(digest(person)), 1));
  }

  @BeforeEach
  void know() {
    views.apply(registered(digest("p"), digest("d"), DATASET_URI, ForgetSet.empty()));
    views.apply(JOB);
    views.apply(NEXT);
  }

  /** Measures until so many signs were heard meanwhile; that it is lost then is how it ends. */
  private static void measure(
      SignsOfLife signs, Listener heard, UnlearningJob job, Views views, int more) {
    int before = heard.history().size();
    CandidateWork.Verification lost =
        signs.during(
            (candidate, lookup, cancelled) -> {
              await().until(() -> heard.history().size() >= before + more);
              throw new CancellationException("lost");
            });
    assertThatThrownBy(
            () ->
                lost.of(
                    candidate(job, digest("new")).build(),
                    views.lookup(job.getJobId()),
                    () -> false))
        .isInstanceOf(CancellationException.class);
  }

  private static SignsOfLife to(Listener listener) {
    return new SignsOfLife(() -> listener, Clock.fixed(NOW, ZoneOffset.UTC), SOON);
  }

  @Test
  void shouldSayAtOnceAndAgainThatACandidateIsMeasured() {
    Listener heard = new Listener(0);

    try (SignsOfLife signs = to(heard)) {
      measure(signs, heard, JOB, views, 3);
    }

    assertThat(heard.history())
        .allSatisfy(
            sign -> {
              assertThat(sign.topic()).isEqualTo("verification.progress");
              assertThat(sign.key()).isEqualTo(JOB.getModel());
              assertThat(sign.value())
                  .isEqualTo(
                      VerificationProgress.newBuilder()
                          .setModel(JOB.getModel())
                          .setJobId(JOB.getJobId())
                          .setAt(NOW)
                          .build());
            });
  }

  @Test
  void shouldSayNothingMoreOfItOnceThatHasEnded() {
    Listener heard = new Listener(0);

    try (SignsOfLife signs = to(heard)) {
      measure(signs, heard, JOB, views, 1);
      measure(signs, heard, NEXT, views, 4);
    }

    assertThat(heard.jobs())
        .startsWith(JOB.getJobId())
        .endsWith(NEXT.getJobId(), NEXT.getJobId(), NEXT.getJobId());
  }

  @Test
  void shouldSayNothingOfAJobThatNobodyKnows() {
    Listener heard = new Listener(0);

    try (SignsOfLife signs = to(heard)) {
      measure(signs, heard, JOB, new Views(), 0);
      measure(signs, heard, NEXT, views, 3);
    }

    assertThat(heard.jobs()).containsOnly(NEXT.getJobId());
  }

  @Test
  void shouldSayNothingOfWhatIsCancelled() {
    Listener heard = new Listener(0);

    try (SignsOfLife signs = to(heard)) {
      CandidateWork.Verification lost =
          signs.during(
              (candidate, lookup, cancelled) -> {
                try (SignsOfLife others = to(heard)) {
                  measure(others, heard, NEXT, views, 3); // as long as three signs take
                }
                throw new CancellationException("lost");
              });
      assertThatThrownBy(
              () ->
                  lost.of(
                      candidate(JOB, digest("new")).build(),
                      views.lookup(JOB.getJobId()),
                      () -> true))
          .isInstanceOf(CancellationException.class);
    }

    assertThat(heard.jobs()).containsOnly(NEXT.getJobId());
  }

  @Test
  void shouldLeaveAVerificationInPeaceThatBeginsOnceItIsClosed() {
    Listener heard = new Listener(0);
    SignsOfLife signs = to(heard);
    signs.close();
    signs.close();

    measure(signs, heard, JOB, views, 0);

    assertThat(heard.jobs()).isEmpty();
  }

  @Test
  void shouldGoOnWhereNobodyHeard() {
    Listener heard = new Listener(2);

    try (SignsOfLife signs = to(heard)) {
      measure(signs, heard, JOB, views, 1);
    }

    assertThat(heard.jobs()).contains(JOB.getJobId());
  }
}

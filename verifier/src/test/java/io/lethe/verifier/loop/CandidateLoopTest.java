package io.lethe.verifier.loop;

import static io.lethe.verifier.TestRecords.candidate;
import static io.lethe.verifier.TestRecords.digest;
import static io.lethe.verifier.TestRecords.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.CandidateOutcome;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class CandidateLoopTest {

  private static final String CANDIDATES = "candidates";
  private static final TopicPartition PARTITION = new TopicPartition(CANDIDATES, 0);
  private static final ModelCandidate CANDIDATE =
      candidate(
              job(
                  digest("p"),
                  digest("d"),
                  "artifact:tree/" + digest("t"),
                  ForgetSet.of(List.of(digest("s")), 1)),
              digest("new"))
          .build();

  private final List<String> counted = Collections.synchronizedList(new ArrayList<>());
  private final List<MockConsumer<String, ModelCandidate>> consumers =
      Collections.synchronizedList(new ArrayList<>());
  private final List<MockProducer<String, VerificationReport>> producers =
      Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger failingCommits = new AtomicInteger();
  private CandidateLoop loop;
  private Thread thread;

  @AfterEach
  void stop() throws InterruptedException {
    loop.close();
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void shouldCommitReportAndOffsetTogether() {
    start(candidate -> Optional.of(report(candidate)));
    deliver(0, CANDIDATE);

    await().until(() -> !producer().history().isEmpty());

    assertThat(producer().history())
        .singleElement()
        .satisfies(r -> assertThat(r.key()).isEqualTo("faces"));
    assertThat(committedOffset()).isEqualTo(1);
  }

  @Test
  void shouldReportInTheCandidatesTraceAndMeasureInItsContext() {
    List<Map<String, String>> contexts = Collections.synchronizedList(new ArrayList<>());
    start(
        candidate -> {
          contexts.add(MDC.getCopyOfContextMap());
          return Optional.of(report(candidate));
        });
    Trace sent = new Trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "v=1");
    ConsumerRecord<String, ModelCandidate> traced =
        new ConsumerRecord<>(CANDIDATES, 0, 0, "faces", CANDIDATE);
    sent.putInto(traced.headers());
    consumer().schedulePollTask(() -> consumer().addRecord(traced));
    await().until(() -> committedOffset() == 1);
    deliver(1, CANDIDATE);
    await().until(() -> committedOffset() == 2);

    assertThat(producer().history())
        .extracting(report -> Trace.from(report.headers()).orElseThrow())
        .containsExactly(
            sent, Trace.ofForgetSet(CANDIDATE.getModel(), CANDIDATE.getForgetSetDigest()));
    assertThat(contexts.get(0))
        .containsEntry("model", "faces")
        .containsEntry("job", CANDIDATE.getJobId())
        .containsEntry("forgetSet", CANDIDATE.getForgetSetDigest())
        .containsEntry("traceId", sent.traceId())
        .containsEntry("spanId", sent.spanId());
  }

  @Test
  void shouldKeepPollingWithPausedPartitionsWhileMeasuring() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    start(
        candidate -> {
          release.await();
          return Optional.of(report(candidate));
        });
    deliver(0, CANDIDATE);
    await().until(() -> consumer().paused().contains(PARTITION));

    CountDownLatch polled = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      consumer().schedulePollTask(polled::countDown);
    }
    polled.await();
    assertThat(producer().history()).isEmpty();
    release.countDown();

    await().until(() -> !producer().history().isEmpty());
    await().until(() -> consumer().paused().isEmpty());
  }

  @Test
  void shouldPassOverFailedCandidatesTombstonesAndDecidedJobs() {
    start(candidate -> Optional.empty());
    deliver(0, ModelCandidate.newBuilder(CANDIDATE).setOutcome(CandidateOutcome.FAILED).build());
    await().until(() -> committedOffset() == 1);
    deliver(1, null);
    await().until(() -> committedOffset() == 2);
    deliver(2, CANDIDATE);
    await().until(() -> committedOffset() == 3);

    assertThat(producer().history()).isEmpty();
  }

  @Test
  void shouldPassOverARecordThatIsNoCandidateAndGoOn() {
    start(candidate -> Optional.of(report(candidate)));
    failPoll(UnreadableRecords.undecodable(PARTITION));
    await().until(() -> counted.contains("undecodable " + CANDIDATES));
    deliver(1, CANDIDATE);

    await().until(() -> committedOffset() == 2);
    assertThat(producer().history()).hasSize(1);
  }

  @Test
  void shouldReadTheCandidateInANewSessionWhenTheSchemaRegistryWasAway() {
    start(candidate -> Optional.of(report(candidate)));
    failPoll(UnreadableRecords.registryAway(PARTITION));

    await().until(() -> consumers.size() == 2 && consumer().assignment().contains(PARTITION));
    deliver(0, CANDIDATE);

    await().until(() -> committedOffset() == 1);
    assertThat(producer().history()).hasSize(1);
    assertThat(counted).containsExactly("failed " + CANDIDATES);
  }

  @Test
  void shouldMeasureAgainInANewSessionWhenTheCommitFails() {
    failingCommits.set(1);
    AtomicInteger measured = new AtomicInteger();
    start(
        candidate -> {
          measured.incrementAndGet();
          return Optional.of(report(candidate));
        });
    deliver(0, CANDIDATE);

    await().until(() -> consumers.size() == 2 && consumer().assignment().contains(PARTITION));
    deliver(0, CANDIDATE);
    await().until(() -> !producer().history().isEmpty());

    assertThat(measured).hasValue(2);
    assertThat(producers.get(0).history()).isEmpty();
    assertThat(producers.get(0).closed()).isTrue();
    assertThat(counted).contains("failed " + CANDIDATES);
  }

  @Test
  void shouldPublishNothingForAPartitionThatWentToAnother() {
    CountDownLatch release = new CountDownLatch(1);
    start(
        candidate -> {
          release.await();
          return Optional.of(report(candidate));
        });
    deliver(0, CANDIDATE);
    await().until(() -> consumer().paused().contains(PARTITION));
    TopicPartition other = new TopicPartition(CANDIDATES, 1);
    CountDownLatch moved = new CountDownLatch(1);
    consumer()
        .schedulePollTask(
            () -> {
              consumer().rebalance(List.of(other));
              consumer().updateBeginningOffsets(Map.of(other, 0L));
              moved.countDown();
            });
    await().until(() -> moved.getCount() == 0);
    assertThat(consumer().paused()).contains(other);
    release.countDown();

    await().until(() -> !consumer().paused().contains(other));
    assertThat(producer().history()).isEmpty();
  }

  private void start(Reporter reporter) {
    loop =
        new CandidateLoop(
            CANDIDATES, "reports", this::newConsumer, this::newProducer, reporter, metrics());
    thread = new Thread(loop, "loop under test");
    thread.start();
    await().until(() -> !consumers.isEmpty() && loop.isAssigned());
  }

  private MockConsumer<String, ModelCandidate> newConsumer() {
    MockConsumer<String, ModelCandidate> consumer = new MockConsumer<>("earliest");
    consumer.schedulePollTask(
        () -> {
          consumer.rebalance(List.of(PARTITION));
          consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        });
    consumers.add(consumer);
    return consumer;
  }

  private MockProducer<String, VerificationReport> newProducer() {
    MockProducer<String, VerificationReport> producer =
        new MockProducer<>(true, null, new StringSerializer(), (topic, report) -> new byte[] {1});
    if (failingCommits.getAndDecrement() > 0) {
      producer.commitTransactionException = new KafkaException("broker went away");
    }
    producers.add(producer);
    return producer;
  }

  private LoopMetrics metrics() {
    return new LoopMetrics() {
      @Override
      public void undecodable(String topic) {
        counted.add("undecodable " + topic);
      }

      @Override
      public void sessionFailed(String topic) {
        counted.add("failed " + topic);
      }
    };
  }

  private MockConsumer<String, ModelCandidate> consumer() {
    return consumers.get(consumers.size() - 1);
  }

  private MockProducer<String, VerificationReport> producer() {
    return producers.get(producers.size() - 1);
  }

  private void deliver(long offset, ModelCandidate candidate) {
    MockConsumer<String, ModelCandidate> consumer = consumer();
    consumer.schedulePollTask(
        () -> consumer.addRecord(new ConsumerRecord<>(CANDIDATES, 0, offset, "faces", candidate)));
  }

  private void failPoll(KafkaException failure) {
    MockConsumer<String, ModelCandidate> consumer = consumer();
    consumer.schedulePollTask(() -> consumer.setPollException(failure));
  }

  private long committedOffset() {
    return producer().consumerGroupOffsetsHistory().stream()
        .flatMap(byGroup -> byGroup.values().stream())
        .mapToLong(offsets -> offsets.get(PARTITION).offset())
        .max()
        .orElse(-1);
  }

  private static VerificationReport report(ModelCandidate candidate) {
    return VerificationReport.newBuilder()
        .setKind(ReportKind.CANDIDATE)
        .setJobId(candidate.getJobId())
        .setModel(candidate.getModel())
        .setAttempt(1)
        .setParentDigest(candidate.getParentDigest())
        .setChampionEpoch(1)
        .setDatasetDigest(candidate.getDatasetDigest())
        .setForgetSetDigest(candidate.getForgetSetDigest())
        .setExcludedDigest(candidate.getExcludedDigest())
        .setForgottenDigest(candidate.getForgottenDigest())
        .setForgottenUri(candidate.getForgottenUri())
        .setRootDigest(candidate.getParentDigest())
        .setCandidateDigest(candidate.getCandidateDigest())
        .setCandidateUri(candidate.getCandidateUri())
        .setPolicyDigest(digest("policy"))
        .setVerdict(Verdict.PASS)
        .setVerifiedAt(Instant.EPOCH)
        .setDurationMillis(1)
        .setKeyId("key")
        .setSignature("signature")
        .build();
  }
}

package io.lethe.ingest.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.ForgetSetIntent;
import io.lethe.schemas.ForgetSetIntentKind;
import io.lethe.schemas.ForgetSetStored;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForgetSetWriterTest {
  private static final TopicPartition PARTITION =
      new TopicPartition(Topics.FORGET_SET_INTENTS.name(), 0);
  private static final String ANNA = Digests.sha256Hex("anna".getBytes(StandardCharsets.UTF_8));
  private static final String BERT = Digests.sha256Hex("bert".getBytes(StandardCharsets.UTF_8));

  @TempDir Path directory;
  private final MockConsumer<String, ForgetSetIntent> consumer = new MockConsumer<>("earliest");
  private final MockProducer<String, ForgetSetStored> producer =
      new MockProducer<>(
          true,
          null,
          new StringSerializer(),
          Topics.FORGET_SETS_STORED
              .valueSerde(Map.of("schema.registry.url", "mock://writer"))
              .serializer());
  private final AtomicInteger storeFailures = new AtomicInteger();
  private final Failures failures = new Failures();
  private ArtifactStore store;
  private ForgetSetWriter writer;

  @BeforeEach
  void start() {
    store = new FailingStore(new FileArtifactStore(directory), storeFailures);
    writer = new ForgetSetWriter(consumer, producer, store, failures, Duration.ofMillis(1));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.schedulePollTask(() -> consumer.rebalance(List.of(PARTITION)));
  }

  @AfterEach
  void stop() {
    writer.close();
  }

  @Test
  void shouldWriteASetAndAnswerTogetherWithTheOffset() {
    feed(0, row(BERT, 7, 3), row(ANNA, 5), seal(2));
    writer.start();

    ForgetSetStored answer = onlyAnswer();
    ForgetSet set = ForgetSet.of(List.of(ANNA, BERT), 3, 5, 7);
    assertThat(ForgetSet.parse(store.readBlob(answer.getForgetSetDigest()))).isEqualTo(set);
    assertThat(answer.getForgetSetMerkleRoot()).isEqualTo(set.merkleRoot());
    assertThat(answer.getForgetSubjects()).isEqualTo(2);
    assertThat(answer.getForgetSamples()).isEqualTo(3);
    assertThat(answer.getExcludedDigest()).isEqualTo(set.digest());
    assertThat(answer.getForgottenDigest()).isEqualTo(set.digest());
    assertThat(answer.getSetNumber()).isEqualTo(1);
    assertThat(answer.getIntentNumber()).isEqualTo(1);
    assertThat(committedOffset()).isEqualTo(3);
  }

  @Test
  void shouldUniteWithWhatTheParentForgotAndExcludeParkedSets() {
    ForgetSet parent = ForgetSet.of(List.of(ANNA), 1, 2);
    ForgetSet parked = ForgetSet.of(List.of(BERT), 9);
    ForgetSet sealed = ForgetSet.of(List.of(Digests.sha256Hex(new byte[] {1})), 4);
    List.of(parent, parked, sealed).forEach(set -> store.putBlob(set.toBytes()));
    feed(
        0,
        intent(ForgetSetIntentKind.UNITE)
            .setForgetSetDigest(sealed.digest())
            .setParentForgottenDigest(parent.digest())
            .setParkedDigests(List.of(parked.digest()))
            .setIntentNumber(2L)
            .build());
    writer.start();

    ForgetSetStored answer = onlyAnswer();
    assertThat(answer.getForgetSetDigest()).isEqualTo(sealed.digest());
    assertThat(answer.getForgottenDigest()).isEqualTo(parent.union(sealed).digest());
    assertThat(answer.getExcludedDigest()).isEqualTo(parent.union(sealed).union(parked).digest());
    assertThat(answer.getExcludedSamples()).isEqualTo(4);
    assertThat(answer.getIntentNumber()).isEqualTo(2);
  }

  @Test
  void shouldNotCommitPastRowsWhoseSealHasNotCome() {
    feed(0, row(ANNA, 1), row(BERT, 2));
    writer.start();
    await().until(() -> !producer.consumerGroupOffsetsHistory().isEmpty());
    assertThat(committedOffset()).isZero();
    assertThat(producer.history()).isEmpty();

    feed(2, seal(2));

    assertThat(onlyAnswer().getForgetSubjects()).isEqualTo(2);
    assertThat(committedOffset()).isEqualTo(3);
  }

  @Test
  void shouldAnswerWithAFailureWhereASetIsMissingAndGoOn() {
    String missing = Digests.sha256Hex(new byte[] {7});
    ForgetSetIntent broken =
        ForgetSetIntent.newBuilder(seal(1)).setParkedDigests(List.of(missing)).build();
    feed(0, row(ANNA, 1), broken, row(BERT, 2), seal(1));
    writer.start();

    await().until(() -> producer.history().size() == 2);

    ForgetSetStored failed = producer.history().get(0).value();
    assertThat(failed.getFailure()).contains("set " + missing + " cannot be read");
    assertThat(failed.getForgetSetDigest()).isEqualTo(ForgetSet.of(List.of(ANNA), 1).digest());
    assertThat(failed.getExcludedDigest()).isEmpty();
    assertThat(producer.history().get(1).value().getFailure()).isNull();
    assertThat(committedOffset()).isEqualTo(4);
    assertThat(failures.count.get()).isZero();
  }

  @Test
  void shouldAnswerWithAFailureWhereABlobIsNoSet() {
    ArtifactRef garbage = store.putBlob(new byte[] {1, 2, 3});
    feed(
        0,
        intent(ForgetSetIntentKind.UNITE)
            .setForgetSetDigest(garbage.digest())
            .setParentForgottenDigest(ForgetSet.empty().digest())
            .setIntentNumber(2L)
            .build());
    writer.start();

    assertThat(onlyAnswer().getFailure()).contains("set " + garbage.digest() + " cannot be read");
  }

  @Test
  void shouldTryAgainUntilTheStoreWorks() {
    storeFailures.set(6);
    keepFeeding(row(ANNA, 1), seal(1));
    writer.start();

    await().until(() -> !producer.history().isEmpty());

    ForgetSetStored stored = producer.history().get(0).value();
    assertThat(stored.getForgetSubjects()).isEqualTo(1);
    assertThat(Trace.from(producer.history().get(0).headers()))
        .contains(Trace.ofForgetSet(stored.getModel(), stored.getForgetSetDigest()));
    assertThat(failures.count.get()).isEqualTo(6);
    await().until(writer::isHealthy);
  }

  @Test
  void shouldNeverWriteASetThatLacksRows() {
    keepFeeding(row(ANNA, 1), seal(2));
    writer.start();

    await().until(() -> failures.count.get() >= 5);

    assertThat(writer.isHealthy()).isFalse();
    assertThat(producer.history()).isEmpty();
    assertThat(producer.consumerGroupOffsetsHistory()).isEmpty();
  }

  private long committedOffset() {
    List<Map<String, Map<TopicPartition, OffsetAndMetadata>>> history =
        producer.consumerGroupOffsetsHistory();
    return history.get(history.size() - 1).values().iterator().next().get(PARTITION).offset();
  }

  private ForgetSetStored onlyAnswer() {
    await().until(() -> !producer.history().isEmpty());
    assertThat(producer.history()).hasSize(1);
    return producer.history().get(0).value();
  }

  private void feed(long firstOffset, ForgetSetIntent... intents) {
    consumer.schedulePollTask(() -> add(firstOffset, intents));
  }

  /** As a broker does: whenever the consumer is back at the beginning, the records are there. */
  private void keepFeeding(ForgetSetIntent... intents) {
    for (int poll = 0; poll < 200; poll++) {
      consumer.schedulePollTask(
          () -> {
            if (consumer.position(PARTITION) == 0) {
              add(0, intents);
            }
          });
    }
  }

  private void add(long firstOffset, ForgetSetIntent... intents) {
    for (int i = 0; i < intents.length; i++) {
      consumer.addRecord(
          new ConsumerRecord<>(PARTITION.topic(), 0, firstOffset + i, "faces", intents[i]));
    }
  }

  private static ForgetSetIntent row(String subjectKey, Integer... ordinals) {
    return intent(ForgetSetIntentKind.SUBJECT)
        .setSubjectKey(subjectKey)
        .setOrdinals(List.of(ordinals))
        .build();
  }

  private static ForgetSetIntent seal(long subjects) {
    return intent(ForgetSetIntentKind.SEAL)
        .setSubjects(subjects)
        .setParentForgottenDigest(ForgetSet.empty().digest())
        .setIntentNumber(1L)
        .build();
  }

  private static ForgetSetIntent.Builder intent(ForgetSetIntentKind kind) {
    return ForgetSetIntent.newBuilder().setKind(kind).setModel("faces").setSetNumber(1);
  }

  /** A store whose first writes fail. */
  private record FailingStore(ArtifactStore store, AtomicInteger failures)
      implements ArtifactStore {
    @Override
    public ArtifactRef putBlob(byte[] content) {
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IllegalStateException("the disk is full");
      }
      return store.putBlob(content);
    }

    @Override
    public byte[] readBlob(String digest) {
      return store.readBlob(digest);
    }

    @Override
    public ArtifactRef putTree(Path tree) {
      return store.putTree(tree);
    }

    @Override
    public Path tree(String digest) {
      return store.tree(digest);
    }

    @Override
    public boolean contains(String digest) {
      return store.contains(digest);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] value) {
      return store.putIfAbsent(key, value);
    }

    @Override
    public Optional<byte[]> read(String key) {
      return store.read(key);
    }

    @Override
    public void deleteTree(String digest) {
      store.deleteTree(digest);
    }
  }

  /** Counts failed writes. */
  private static final class Failures implements IngestMetrics {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public void forgetSetWriteFailed() {
      count.incrementAndGet();
    }

    @Override
    public void accepted() {}

    @Override
    public void repeated() {}

    @Override
    public void rejected(RejectionReason reason) {}

    @Override
    public void sealed(String model, SealReason reason, long samples) {}

    @Override
    public void jobIssued(String model, String algorithm, int attempt) {}

    @Override
    public void jobRepublished(String model, String algorithm) {}

    @Override
    public void parked(String model, int attempt) {}

    @Override
    public void promoted(String model, long samples, int attempt) {}

    @Override
    public void atRisk(String model, long sets) {}

    @Override
    public void waiting(String model, long requests, long pastDeadline) {}
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.policy.ModelPolicy;
import io.lethe.ingest.accumulate.ModelState;
import io.lethe.kit.hostile.Mutator;
import io.lethe.kit.loop.LostRecordException;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.DeletionAmendment;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.ForgetSetStored;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.StandingOrder;
import io.lethe.schemas.SubjectSamples;
import io.lethe.schemas.SubjectSamplesKind;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationProgress;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What nobody honest would send, on every topic that the intake reads and somebody else writes. The
 * nightly build sends more of it: {@code -Dlethe.hostile.records=45000}; a failure names the seed
 * ({@code -Dlethe.hostile.seed}) and the record.
 */
class HostileRecordsTest {
  private static final int RECORDS = Integer.getInteger("lethe.hostile.records", 2_000);
  private static final long SEED = Long.getLong("lethe.hostile.seed", 17);
  private static final int BETWEEN_HONEST_ONES = 500;

  /** No broker takes more, unless it is told to. */
  private static final int TAKEN_BYTES = 1_000_000;

  /** Nothing that comes of a request is longer, however long it and its amendments were. */
  private static final int LONGEST_OUTPUT = 40_000;

  private static final String HOSTILE = "hostile";
  private static final String HOSTILE_DATASET = Pipeline.digest("hostile dataset");

  @TempDir Path directory;
  private final Mutator mutator = new Mutator(SEED);
  private Pipeline pipeline;
  private int honestSubjects;
  private int amendments;

  @Test
  void shouldAccountForEveryRecordAndServeTheNextRequest() {
    try (Pipeline made = new Pipeline(directory)) {
      pipeline = made;
      pipeline.registerSubjects(5 * (RECORDS / BETWEEN_HONEST_ONES + 2), 2);
      pipeline.registerModel("faces");
      pipeline.registerModel(HOSTILE);
      for (int i = 0; i < RECORDS; i++) {
        if (i % BETWEEN_HONEST_ONES == 0) {
          beHonest();
        }
        try {
          beHostile();
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError("seed " + SEED + ", record " + i, e);
        }
      }
      beHonest();
    }
  }

  private void beHonest() {
    String key = pipeline.fillSet(honestSubjects);
    honestSubjects += 5;
    for (int patience = 0; patience < 100 && !isPromoted(key + "/faces"); patience++) {
      pipeline.advance(Duration.ofMinutes(2));
      lastJob("faces").filter(this::isAtWork).ifPresent(pipeline::promote);
    }
    assertThat(pipeline.state(key + "/faces")).isEqualTo(RequestState.PROMOTED);
    pipeline.raw.clear();
    pipeline.rawByTopic.clear();
    pipeline.history.clear();
    pipeline.intents.clear();
    pipeline.metrics.counted.clear();
  }

  private Optional<UnlearningJob> lastJob(String model) {
    return pipeline.jobs.stream()
        .filter(job -> job.getModel().equals(model))
        .reduce((earlier, later) -> later);
  }

  private boolean isAtWork(UnlearningJob job) {
    return pipeline.status.values().stream()
        .anyMatch(
            status ->
                job.getJobId().equals(status.getJobId())
                    && status.getState() == RequestState.UNLEARNING);
  }

  private boolean isPromoted(String key) {
    return pipeline.status.containsKey(key) && pipeline.state(key) == RequestState.PROMOTED;
  }

  private void beHostile() {
    switch (mutator.below(13)) {
      case 0, 1, 2, 3, 4 -> request();
      case 5, 6 -> send(Topics.DATASET_SUBJECTS, subjectKey(), mutator.bent(samples()));
      case 7 -> send(Topics.VERIFICATION_PROGRESS, "faces", mutator.bent(progress()));
      case 8 -> send(Topics.MODEL_EVENTS, HOSTILE, mutator.bent(event()));
      case 9, 10 -> amendment();
      case 11 -> send(Topics.DELETION_STANDING, requestKey(), mutator.bent(order()));
      default -> send(Topics.FORGET_SETS_STORED, "faces", mutator.bent(stored()));
    }
  }

  private void request() {
    int before = accounted();
    int from = pipeline.raw.size();
    boolean sent = send(Topics.DELETION_REQUESTS, mutator.text("s1"), mutator.bent(goodRequest()));
    assertThat(accounted() - before).as("accepted, repeated or refused").isEqualTo(sent ? 1 : 0);
    assertThat(pipeline.raw.subList(from, pipeline.raw.size()))
        .allSatisfy(written -> assertThat(bytes(written)).isLessThan(LONGEST_OUTPUT));
  }

  private void amendment() {
    long before = answered();
    int from = pipeline.raw.size();
    boolean sent =
        send(Topics.DELETION_AMENDMENTS, mutator.text(requestKey()), mutator.bent(goodAmendment()));
    assertThat(answered() > before).as("taken or refused").isEqualTo(sent);
    assertThat(pipeline.raw.subList(from, pipeline.raw.size()))
        .allSatisfy(written -> assertThat(bytes(written)).isLessThan(LONGEST_OUTPUT));
  }

  private long answered() {
    return pipeline.metrics.counted.stream()
        .filter(what -> what.startsWith("amended") || what.startsWith("rejected"))
        .count();
  }

  private int accounted() {
    return (int)
        pipeline.metrics.counted.stream()
            .filter(
                what ->
                    what.equals("accepted")
                        || what.equals("repeated")
                        || what.startsWith("rejected"))
            .count();
  }

  private <V extends SpecificRecord> boolean send(Topic<V> topic, String key, V value) {
    byte[] good = pipeline.encode(topic, value);
    byte[] bytes =
        mutator.below(4) > 0 ? good : mutator.below(20) == 0 ? null : mutator.spoilt(good);
    TestRecord<byte[], byte[]> message =
        new TestRecord<>(
            mutator.below(20) == 0 ? null : key.getBytes(StandardCharsets.UTF_8),
            bytes,
            mutator.headers(),
            pipeline.now());
    if (bytes(message) > TAKEN_BYTES) {
      return false;
    }
    try {
      pipeline.sendRaw(topic, message);
    } catch (RuntimeException e) {
      if (Stream.iterate(e, Objects::nonNull, Throwable::getCause)
          .noneMatch(LostRecordException.class::isInstance)) {
        throw e;
      }
    }
    return true;
  }

  private static long bytes(TestRecord<byte[], byte[]> message) {
    long headers =
        Stream.of(message.headers().toArray())
            .mapToLong(each -> each.key().length() + length(each.value()))
            .sum();
    return headers + length(message.key()) + length(message.value());
  }

  private static int length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  // ---- what an honest one would send

  private DeletionRequest goodRequest() {
    return pipeline
        .requestBuilder(
            UUID.nameUUIDFromBytes(new byte[] {(byte) mutator.below(100)}).toString(),
            "s" + mutator.below(honestSubjects))
        .setModel(mutator.oneOf(List.of("faces", HOSTILE)))
        .setGround(mutator.below(2) == 0 ? null : "art17_1_c")
        .setNote("a ticket")
        .setDecidedBy("dpo")
        .build();
  }

  private String requestKey() {
    return "default/" + UUID.nameUUIDFromBytes(new byte[] {(byte) mutator.below(100)});
  }

  private DeletionAmendment goodAmendment() {
    AmendmentKind kind = mutator.oneOf(List.of(AmendmentKind.values()));
    return pipeline
        .amendment(new UUID(7, amendments++).toString(), requestKey(), kind)
        .setDeadline(kind == AmendmentKind.EXTEND ? pipeline.now().plus(Duration.ofDays(40)) : null)
        .build();
  }

  private StandingOrder order() {
    boolean ended = mutator.below(2) == 0;
    return StandingOrder.newBuilder()
        .setTenant("default")
        .setRequestId(UUID.nameUUIDFromBytes(new byte[] {(byte) mutator.below(100)}).toString())
        .setSubjectKey(pipeline.subjectKeys.keyOf("s" + mutator.below(honestSubjects)))
        .setSubjectKeyId(pipeline.subjectKeys.keyId())
        .setGround("art17_1_b")
        .setReceivedAt(pipeline.now())
        .setEndedAt(ended ? pipeline.now() : null)
        .setEndedBy(ended ? "operator" : null)
        .setEndReason(ended ? "came back" : null)
        .build();
  }

  private String subjectKey() {
    return HOSTILE_DATASET
        + (mutator.below(3) == 0
            ? "/#end/" + mutator.below(4)
            : "/" + pipeline.subjectKeys.keyOf("s" + mutator.below(honestSubjects)));
  }

  private SubjectSamples samples() {
    boolean end = mutator.below(3) == 0;
    return SubjectSamples.newBuilder()
        .setKind(end ? SubjectSamplesKind.END_OF_PARTITION : SubjectSamplesKind.SAMPLES)
        .setDatasetDigest(HOSTILE_DATASET)
        .setSubjectKeyId(pipeline.subjectKeys.keyId())
        .setSubjectKey(end ? null : pipeline.subjectKeys.keyOf("s" + mutator.below(honestSubjects)))
        .setOrdinals(end ? List.of() : List.of(1, 2))
        .setLabels(end ? List.of() : List.of(0, 0))
        .setTwins(List.of())
        .setOtherSamples(mutator.below(3))
        .setSubjectRule(end ? pipeline.subjectKeys.rule().label() : null)
        .setClassSamples(end ? List.of(1_000L) : List.of())
        .setPartition(end ? 0 : null)
        .setPartitions(end ? 1 : null)
        .setSubjects(end ? 0L : null)
        .build();
  }

  private VerificationProgress progress() {
    return VerificationProgress.newBuilder()
        .setModel("faces")
        .setJobId(lastJob("faces").orElseThrow().getJobId())
        .setAt(pipeline.now())
        .build();
  }

  private ModelEvent event() {
    String some = Pipeline.digest("some");
    KeyValueStore<String, ModelState> models =
        pipeline.driver.getKeyValueStore(IngestTopology.MODELS);
    long next = models.get(HOSTILE).lastEvent() + 1;
    Optional<UnlearningJob> job = lastJob(HOSTILE);
    ModelPolicy policy = Pipeline.policy();
    return ModelEvent.newBuilder()
        .setType(mutator.oneOf(List.of(ModelEventType.values())))
        .setModel(HOSTILE)
        .setSequence(next)
        .setOccurredAt(pipeline.now())
        .setChampionEpoch(next)
        .setVersion(next)
        .setDigest(some)
        .setUri("artifact:tree/" + some)
        .setForgottenDigest(Pipeline.EMPTY)
        .setForgottenUri("artifact:blob/" + Pipeline.EMPTY)
        .setMetrics(
            Map.of(
                "test_accuracy", 0.9,
                "test_loss", 0.3,
                "test_margin", 4.0,
                "test_margin_spread", 2.5))
        .setDatasetDigest(HOSTILE_DATASET)
        .setDatasetUri("artifact:tree/" + HOSTILE_DATASET)
        .setPolicy(policy.toCanonicalJson())
        .setPolicyDigest(ModelPolicy.digestOf(policy.toCanonicalJson()))
        .setForgetSetDigest(job.map(UnlearningJob::getForgetSetDigest).orElse(some))
        .setJobId(job.map(UnlearningJob::getJobId).orElse(some))
        .setAttempt(1)
        .setReason("as it is")
        .build();
  }

  private ForgetSetStored stored() {
    String some = Pipeline.digest("some");
    return ForgetSetStored.newBuilder()
        .setModel(mutator.oneOf(List.of("faces", HOSTILE)))
        .setSetNumber(1 + mutator.below(20))
        .setIntentNumber(1)
        .setForgetSetDigest(some)
        .setForgetSetUri("artifact:blob/" + some)
        .setForgetSubjects(5)
        .setForgetSamples(10)
        .setForgetSetMerkleRoot(some)
        .setExcludedDigest(some)
        .setExcludedUri("artifact:blob/" + some)
        .setExcludedSamples(10)
        .setForgottenDigest(some)
        .setForgottenUri("artifact:blob/" + some)
        .build();
  }
}

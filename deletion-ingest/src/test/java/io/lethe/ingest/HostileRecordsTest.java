// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.policy.ModelPolicy;
import io.lethe.ingest.accumulate.ModelState;
import io.lethe.kit.hostile.HostileRun;
import io.lethe.kit.hostile.Mutator;
import io.lethe.kit.loop.LostRecordException;
import io.lethe.kit.loop.UndecodablePolicy;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.DeletionAmendment;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.ForgetSetStored;
import io.lethe.schemas.ModelChampion;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.StandingOrder;
import io.lethe.schemas.SubjectSamples;
import io.lethe.schemas.SubjectSamplesKind;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationProgress;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Storage;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What nobody honest would send, on every topic that the intake reads and somebody else writes,
 * every tenant's among them; see {@link HostileRun}.
 */
class HostileRecordsTest {
  private static final int BETWEEN_HONEST_ONES = 500;

  /** What a broker keeps of a record, less what it puts around it: see CompressedRecordsIT. */
  private static final int TAKEN_BYTES = Storage.LONGEST_BATCH_BYTES - 1_000;

  /** No row, refusal or other record that comes of one is longer, however long that was. */
  private static final int LONGEST_OUTPUT = 40_000;

  /** But where a registry's event has the longest policy that there may be. */
  private static final int LONGEST_OF_AN_EVENT = 100_000;

  private static final String HOSTILE = "hostile";
  private static final String HOSTILE_DATASET = Pipeline.digest("hostile dataset");
  private static final List<String> TENANTS = List.of("default", "shop");

  /** And one that has topics here, one that has none, and one that nobody can have. */
  private static final List<String> NAMED =
      List.of("default", "shop", "other", "nobody", "No.body");

  @TempDir Path directory;
  private final HostileRun run = new HostileRun("deletion-ingest's topics", 1);
  private final Mutator mutator = new Mutator(HostileRun.seed());
  private Pipeline pipeline;
  private int honestSubjects;
  private int requests;
  private int amendments;

  /** How a record was sent. */
  private enum Sent {
    WHOLE,
    SPOILT,
    TOO_LONG_FOR_A_BROKER
  }

  @Test
  void shouldAccountForEveryRecordAndServeTheNextRequest() {
    try (Pipeline made = new Pipeline(directory)) {
      pipeline = made;
      pipeline.registerSubjects(5 * (run.size() / BETWEEN_HONEST_ONES + 2), 2);
      pipeline.registerModel("faces");
      pipeline.registerModel(HOSTILE);
      run.all(
          number -> {
            if (number % BETWEEN_HONEST_ONES == 0) {
              beHonest();
            }
            beHostile();
          });
      beHonest();
    }
  }

  /** Each tenant in turn. */
  private void beHonest() {
    String tenant = TENANTS.get(honestSubjects / 5 % TENANTS.size());
    String id = "";
    for (int i = 0; i < 5; i++) {
      id = new UUID(9, honestSubjects).toString();
      String subject = "s" + honestSubjects++;
      pipeline.sendTo(
          tenant, subject, pipeline.requestBuilder(id, subject).setTenant(tenant).build());
    }
    String key = tenant + "/" + id + "/faces";
    for (int patience = 0; patience < 100 && !isPromoted(key); patience++) {
      pipeline.advance(Duration.ofMinutes(2));
      lastJob("faces").filter(this::isAtWork).ifPresent(pipeline::promote);
    }
    assertThat(pipeline.state(key)).isEqualTo(RequestState.PROMOTED);
    requireShort(0, LONGEST_OUTPUT);
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
    pipeline.rejected.clear();
    switch (mutator.below(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> request();
      case 7, 8, 9, 10, 11 -> amendment();
      case 12, 13 -> other(Topics.DATASET_SUBJECTS, subjectKey(), mutator.bent(samples()));
      case 14, 15 -> {
        String tenant = mutator.oneOf(TENANTS);
        other(Topics.DELETION_STANDING, requestKey(tenant), mutator.bent(order(tenant)));
      }
      case 16 -> other(Topics.VERIFICATION_PROGRESS, "faces", mutator.bent(progress()));
      case 17 -> other(Topics.MODEL_EVENTS, HOSTILE, mutator.bent(event()));
      case 18 -> other(Topics.MODEL_CHAMPIONS, HOSTILE, mutator.bent(champion()));
      default -> other(Topics.FORGET_SETS_STORED, "faces", mutator.bent(stored()));
    }
  }

  private void request() {
    String tenant = mutator.oneOf(TENANTS);
    DeletionRequest request = mutator.bent(goodRequest(named(tenant)));
    int before = pipeline.metrics.counted.size();
    Topic<DeletionRequest> topic = Topics.DELETION_REQUESTS.of(tenant);
    Sent sent = send(topic, mutator.text("s1"), request);
    List<String> answers = answers(before, Set.of("accepted", "repeated"));
    assertThat(answers)
        .as("accepted, repeated or refused")
        .hasSize(sent == Sent.TOO_LONG_FOR_A_BROKER ? 0 : 1);
    requireOfItsTenant(tenant, topic, sent, request.getTenant(), answers);
  }

  private void amendment() {
    String tenant = mutator.oneOf(TENANTS);
    DeletionAmendment amendment = mutator.bent(goodAmendment(named(tenant)));
    int before = pipeline.metrics.counted.size();
    Topic<DeletionAmendment> topic = Topics.DELETION_AMENDMENTS.of(tenant);
    Sent sent = send(topic, mutator.text(requestKey(tenant)), amendment);
    List<String> answers = answers(before, Set.of("amended")); // one model takes it, another not
    assertThat(answers.isEmpty())
        .as("taken or refused")
        .isEqualTo(sent == Sent.TOO_LONG_FOR_A_BROKER);
    requireOfItsTenant(tenant, topic, sent, amendment.getTenant(), answers);
  }

  /** The topic's tenant, or now and then another. */
  private String named(String tenant) {
    return mutator.below(4) == 0 ? mutator.oneOf(NAMED) : tenant;
  }

  private List<String> answers(int before, Set<String> taken) {
    List<String> counted = pipeline.metrics.counted;
    return counted.subList(before, counted.size()).stream()
        .filter(what -> what.startsWith("rejected ") || taken.contains(what.split(" ", -1)[0]))
        .toList();
  }

  /** Refused where it names another tenant than its topic's; what is refused, that one is told. */
  private void requireOfItsTenant(
      String tenant, Topic<?> topic, Sent sent, String named, List<String> answers) {
    for (RejectedRequest letter : pipeline.rejected) {
      assertThat(letter.getSourceTopic()).isEqualTo(topic.name());
      assertThat(letter.getMessage()).isNotBlank();
      assertThat(letter.getTenant()).as("who is told").isIn(null, tenant);
    }
    if (sent == Sent.WHOLE) {
      assertThat(answers.contains("rejected OTHER_TENANT"))
          .as("refused, for it names %s", named)
          .isEqualTo(!named.equals(tenant));
    }
    answers.stream()
        .limit(1)
        .forEach(answer -> run.count(topic.name(), answer.replace("rejected", "refused")));
  }

  private <V extends SpecificRecord> void other(Topic<V> topic, String key, V value) {
    send(topic, key, value);
  }

  /**
   * A topic that says things once stops the service at what cannot be decoded, until a person names
   * the record (docs/decisions/0021-a-record-that-cannot-be-decoded.md). That is right where a
   * service writes, or the registrar's commands, for then something is broken. It is wrong where
   * apps write: whoever has a token of one tenant would stop everybody's requests, so no record of
   * theirs may. What a registrar writes may stop it by its bytes alone, not by what it says.
   */
  private static boolean mayStop(Topic<?> topic, boolean isSpoilt) {
    Set<Party> writers = topic.access().writers();
    return UndecodablePolicy.of(topic.name()) == UndecodablePolicy.STOP
        && !writers.contains(Party.UPSTREAM_APP)
        && (isSpoilt || !writers.contains(Party.REGISTRAR));
  }

  private <V extends SpecificRecord> Sent send(Topic<V> topic, String key, V value) {
    byte[] good = pipeline.encode(topic, value);
    byte[] bytes =
        mutator.below(4) > 0 ? good : mutator.below(20) == 0 ? null : mutator.spoilt(good);
    byte[] keyBytes = mutator.below(20) == 0 ? null : key.getBytes(StandardCharsets.UTF_8);
    TestRecord<byte[], byte[]> message =
        new TestRecord<>(keyBytes, bytes, mutator.headers(), pipeline.now());
    if (bytes(message) > TAKEN_BYTES) {
      run.count(topic.name(), "too long for a broker");
      return Sent.TOO_LONG_FOR_A_BROKER;
    }
    int from = pipeline.raw.size();
    boolean isSpoilt = bytes != good || keyBytes == null;
    String outcome = "read";
    try {
      pipeline.sendRaw(topic, message);
    } catch (RuntimeException e) {
      if (!mayStop(topic, isSpoilt) || !isLost(e)) {
        throw e;
      }
      outcome = "stops the service";
    }
    requireShort(from, topic.equals(Topics.MODEL_EVENTS) ? LONGEST_OF_AN_EVENT : LONGEST_OUTPUT);
    if (!topic.access().writers().contains(Party.UPSTREAM_APP)) {
      run.count(topic.name(), outcome);
    }
    return bytes == good ? Sent.WHOLE : Sent.SPOILT;
  }

  private static boolean isLost(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(LostRecordException.class::isInstance);
  }

  private void requireShort(int from, int longest) {
    for (TestRecord<byte[], byte[]> written : pipeline.raw.subList(from, pipeline.raw.size())) {
      assertThat(bytes(written)).as("bytes of %s", written).isLessThan(longest);
    }
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

  private DeletionRequest goodRequest(String tenant) {
    return pipeline
        .requestBuilder(
            mutator.below(2) == 0
                ? new UUID(8, requests++).toString()
                : UUID.nameUUIDFromBytes(new byte[] {(byte) mutator.below(100)}).toString(),
            "s" + mutator.below(honestSubjects))
        .setTenant(tenant)
        .setModel(mutator.oneOf(List.of("faces", HOSTILE)))
        .setGround(mutator.below(2) == 0 ? null : "art17_1_c")
        .setNote("a ticket")
        .setDecidedBy("dpo")
        .build();
  }

  private String requestKey(String tenant) {
    return tenant + "/" + UUID.nameUUIDFromBytes(new byte[] {(byte) mutator.below(100)});
  }

  private DeletionAmendment goodAmendment(String tenant) {
    AmendmentKind kind = mutator.oneOf(List.of(AmendmentKind.values()));
    return pipeline
        .amendment(new UUID(7, amendments++).toString(), requestKey(tenant), kind)
        .setDeadline(kind == AmendmentKind.EXTEND ? pipeline.now().plus(Duration.ofDays(40)) : null)
        .build();
  }

  private StandingOrder order(String tenant) {
    boolean ended = mutator.below(2) == 0;
    return StandingOrder.newBuilder()
        .setTenant(tenant)
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

  private ModelChampion champion() {
    String some = Pipeline.digest("some");
    return ModelChampion.newBuilder()
        .setModel(HOSTILE)
        .setVersion(1)
        .setDigest(some)
        .setUri("artifact:tree/" + some)
        .setChampionEpoch(1)
        .setForgottenDigest(Pipeline.EMPTY)
        .setDatasetDigest(HOSTILE_DATASET)
        .setChangedAt(pipeline.now())
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

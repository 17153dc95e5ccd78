// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.hostile.HostileRun;
import io.lethe.kit.hostile.Mutator;
import io.lethe.kit.loop.Faults;
import io.lethe.kit.loop.LostRecordException;
import io.lethe.kit.loop.UndecodablePolicy;
import io.lethe.kit.metrics.MeterSpec;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ForgetSetStage;
import io.lethe.schemas.ForgetSetState;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RejectedInput;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Storage;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What nobody honest would send, on every topic that the registry reads; see {@link HostileRun}.
 */
final class HostileRecordsTest {
  private static final int BETWEEN_HONEST_ONES = 500;

  /** What a broker keeps of a record, less what it puts around it: see CompressedRecordsIT. */
  private static final int TAKEN_BYTES = Storage.LONGEST_BATCH_BYTES - 1_000;

  /** No event is longer: a policy, a signed report and a few short texts are the most it holds. */
  private static final int LONGEST_EVENT = 262_144;

  /** A refusal quotes a little. */
  private static final int LONGEST_REFUSAL = 16_384;

  /** What is told by a counter, in words. */
  private static final List<Map.Entry<MeterSpec, String>> COUNTED =
      List.of(
          Map.entry(Faults.UNDECODABLE, "refused, cannot be decoded"),
          Map.entry(RegistryMetrics.DROPPED, "refused, of no model"),
          Map.entry(RegistryMetrics.CANDIDATE_WAITS, "waits for its job"),
          Map.entry(RegistryMetrics.NO_EFFECT, "without effect"));

  @TempDir Path directory;
  private final HostileRun run = new HostileRun("model-registry's topics", 1);
  private final Mutator mutator = new Mutator(HostileRun.seed());
  private final Samples samples = new Samples();
  private RegistryDriver registry;
  private UnlearningJob job;
  private int honestSets;

  @Test
  void shouldAccountForEveryRecordAndPromoteTheNextCandidate() {
    try (RegistryDriver made = new RegistryDriver(samples.trustedKeys(), directory)) {
      registry = made;
      registry.register(samples);
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

  private void beHonest() {
    job = Samples.jobOn(registry.champion(), "honest " + honestSets++, 1);
    String candidate = Samples.digest("of " + job.getJobId());
    registry.send(job);
    registry.send(Samples.candidate(job, candidate));
    assertThat(registry.send(samples.pass(job, candidate)))
        .extracting(ModelEvent::getType)
        .containsExactly(ModelEventType.PROMOTED);
    assertThat(registry.longestRow()).isPositive().isLessThan(LONGEST_EVENT);
    job = Samples.jobOn(registry.champion(), "hostile " + honestSets, 1);
  }

  private void beHostile() {
    switch (mutator.below(12)) {
      case 0, 1, 2, 3, 4, 5 -> send(Topics.MODEL_COMMANDS, mutator.bent(command()));
      case 6 -> send(Topics.UNLEARNING_JOBS, mutator.bent(job));
      case 7, 8 -> send(Topics.MODEL_CANDIDATES, mutator.bent(candidate()));
      case 9 -> send(Topics.VERIFICATION_REPORTS, mutator.bent(samples.pass(job, bytes())));
      case 10 -> send(Topics.VERIFICATION_REPORTS, signed());
      default -> send(Topics.FORGET_SETS, mutator.bent(set()));
    }
  }

  /** What a verifier of the registry's trust would never find, signed all the same. */
  private VerificationReport signed() {
    VerificationReport bent = mutator.bent(samples.fail(job, bytes()));
    try {
      return samples.sign(VerificationReport.newBuilder(bent));
    } catch (RuntimeException e) {
      return bent; // it holds what cannot be signed
    }
  }

  private ModelCommand command() {
    ModelCommand.Builder command =
        mutator.below(4) == 0
            ? Samples.registration()
            : Samples.command(mutator.oneOf(List.of(CommandType.values())))
                .setPolicy(Samples.POLICY.toCanonicalJson())
                .setTargetVersion(1L + mutator.below(3))
                .setAlias("stable")
                .setForgetSetDigest(job.getForgetSetDigest())
                .setReason("as it is");
    return command.setModel(mutator.oneOf(List.of(Samples.MODEL, "voices"))).build();
  }

  private ModelCandidate candidate() {
    return mutator.below(2) == 0
        ? Samples.candidate(job, bytes())
        : Samples.failure(job, true, Samples.NOW);
  }

  private String bytes() {
    return Samples.digest("hostile bytes " + job.getJobId());
  }

  private <V extends SpecificRecord> void send(Topic<V> topic, V value) {
    byte[] good = registry.encode(topic, value);
    byte[] bytes =
        mutator.below(4) > 0 ? good : mutator.below(20) == 0 ? null : mutator.spoilt(good);
    String key = mutator.below(20) == 0 ? mutator.text(Samples.MODEL) : key(value);
    TestRecord<byte[], byte[]> message =
        new TestRecord<>(
            mutator.below(20) == 0 ? null : key.getBytes(StandardCharsets.UTF_8),
            bytes,
            mutator.headers(),
            Samples.NOW);
    if (size(message) > TAKEN_BYTES) {
      run.count(topic.name(), "too long for a broker");
      return;
    }
    List<Double> before = counted();
    List<ModelEvent> events;
    try {
      events = registry.sendRaw(topic.name(), message);
    } catch (RuntimeException e) {
      if (!mayStop(topic) || !isLost(e)) {
        throw e;
      }
      run.count(topic.name(), "stops the service");
      return;
    }
    String outcome = outcome(events, before);
    run.count(topic.name(), outcome);
    if (outcome.equals(ModelEventType.PROMOTED.name())) {
      assertThat(value).as("as it was signed").isEqualTo(samples.pass(job, bytes()));
    }
    if (!topic.equals(Topics.FORGET_SETS) && !topic.equals(Topics.UNLEARNING_JOBS)) {
      assertThat(outcome).as("events, refusals and repetitions").isNotEqualTo("read");
    }
    assertThat(events).allSatisfy(this::isBounded);
    List<TestRecord<String, RejectedInput>> rejected = registry.rejected();
    assertThat(rejected).hasSize(outcome.equals("refused, of no model") ? 1 : 0);
    assertThat(rejected)
        .allSatisfy(
            letter ->
                assertThat(registry.encode(Topics.MODEL_REJECTED, letter.value()).length)
                    .isLessThan(LONGEST_REFUSAL));
    assertThat(registry.longestRow()).as("bytes of a row").isLessThan(LONGEST_EVENT);
  }

  private static String key(SpecificRecord value) {
    String model = value.get(value.getSchema().getField("model").pos()).toString();
    return value instanceof ForgetSetState set ? model + "/" + set.getForgetSetDigest() : model;
  }

  /**
   * Who may register a model, and the registry's own HTTP, write commands: none may stop the
   * registry. Where sets stand is said by deletion-ingest alone, and once: what cannot be decoded
   * there stops it until a person names the record.
   */
  private static boolean mayStop(Topic<?> topic) {
    return UndecodablePolicy.of(topic.name()) == UndecodablePolicy.STOP
        && topic.access().writers().equals(Set.of(Party.DELETION_INGEST));
  }

  private static boolean isLost(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(LostRecordException.class::isInstance);
  }

  private ForgetSetState set() {
    return ForgetSetState.newBuilder()
        .setModel(Samples.MODEL)
        .setForgetSetDigest(job.getForgetSetDigest())
        .setSetNumber(1)
        .setStage(mutator.oneOf(List.of(ForgetSetStage.values())))
        .setAfterEvent(registry.log().size())
        .setSealedAt(Samples.NOW)
        .setChangedAt(Samples.NOW)
        .build();
  }

  private void isBounded(ModelEvent event) {
    assertThat(registry.encode(Topics.MODEL_EVENTS, event).length)
        .as("bytes of %s", event.getType())
        .isLessThan(
            event.getType() == ModelEventType.COMMAND_REFUSED ? LONGEST_REFUSAL : LONGEST_EVENT);
  }

  /** What it caused, or what it was counted as. */
  private String outcome(List<ModelEvent> events, List<Double> before) {
    if (!events.isEmpty()) {
      return events.get(0).getType().name();
    }
    List<Double> after = counted();
    return IntStream.range(0, COUNTED.size())
        .filter(i -> after.get(i) > before.get(i))
        .mapToObj(i -> COUNTED.get(i).getValue())
        .findFirst()
        .orElse("read");
  }

  private List<Double> counted() {
    return COUNTED.stream().map(each -> registry.count(each.getKey().name())).toList();
  }

  private static long size(TestRecord<byte[], byte[]> message) {
    long headers =
        Stream.of(message.headers().toArray())
            .mapToLong(each -> each.key().length() + length(each.value()))
            .sum();
    return headers + length(message.key()) + length(message.value());
  }

  private static int length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.hostile.Mutator;
import io.lethe.kit.loop.Faults;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What nobody honest would send, on every topic that the registry reads. The nightly build sends
 * more of it: {@code -Dlethe.hostile.records=45000}; a failure names the seed ({@code
 * -Dlethe.hostile.seed}) and the record.
 */
final class HostileRecordsTest {
  private static final int RECORDS = Integer.getInteger("lethe.hostile.records", 2_000);
  private static final long SEED = Long.getLong("lethe.hostile.seed", 17);
  private static final int BETWEEN_HONEST_ONES = 500;

  /** No broker takes more, unless it is told to. */
  private static final int TAKEN_BYTES = 1_000_000;

  /** No event is longer: a policy, a signed report and a few short texts are the most it holds. */
  private static final int LONGEST_EVENT = 262_144;

  /** A refusal quotes a little. */
  private static final int LONGEST_REFUSAL = 16_384;

  @TempDir Path directory;
  private final Mutator mutator = new Mutator(SEED);
  private final Samples samples = new Samples();
  private RegistryDriver registry;
  private UnlearningJob job;
  private int honestSets;

  @Test
  void shouldAccountForEveryRecordAndPromoteTheNextCandidate() {
    try (RegistryDriver made = new RegistryDriver(samples.trustedKeys(), directory)) {
      registry = made;
      registry.register(samples);
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
    job = Samples.jobOn(registry.champion(), "honest " + honestSets++, 1);
    String candidate = Samples.digest("of " + job.getJobId());
    registry.send(job);
    registry.send(Samples.candidate(job, candidate));
    assertThat(registry.send(samples.pass(job, candidate)))
        .extracting(ModelEvent::getType)
        .containsExactly(ModelEventType.PROMOTED);
    job = Samples.jobOn(registry.champion(), "hostile " + honestSets, 1);
  }

  private void beHostile() {
    switch (mutator.below(8)) {
      case 0, 1, 2 -> send(Topics.MODEL_COMMANDS, mutator.bent(command()));
      case 3 -> send(Topics.UNLEARNING_JOBS, mutator.bent(job));
      case 4, 5 -> send(Topics.MODEL_CANDIDATES, mutator.bent(candidate()));
      case 6 -> send(Topics.VERIFICATION_REPORTS, mutator.bent(samples.pass(job, bytes())));
      default -> send(Topics.VERIFICATION_REPORTS, signed());
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
    Object model = value.get(value.getSchema().getField("model").pos());
    String key = mutator.below(20) == 0 ? mutator.text(Samples.MODEL) : model.toString();
    TestRecord<byte[], byte[]> message =
        new TestRecord<>(
            mutator.below(20) == 0 ? null : key.getBytes(StandardCharsets.UTF_8),
            bytes,
            mutator.headers(),
            Samples.NOW);
    if (size(message) > TAKEN_BYTES) {
      return;
    }
    double before = counted();
    List<ModelEvent> events = registry.sendRaw(topic.name(), message);
    assertThat(events.size() + counted() - before)
        .as("events, drops and repetitions")
        .isGreaterThanOrEqualTo(topic.equals(Topics.UNLEARNING_JOBS) ? 0 : 1);
    assertThat(events).allSatisfy(this::isBounded);
  }

  private void isBounded(ModelEvent event) {
    assertThat(registry.encode(Topics.MODEL_EVENTS, event).length)
        .as("bytes of %s", event.getType())
        .isLessThan(
            event.getType() == ModelEventType.COMMAND_REFUSED ? LONGEST_REFUSAL : LONGEST_EVENT);
  }

  private double counted() {
    return registry.count(RegistryMetrics.NO_EFFECT.name())
        + registry.count(RegistryMetrics.DROPPED.name())
        + registry.count(RegistryMetrics.CANDIDATE_WAITS.name())
        + registry.count(Faults.UNDECODABLE.name());
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

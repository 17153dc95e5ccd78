// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static io.lethe.schemas.ModelEventType.PROMOTED;
import static io.lethe.schemas.ModelEventType.REGISTERED;
import static io.lethe.schemas.ModelEventType.ROLLED_BACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.policy.GateCriterion;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ModelChampion;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random jobs, candidates, reports and commands, in any order, doubled and forged. */
final class RandomHistoryTest {
  private static final int INPUTS = 300;

  @TempDir Path stateDirectory;
  private final Samples samples = new Samples();
  private final Samples forger = new Samples();

  /** What each forgotten digest stands for; the registry never sees it, the invariant needs it. */
  private final Map<String, Set<String>> forgotten = new HashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldKeepTheInvariants(long seed) {
    forgotten.put(Samples.NOTHING_FORGOTTEN, Set.of());
    try (RegistryDriver registry = new RegistryDriver(samples.trustedKeys(), stateDirectory)) {
      registry.register(samples);
      drive(registry, new Random(seed));

      List<ModelEvent> moves =
          registry.log().stream()
              .filter(event -> Set.of(REGISTERED, PROMOTED, ROLLED_BACK).contains(event.getType()))
              .toList();
      assertThat(moves.stream().filter(event -> event.getType() == PROMOTED).count())
          .as("the history is worth looking at")
          .isGreaterThan(5);
      assertMonotoneForgetting(moves);
      assertSingleLineage(moves);
      assertOneEffect(registry.log());
      assertNumbersWithoutGaps(registry.log(), moves);
      assertThat(registry.liveRows(Samples.MODEL)).isEqualTo(registry.replayedRows(Samples.MODEL));
    }
  }

  private void drive(RegistryDriver registry, Random random) {
    List<SpecificRecord> inputs = new ArrayList<>();
    List<UnlearningJob> jobs = new ArrayList<>();
    for (int i = 0; i < INPUTS; i++) {
      SpecificRecord input =
          random.nextInt(8) == 0 && !inputs.isEmpty()
              ? inputs.get(random.nextInt(inputs.size()))
              : next(registry.champion(), jobs, random, i);
      inputs.add(input);
      if (input instanceof ModelCommand command && command.getForgetSetDigest() != null) {
        registry.park(command.getForgetSetDigest());
      }
      registry.send(input);
    }
  }

  private SpecificRecord next(
      ModelChampion champion, List<UnlearningJob> jobs, Random random, int i) {
    if (jobs.isEmpty() || random.nextInt(4) == 0) {
      UnlearningJob job = anyJob(champion, random, i);
      jobs.add(job);
      return job;
    }
    UnlearningJob job = jobs.get(Math.max(0, jobs.size() - 1 - random.nextInt(4)));
    String bytes = Samples.digest("bytes " + job.getJobId());
    return switch (random.nextInt(9)) {
      case 0, 1 -> Samples.candidate(job, bytes);
      case 2, 3 -> samples.pass(job, bytes);
      case 4 -> samples.fail(job, bytes);
      case 5 -> forger.pass(job, Samples.digest("forged bytes"));
      case 6 ->
          samples.sign(
              samples
                  .report(job, bytes)
                  .setVerdict(Verdict.PASS)
                  .setCriteria(
                      Samples.criteria(
                          job.getAlgorithm(),
                          GateCriterion.FORGET_MARGIN,
                          it -> it.setValue(Double.NaN))));
      case 7 -> Samples.failure(job, random.nextBoolean(), Samples.NOW.plusSeconds(i));
      default -> anyCommand(champion, job, random);
    };
  }

  /** Most jobs forget another set; some forget nothing new, which is what lets a rollback pass. */
  private UnlearningJob anyJob(ModelChampion champion, Random random, int i) {
    boolean nothingNew = random.nextInt(3) == 0;
    String set = nothingNew ? "old set " + i : "set " + random.nextInt(40);
    UnlearningJob job = Samples.jobOn(champion, set, 1 + random.nextInt(3));
    if (nothingNew) {
      return UnlearningJob.newBuilder(job)
          .setForgottenDigest(champion.getForgottenDigest())
          .build();
    }
    Set<String> grown = new HashSet<>(forgotten.get(champion.getForgottenDigest()));
    grown.add(job.getForgetSetDigest());
    forgotten.put(job.getForgottenDigest(), grown);
    return job;
  }

  private static SpecificRecord anyCommand(
      ModelChampion champion, UnlearningJob job, Random random) {
    long anyVersion = 1 + random.nextLong(champion.getVersion() + 1);
    return switch (random.nextInt(4)) {
      case 0, 1 -> Samples.command(CommandType.ROLLBACK).setTargetVersion(anyVersion).build();
      case 2 ->
          Samples.command(CommandType.SET_ALIAS)
              .setAlias("stable")
              .setTargetVersion(anyVersion)
              .build();
      default ->
          Samples.command(CommandType.RETRY_PARKED)
              .setForgetSetDigest(job.getForgetSetDigest())
              .build();
    };
  }

  /** I2. */
  private void assertMonotoneForgetting(List<ModelEvent> moves) {
    for (int i = 1; i < moves.size(); i++) {
      assertThat(forgotten.get(moves.get(i).getForgottenDigest()))
          .as("what version %d has forgotten", moves.get(i).getVersion())
          .containsAll(forgotten.get(moves.get(i - 1).getForgottenDigest()));
    }
  }

  /** I3: at most one promotion leaves a (parent, epoch), and it leaves the champion of then. */
  private static void assertSingleLineage(List<ModelEvent> moves) {
    for (int i = 1; i < moves.size(); i++) {
      assertThat(moves.get(i).getChampionEpoch())
          .isEqualTo(moves.get(i - 1).getChampionEpoch() + 1);
      if (moves.get(i).getType() == PROMOTED) {
        assertThat(moves.get(i).getParentDigest()).isEqualTo(moves.get(i - 1).getDigest());
        assertThat(moves.get(i).getParentVersion()).isEqualTo(moves.get(i - 1).getVersion());
      }
    }
  }

  /** I5, and no forged byte. */
  private static void assertOneEffect(List<ModelEvent> log) {
    List<String> promoted =
        log.stream()
            .filter(event -> event.getType() == PROMOTED)
            .map(ModelEvent::getJobId)
            .toList();
    assertThat(promoted).doesNotHaveDuplicates();
    assertThat(log)
        .filteredOn(event -> event.getType() == PROMOTED)
        .extracting(ModelEvent::getDigest)
        .doesNotContain(Samples.digest("forged bytes"));
  }

  private static void assertNumbersWithoutGaps(List<ModelEvent> log, List<ModelEvent> moves) {
    for (int i = 0; i < log.size(); i++) {
      assertThat(log.get(i).getSequence()).isEqualTo(i + 1L);
    }
    for (int i = 0; i < moves.size(); i++) {
      assertThat(moves.get(i).getVersion()).isEqualTo(i + 1L);
    }
  }
}

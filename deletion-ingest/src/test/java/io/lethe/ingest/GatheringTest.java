// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Sealing;
import io.lethe.ingest.accumulate.ModelState;
import io.lethe.ingest.accumulate.SetRow;
import io.lethe.ingest.accumulate.SetState;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.ForgetSetIntentKind;
import io.lethe.schemas.RequestState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those who ask together with a near deadline are forgotten together. */
class GatheringTest {
  private static final String MODEL = "faces";
  private static final Duration GATHERING = Duration.ofSeconds(5);
  private static final Duration MAX_AGE = Duration.ofMinutes(30);
  private static final Duration ATTEMPT = Duration.ofHours(1);

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
  void shouldGiveOneJobToManyWhoAskAtOnceWithOneNearDeadline() {
    register(30, MAX_AGE, 1_000);
    List<String> keys = ask(0, 30, Duration.ofMinutes(1));
    assertThat(seals()).as("they are awaited").isZero();

    pipeline.advance(GATHERING);

    assertThat(pipeline.metrics.counted).containsOnlyOnce("sealed DEADLINE");
    assertThat(pipeline.jobs).hasSize(1);
    assertThat(pipeline.lastJob().getForgetSubjects()).isEqualTo(30);
    assertThat(keys)
        .allSatisfy(key -> assertThat(pipeline.state(key)).isEqualTo(RequestState.UNLEARNING));
  }

  @Test
  void shouldGatherNearDeadlinesBehindAJobAtWorkAndStartWithoutTheClock() {
    register(40, MAX_AGE, 1_000);
    ask(0, 1, Duration.ofMinutes(1));
    pipeline.advance(GATHERING);
    for (int subject = 1; subject < 40; subject++) {
      ask(subject, subject + 1, Duration.ofMinutes(1));
      pipeline.advance(Duration.ofSeconds(3));
    }
    assertThat(seals()).as("none could start").isEqualTo(1);

    pipeline.promote(pipeline.lastJob());

    assertThat(seals()).isEqualTo(2);
    assertThat(pipeline.jobs).hasSize(2);
    assertThat(pipeline.lastJob().getForgetSubjects()).isEqualTo(39);
  }

  @Test
  void shouldAwaitTheRestOfThoseWhoAskWhileAJobEnds() {
    register(20, MAX_AGE, 1_000);
    ask(0, 1, Duration.ofMinutes(1));
    pipeline.advance(GATHERING);
    ask(1, 10, Duration.ofMinutes(1));
    pipeline.advance(Duration.ofSeconds(1));

    pipeline.promote(pipeline.lastJob());
    ask(10, 20, Duration.ofMinutes(1));
    pipeline.advance(GATHERING);

    assertThat(pipeline.jobs).hasSize(2);
    assertThat(pipeline.lastJob().getForgetSubjects()).isEqualTo(19);
  }

  /** Else when a set is sealed would tell its neighbour whether he is in it. */
  @Test
  void shouldKeepTheNearDeadlineOfWhoIsNotFoundWhenAnotherLeavesTheSet() {
    register(30, MAX_AGE, 1_000);
    List<String> first = ask(0, 1, Duration.ofDays(20));
    ask(1, 2, Duration.ofDays(20));
    pipeline.send(
        "stranger",
        pipeline
            .requestBuilder(UUID.randomUUID().toString(), "stranger")
            .setDeadline(pipeline.now().plus(Duration.ofMinutes(1)))
            .build());

    pipeline.amend(first.get(0), AmendmentKind.WITHDRAW);
    pipeline.advance(GATHERING);

    assertThat(pipeline.metrics.counted).containsOnlyOnce("sealed DEADLINE");
  }

  /** As of one who was never in it. */
  @Test
  void shouldKeepTheNearDeadlineOfWhoLeavesTheSet() {
    register(30, MAX_AGE, 1_000);
    ask(0, 2, Duration.ofDays(20));
    List<String> near = ask(2, 3, Duration.ofMinutes(1));

    pipeline.amend(near.get(0), AmendmentKind.WITHDRAW);
    pipeline.advance(GATHERING);

    assertThat(pipeline.metrics.counted).containsOnlyOnce("sealed DEADLINE");
  }

  @Test
  void shouldStillSealFullSetsBehindAJobAtWork() {
    register(25, MAX_AGE, 10);

    ask(0, 25, Duration.ofMinutes(1));
    pipeline.advance(GATHERING);

    assertThat(seals()).isEqualTo(2);
    assertThat(pipeline.metrics.counted).doesNotContain("sealed DEADLINE");
  }

  @Test
  void shouldStartWithinSecondsWhenTheDeadlineIsPast() {
    register(3, MAX_AGE, 1_000);

    List<String> keys = ask(0, 3, Duration.ofDays(-1));
    pipeline.advance(GATHERING);

    assertThat(pipeline.jobs).hasSize(1);
    assertThat(pipeline.state(keys.get(2))).isEqualTo(RequestState.UNLEARNING);
  }

  @Test
  void shouldNotBePutOffByEverNearerDeadlines() {
    register(6, MAX_AGE, 1_000);
    for (int subject = 0; subject < 5; subject++) {
      ask(subject, subject + 1, Duration.ofMinutes(60 - 10L * subject));
      assertThat(seals()).isZero();
      pipeline.advance(Duration.ofSeconds(1));
    }

    assertThat(pipeline.jobs).hasSize(1);
    assertThat(pipeline.lastJob().getForgetSubjects()).isEqualTo(5);
  }

  @Test
  void shouldAwaitNobodyLongerThanTheOldestMayWait() {
    register(2, policy(Duration.ofSeconds(1), 2, 1_000));
    ask(0, 1, Duration.ofMinutes(1));
    pipeline.advance(Duration.ofMillis(800));
    assertThat(seals()).isZero();

    pipeline.advance(Duration.ofMillis(200));

    assertThat(pipeline.jobs).hasSize(1);
  }

  @Test
  void shouldSealAtTheLastMomentWhereADeadlineLeftTimeThough() {
    register(2, MAX_AGE, 1_000);
    ask(0, 1, reserve().plusSeconds(2));
    pipeline.advance(Duration.ofSeconds(1));
    assertThat(seals()).isZero();

    pipeline.advance(Duration.ofSeconds(1));

    assertThat(pipeline.jobs).hasSize(1);
  }

  /**
   * Bursts with one deadline each, near or far, at a desk that is free or not: each burst gives at
   * most two sets, one where nothing was at work; only a full set is sealed while another is at
   * work; and where the desk is free, nobody waits a tick longer than by age, by deadline or for
   * those who ask together.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldGiveFewJobsToWhoeverAsksTogether(long seed) {
    Random random = new Random(seed);
    register(400, MAX_AGE, 5_000);
    int next = 0;
    List<Burst> bursts = new ArrayList<>();
    while (next < 400) {
      int size = Math.min(400 - next, 1 + random.nextInt(40));
      Duration until = Duration.ofMinutes(random.nextInt(10 * 60) - 60L);
      boolean free = state().isPresent() && isFree() && openSet().isEmpty();
      List<String> keys = new ArrayList<>();
      Instant deadline = pipeline.now().plus(until);
      for (int i = 0; i < size; i++) {
        keys.addAll(ask(next + i, next + i + 1, Duration.between(pipeline.now(), deadline)));
        pipeline.advance(Duration.ofMillis(random.nextInt(100)));
        checkDesk();
      }
      bursts.add(new Burst(keys, free));
      next += size;
      for (int i = random.nextInt(6); i > 0; i--) {
        pipeline.advance(Duration.ofSeconds(1 + random.nextInt(20 * 60)));
        checkDesk();
        if (random.nextInt(3) > 0) {
          promoteWhatIsOut();
          checkDesk();
        }
      }
    }
    finish();
    bursts.forEach(
        burst -> assertThat(setsOf(burst.keys())).hasSizeLessThanOrEqualTo(burst.free() ? 1 : 2));
    assertThat(bursts).anyMatch(Burst::free).anyMatch(burst -> !burst.free());
  }

  private void finish() {
    for (int i = 0; i < 50 && !allPromoted(); i++) {
      promoteWhatIsOut();
      pipeline.advance(Duration.ofHours(1));
      checkDesk();
    }
    assertThat(allPromoted()).isTrue();
  }

  private boolean allPromoted() {
    return pipeline.status.values().stream()
        .allMatch(status -> status.getState() == RequestState.PROMOTED);
  }

  private final Set<String> promoted = new HashSet<>();
  private long sealsSeen;

  private void promoteWhatIsOut() {
    if (!pipeline.jobs.isEmpty() && promoted.add(pipeline.lastJob().getJobId())) {
      pipeline.promote(pipeline.lastJob());
    }
  }

  /** What may stay open, beside a free desk; and that no seal queues. */
  private void checkDesk() {
    assertThat(seals() - sealsSeen).as("sealed in one step").isLessThanOrEqualTo(1);
    sealsSeen = seals();
    ModelState state = state().orElseThrow();
    assertThat(state.queue()).as("nothing is sealed that cannot start").isEmpty();
    Optional<SetRow> open = openSet();
    if (open.isEmpty() || !isFree()) {
      return;
    }
    SetRow set = open.get();
    Instant now = pipeline.now();
    assertThat(now).as("age").isBefore(set.times().oldest().plus(MAX_AGE));
    if (!now.isBefore(set.times().deadline().minus(reserve()))) {
      Instant urgent = ((SetState.Open) set.state()).urgentSince();
      assertThat(urgent)
          .as("all joined in time, so the deadline should have closed it")
          .isNotNull();
      assertThat(now).isBefore(urgent.plus(GATHERING));
    }
  }

  private boolean isFree() {
    ModelState state = state().orElseThrow();
    return state.activeSet() == 0 && state.queue().isEmpty();
  }

  private Optional<ModelState> state() {
    return Optional.ofNullable(
        pipeline.driver.<String, ModelState>getKeyValueStore(IngestTopology.MODELS).get(MODEL));
  }

  private Optional<SetRow> openSet() {
    long number = state().orElseThrow().openSet();
    return number == 0
        ? Optional.empty()
        : Optional.of(
            pipeline
                .driver
                .<String, SetRow>getKeyValueStore(IngestTopology.SETS)
                .get("%s/%012d".formatted(MODEL, number)));
  }

  private Set<String> setsOf(List<String> keys) {
    Set<String> sets = new HashSet<>();
    keys.forEach(key -> sets.add(pipeline.status.get(key).getForgetSetDigest()));
    return sets;
  }

  private Duration reserve() {
    return ATTEMPT.multipliedBy(Pipeline.policy().ladder().size());
  }

  private void register(int subjects, Duration maxAge, int maxSamples) {
    register(subjects, policy(maxAge, 1, maxSamples));
  }

  private void register(int subjects, ModelPolicy policy) {
    pipeline.registerSubjects(subjects, 1);
    pipeline.registerModel(MODEL, policy);
  }

  private static ModelPolicy policy(Duration maxAge, int minSamples, int maxSamples) {
    ModelPolicy usual = Pipeline.policy();
    return new ModelPolicy(
        new Sealing(maxSamples, maxAge, minSamples, ATTEMPT, Duration.ofDays(30), 3, true),
        usual.ladder(),
        usual.gate());
  }

  private List<String> ask(int from, int to, Duration until) {
    List<String> keys = new ArrayList<>();
    for (int subject = from; subject < to; subject++) {
      String id = UUID.randomUUID().toString();
      Instant deadline = pipeline.now().plus(until);
      pipeline.send(
          "s" + subject,
          pipeline
              .requestBuilder(id, "s" + subject)
              .setRequestedAt(earlier(pipeline.now(), deadline))
              .setDeadline(deadline)
              .build());
      keys.add("default/" + id);
    }
    return keys;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private long seals() {
    return pipeline.intents.stream()
        .filter(intent -> intent.getKind() == ForgetSetIntentKind.SEAL)
        .count();
  }

  private record Burst(List<String> keys, boolean free) {}
}

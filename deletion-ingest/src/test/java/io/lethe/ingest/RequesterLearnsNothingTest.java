// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Sealing;
import io.lethe.ingest.callback.Callback;
import io.lethe.ingest.callback.CallbackSender;
import io.lethe.ingest.http.RequesterEyes;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ForgetSetStage;
import io.lethe.schemas.ForgetSetState;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.UnlearningJob;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who asks about several people at one time is shown the same of each, from then on: about people
 * whom a model's dataset knows, whom it does not, whom it knows from test alone, and who were asked
 * for before.
 *
 * <p>Why: docs/decisions/0041-tokens-and-roles.md.
 */
class RequesterLearnsNothingTest {
  private static final int KNOWN = 300;
  private static final int STEPS = 120;
  private static final List<AmendmentKind> KINDS =
      List.of(
          AmendmentKind.WITHDRAW,
          AmendmentKind.HOLD,
          AmendmentKind.HOLD,
          AmendmentKind.RELEASE_HOLD,
          AmendmentKind.RELEASE_HOLD,
          AmendmentKind.EXTEND);

  @TempDir Path directory;
  private Pipeline pipeline;
  private int next = 1;
  private final Map<String, List<String>> askedBefore = new HashMap<>();
  private final Map<String, List<String>> calls = new HashMap<>();
  private final Set<String> seenStates = new HashSet<>();

  @BeforeEach
  void start() {
    pipeline = new Pipeline(directory);
    register("alpha", "first", 0);
    register("beta", "second", KNOWN / 2);
    pipeline.advance(Duration.ofSeconds(1));
  }

  /** The datasets share half of their people; "other" is in the test split of both. */
  private void register(String model, String dataset, int from) {
    pipeline.useDataset(dataset);
    Map<String, List<Integer>> samples = new TreeMap<>();
    for (int i = from; i < from + KNOWN; i++) {
      samples.put("s" + i, List.of(2 * i, 2 * i + 1));
    }
    samples.put("other", List.of());
    pipeline.registerDataset(samples);
    pipeline.registerModel(model, policy());
  }

  /** No set is full before its time: the next request of a group would join another one. */
  private static ModelPolicy policy() {
    ModelPolicy usual = Pipeline.policy();
    Sealing sealing =
        new Sealing(
            1000, Duration.ofMinutes(1), 2, Duration.ofHours(1), Duration.ofMinutes(10), 3, true);
    return new ModelPolicy(sealing, usual.ladder(), usual.gate());
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void shouldShowWhoIsNotKnownAtTheTimesOfTheSetThatHeWouldHaveJoined() {
    List<String> group = ask("alpha", "s1", "nobody", "other");
    assertThat(shown(group)).containsExactly("in_progress", "in_progress", "in_progress");

    pipeline.advance(Duration.ofMinutes(2));
    assertThat(pipeline.state(group.get(0))).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.state(group.get(1))).isEqualTo(RequestState.NOTHING_TO_ERASE);
    assertThat(shown(group)).containsExactly("in_progress", "in_progress", "in_progress");

    pipeline.promote(pipeline.lastJob());
    assertThat(shown(group)).containsExactly("completed", "completed", "completed");
  }

  @Test
  void shouldShowWhoWasForgottenBeforeAsOneWhoIsForgottenNow() {
    ask("alpha", "s1");
    pipeline.advance(Duration.ofMinutes(2));
    List<String> inFlight = ask("alpha", "s1", "s2", "nobody");
    pipeline.promote(pipeline.lastJob());
    assertThat(pipeline.state(inFlight.get(0))).isEqualTo(RequestState.PROMOTED);
    List<String> after = ask("alpha", "s1", "s3", "nobody");
    assertThat(shown(inFlight)).containsOnly("in_progress");
    assertThat(shown(after)).containsOnly("in_progress");

    pipeline.advance(Duration.ofMinutes(2));
    pipeline.promote(pipeline.lastJob());

    assertThat(shown(inFlight)).containsOnly("completed");
    assertThat(shown(after)).containsOnly("completed");
  }

  @Test
  void shouldShowWhoIsNotKnownAsCompletedAtTheDeadlineWhereNobodyElseAsks() {
    List<String> group = ask("alpha", "nobody", "other");
    pipeline.advance(Duration.ofDays(30));
    assertThat(shown(group)).containsOnly("in_progress");

    pipeline.advance(Duration.ofDays(1));
    assertThat(shown(group)).containsOnly("completed");
  }

  /** Nor does whose deadline is near tell by when the set of others is sealed. */
  @Test
  void shouldShowTheSameWhereTheAskersOwnDeadlineIsNear() {
    List<String> before = ask("alpha", "nobody", "s3");
    Instant near = pipeline.now().plusSeconds(2);
    List<String> unknown = askUntil(near, "alpha", "nobody", "other");
    pipeline.advance(Duration.ofSeconds(10));
    assertThat(pipeline.state(before.get(1))).as("sealed").isEqualTo(RequestState.UNLEARNING);
    assertThat(shown(unknown)).containsOnly("in_progress");
    pipeline.promote(pipeline.lastJob());
    assertThat(shown(unknown)).containsOnly("completed");

    List<String> alone = askUntil(pipeline.now().plusSeconds(2), "alpha", "nobody", "s3");
    pipeline.advance(Duration.ofSeconds(10));
    assertThat(shown(alone)).containsOnly("in_progress");
    pipeline.advance(Duration.ofDays(31));
    assertThat(shown(alone)).containsOnly("completed");
  }

  @Test
  void shouldShowNobodyAsForgottenWhoseEarlierSetIsParked() {
    List<String> first = ask("alpha", "s1");
    pipeline.advance(Duration.ofMinutes(2));
    pipeline.fail(pipeline.lastJob(), false);
    assertThat(pipeline.state(first.get(0))).isEqualTo(RequestState.PARKED);

    List<String> again = ask("alpha", "s1", "s2");
    pipeline.advance(Duration.ofMinutes(2));
    pipeline.promote(pipeline.lastJob());

    assertThat(shown(again)).containsExactly("in_progress", "completed");
  }

  @Test
  void shouldShowAWithdrawalAsTakenUntilTheSetIsSealedWhoeverItIs() {
    List<String> early = ask("alpha", "s1", "nobody", "other");
    List<String> late = ask("alpha", "s2", "nobody", "other");
    pipeline.advance(Duration.ofSeconds(1));
    early.forEach(key -> pipeline.amend(key, AmendmentKind.WITHDRAW));
    assertThat(shown(early)).containsOnly("cancelled");

    pipeline.advance(Duration.ofMinutes(2));
    late.forEach(key -> pipeline.amend(key, AmendmentKind.WITHDRAW));
    assertThat(shown(late)).containsOnly("in_progress");
    pipeline.promote(pipeline.lastJob());

    assertThat(shown(late)).containsOnly("completed");
    assertThat(shown(early)).containsOnly("cancelled");
  }

  /** A tenant's app may write amendments to its topic, and has a requester's token besides. */
  @Test
  void shouldShowTheDeadlineThatAnExtensionAskedForWhoeverItIs() {
    pipeline.advance(Duration.ofSeconds(1));
    ask("alpha", "s1");
    pipeline.advance(Duration.ofMinutes(2));
    pipeline.promote(pipeline.lastJob());
    List<String> group = ask("alpha", "s1", "s2", "nobody", "other");
    Instant deadline = pipeline.status.get(group.get(0)).getDeadline();
    assertThat(deadlines(group)).containsOnly(deadline);

    amend(AmendmentKind.EXTEND, deadline.plus(Duration.ofDays(63)), group);
    assertThat(deadlines(group)).as("too far").containsOnly(deadline);

    Instant later = deadline.plus(Duration.ofDays(20));
    amend(AmendmentKind.EXTEND, later, group);
    assertThat(pipeline.status.get(group.get(1) + "/alpha").getDeadline()).isEqualTo(later);
    assertThat(pipeline.status.get(group.get(2) + "/alpha").getDeadline()).isEqualTo(deadline);
    assertThat(deadlines(group)).containsOnly(later);

    amend(AmendmentKind.EXTEND, later.plus(Duration.ofDays(2)), group);
    assertThat(deadlines(group)).as("only once").containsOnly(later);
  }

  @Test
  void shouldShowNoOtherDeadlineOnceThatHasPassed() {
    List<String> group = ask("alpha", "s1", "nobody", "other");
    Instant deadline = pipeline.status.get(group.get(0)).getDeadline();
    pipeline.advance(Duration.ofDays(32));

    amend(AmendmentKind.EXTEND, null, group);

    assertThat(pipeline.state(group.get(0))).as("and yet").isEqualTo(RequestState.UNLEARNING);
    assertThat(deadlines(group)).containsOnly(deadline);
  }

  /** Whoever is not found is completed at his end where nobody else asks: the extended one. */
  @Test
  void shouldShowWhoIsNotKnownAsCompletedAtTheExtendedDeadline() {
    List<String> group = ask("alpha", "nobody", "other");
    amend(AmendmentKind.EXTEND, null, group);
    pipeline.advance(Duration.ofDays(80));
    assertThat(shown(group)).containsOnly("in_progress");

    pipeline.advance(Duration.ofDays(20));
    assertThat(shown(group)).containsOnly("completed");
  }

  /** What sender A is shown must not tell of B, whose request is in the same set. */
  @Test
  void shouldSealASetWhenAnExtensionHadNotComeWhoeverGotIt() {
    List<Instant> sealed = new ArrayList<>();
    for (String about : List.of("s1", "nobody")) {
      List<String> mine = ask("alpha", about.equals("s1") ? "s2" : "s3");
      List<String> probe = askUntil(pipeline.now().plusSeconds(10), "alpha", about);
      Instant asked = pipeline.now();
      amend(AmendmentKind.EXTEND, null, probe);
      advanceByTicks(Duration.ofSeconds(20));
      assertThat(pipeline.state(mine.get(0))).as(about).isEqualTo(RequestState.UNLEARNING);
      sealed.add(Instant.EPOCH.plus(Duration.between(asked, lastSealed())));
      pipeline.promote(pipeline.lastJob());
    }
    assertThat(sealed.get(0)).isEqualTo(sealed.get(1));
  }

  private Instant lastSealed() {
    return pipeline.setHistory.get(pipeline.setHistory.size() - 1).getSealedAt();
  }

  @Test
  void shouldShowAHeldRequestInProgressUntilItsReleaseWhoeverItIs() {
    ask("alpha", "s1");
    pipeline.advance(Duration.ofMinutes(2));
    pipeline.promote(pipeline.lastJob());
    List<String> group = ask("alpha", "s1", "s2", "nobody", "other");
    List<String> others = ask("alpha", "s3");
    pipeline.advance(Duration.ofSeconds(1));
    amend(AmendmentKind.HOLD, null, group);
    pipeline.advance(Duration.ofMinutes(2));
    pipeline.promote(pipeline.lastJob());
    assertThat(pipeline.state(group.get(1))).isEqualTo(RequestState.HELD);
    assertThat(shown(others)).containsOnly("completed");
    assertThat(shown(group)).containsOnly("in_progress");

    pipeline.advance(Duration.ofDays(100));
    assertThat(shown(group)).as("past its deadline").containsOnly("in_progress");

    List<String> next = ask("alpha", "s4");
    pipeline.advance(Duration.ofMillis(1));
    amend(AmendmentKind.RELEASE_HOLD, null, group);
    assertThat(shown(group)).containsOnly("in_progress");
    pipeline.advance(Duration.ofMinutes(2));
    assertThat(pipeline.state(group.get(1))).isEqualTo(RequestState.UNLEARNING);
    assertThat(shown(group)).containsOnly("in_progress");
    pipeline.promote(pipeline.lastJob());
    assertThat(shown(next)).containsOnly("completed");
    assertThat(shown(group)).containsOnly("completed");
  }

  @Test
  void shouldShowWhoIsReleasedAndNotKnownAsCompletedAMonthLaterWhereNobodyElseAsks() {
    List<String> group = ask("alpha", "nobody", "other");
    pipeline.advance(Duration.ofSeconds(1));
    amend(AmendmentKind.HOLD, null, group);
    pipeline.advance(Duration.ofDays(40));
    amend(AmendmentKind.RELEASE_HOLD, null, group);
    pipeline.advance(Duration.ofDays(29));
    assertThat(shown(group)).containsOnly("in_progress");

    pipeline.advance(Duration.ofDays(2));
    assertThat(shown(group)).containsOnly("completed");
  }

  @Test
  void shouldShowAHoldThatCameTooLateAsNoHoldWhoeverItIs() {
    List<String> group = ask("alpha", "s1", "nobody", "other");
    pipeline.advance(Duration.ofMinutes(2));
    amend(AmendmentKind.HOLD, null, group);
    pipeline.promote(pipeline.lastJob());
    assertThat(shown(group)).containsOnly("completed");
  }

  /** It counts once the set is dissolved; one that was released by then does not. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldShowAHoldThatCameTooLateFromWhenItsSetIsDissolved(boolean released) {
    List<String> group = ask("alpha", "s1", "nobody", "other");
    pipeline.advance(Duration.ofMinutes(2));
    amend(AmendmentKind.HOLD, null, group);
    pipeline.advance(Duration.ofSeconds(1));
    if (released) {
      amend(AmendmentKind.RELEASE_HOLD, null, group);
      pipeline.advance(Duration.ofSeconds(1));
    }
    pipeline.cannotTell(pipeline.lastJob(), 9L);
    assertThat(pipeline.state(group.get(0)))
        .isEqualTo(released ? RequestState.PENDING : RequestState.HELD);
    ask("alpha", "s5", "s6", "s7", "s8", "s9");
    pipeline.advance(Duration.ofMinutes(2));
    pipeline.promote(pipeline.lastJob());

    assertThat(shown(group)).containsOnly(released ? "completed" : "in_progress");
  }

  @Test
  void shouldShowAWithdrawalOfWhatIsHeldAsTakenWhoeverItIs() {
    List<String> group = ask("alpha", "s1", "nobody", "other");
    ask("alpha", "s2");
    pipeline.advance(Duration.ofSeconds(1));
    amend(AmendmentKind.HOLD, null, group);
    pipeline.advance(Duration.ofMinutes(2));
    pipeline.promote(pipeline.lastJob());
    pipeline.advance(Duration.ofSeconds(1));

    amend(AmendmentKind.WITHDRAW, null, group);

    assertThat(pipeline.state(group.get(0))).isEqualTo(RequestState.WITHDRAWN);
    assertThat(shown(group)).containsOnly("cancelled");
  }

  /** Who may not erase from a dataset is refused nothing in another way. */
  @Test
  void shouldShowTheSameOfADatasetFromWhichTheTenantMayNotErase() {
    pipeline.datasetTenants = List.of("shop");
    register("gamma", "not his", 0);
    pipeline.advance(Duration.ofSeconds(1));
    List<String> group = new ArrayList<>(ask("gamma", "s1", "nobody", "other"));
    group.addAll(ask("alpha", "nobody"));
    assertThat(pipeline.status.get(group.get(0) + "/gamma").getBesideSet()).isNull();

    amend(AmendmentKind.EXTEND, null, group);
    assertThat(new HashSet<>(pages(group))).hasSize(1);
    amend(AmendmentKind.HOLD, null, group);
    pipeline.advance(Duration.ofDays(100));
    assertThat(shown(group)).containsOnly("in_progress");
    amend(AmendmentKind.RELEASE_HOLD, null, group);
    pipeline.advance(Duration.ofDays(31));
    assertThat(new HashSet<>(pages(group))).hasSize(1);
    assertThat(shown(group)).containsOnly("completed");
  }

  /** Amendments under one id: the first counts, also where it was refused about nobody. */
  @Test
  void shouldTakeASecondAmendmentUnderOneIdOfNobody() {
    List<String> group = ask("alpha", "s1", "nobody", "other");
    String id = UUID.randomUUID().toString();
    pipeline.advance(Duration.ofSeconds(1));
    group.forEach(key -> pipeline.send(pipeline.amendment(id, key, AmendmentKind.HOLD).build()));
    group.forEach(key -> pipeline.send(pipeline.amendment(id, key, AmendmentKind.EXTEND).build()));
    assertThat(new HashSet<>(pages(group))).hasSize(1);
    group.forEach(
        key -> pipeline.send(pipeline.amendment(id, key, AmendmentKind.WITHDRAW).build()));
    assertThat(new HashSet<>(pages(group))).hasSize(1);
    assertThat(shown(group)).containsOnly("in_progress");
  }

  /** So many count as a known one's row has room for. */
  @Test
  void shouldCountAsManyAmendmentsOfEverybody() {
    List<String> group = ask("alpha", "s1", "nobody", "other");
    pipeline.advance(Duration.ofMinutes(2));
    Instant deadline = pipeline.status.get(group.get(0)).getDeadline();
    for (int i = 0; i < 6; i++) {
      amend(AmendmentKind.HOLD, null, group);
      pipeline.advance(Duration.ofMillis(1));
      amend(AmendmentKind.RELEASE_HOLD, null, group);
      pipeline.advance(Duration.ofMillis(1));
    }

    amend(AmendmentKind.EXTEND, null, group);

    assertThat(pipeline.state(group.get(0))).isEqualTo(RequestState.UNLEARNING);
    assertThat(deadlines(group)).containsOnly(deadline);
  }

  /** Nothing is kept of a request whose model does not come. */
  @Test
  void shouldShowNothingOfWhatAwaitsTheModelThatItNames(@TempDir Path other) {
    try (Pipeline waiting = new Pipeline(other, Duration.ofSeconds(5))) {
      String key = waiting.request("s1", "later");
      waiting.amend(key, AmendmentKind.EXTEND);
      waiting.amend(key, AmendmentKind.HOLD);
      assertThat(waiting.status).isEmpty();
      waiting.advance(Duration.ofSeconds(10));
      assertThat(waiting.status).isEmpty();
    }
  }

  /** Who waits for a first model is shown the deadline that was asked for, and held. */
  @Test
  void shouldShowTheSameWhereTheFirstModelComesAfterTheAmendment(@TempDir Path other) {
    pipeline.close();
    pipeline = new Pipeline(other);
    List<String> group = ask(null, "s1", "nobody", "other");
    List<String> early = ask(null, "s2", "nobody");
    amend(AmendmentKind.EXTEND, null, early);
    assertThat(new HashSet<>(pages(early))).hasSize(1);
    pipeline.advance(Duration.ofDays(20));
    register("alpha", "first", 0);
    pipeline.advance(Duration.ofSeconds(2));
    assertThat(new HashSet<>(pages(early))).hasSize(1);
    Instant deadline = pipeline.status.get(group.get(0) + "/alpha").getDeadline();
    pipeline.advance(Duration.ofDays(25));

    amend(AmendmentKind.EXTEND, null, group);

    assertThat(deadlines(group)).containsOnly(after(deadline));
    assertThat(pipeline.status.get(group.get(0) + "/alpha").getDeadline())
        .isEqualTo(after(deadline));
  }

  private static Instant after(Instant deadline) {
    return deadline.atOffset(ZoneOffset.UTC).plusMonths(2).toInstant();
  }

  /** Operators are shown what is so. */
  @Test
  void shouldLeaveTheRowsOfTheAuditorsAsTheyAre() {
    List<String> group = ask("alpha", "nobody");
    Instant deadline = pipeline.status.get(group.get(0)).getDeadline();

    amend(AmendmentKind.EXTEND, null, group);
    amend(AmendmentKind.HOLD, null, group);

    assertThat(pipeline.status.get(group.get(0)).getState())
        .isEqualTo(RequestState.NOTHING_TO_ERASE);
    assertThat(pipeline.status.get(group.get(0)).getDeadline()).isEqualTo(deadline);
    assertThat(pipeline.status.get(group.get(0)).getAmendments()).isEmpty();
    assertThat(pipeline.rejected).hasSize(2);
  }

  private void amend(AmendmentKind kind, Instant deadline, List<String> group) {
    group.forEach(key -> pipeline.amend(key, kind, deadline));
  }

  private List<Instant> deadlines(List<String> group) {
    return group.stream()
        .map(key -> pipeline.eyes.shown(key, pipeline.now()).orElseThrow().deadline())
        .toList();
  }

  /** Then the case has a deadline of its own, which an extension must not count from another. */
  @Test
  void shouldShowAnExtensionAsTakenWhereTheFirstModelCameLater(@TempDir Path other) {
    pipeline.close();
    pipeline = new Pipeline(other);
    List<String> group = ask(null, "s1", "nobody");
    pipeline.advance(Duration.ofDays(3));
    register("alpha", "first", 0);
    pipeline.advance(Duration.ofSeconds(1));
    assertThat(pipeline.state(group.get(0) + "/alpha")).isEqualTo(RequestState.PENDING);
    assertThat(pipeline.state(group.get(1) + "/alpha")).isEqualTo(RequestState.NOTHING_TO_ERASE);
    List<String> before = pages(group);

    group.forEach(key -> pipeline.amend(key, AmendmentKind.EXTEND));

    assertThat(Set.copyOf(pages(group))).hasSize(1).doesNotContainAnyElementsOf(before);
  }

  @Test
  void shouldNotShowThatAModelWhichCameLaterKnowsSomebody() {
    List<String> group = ask(null, "s1", "nobody");
    pipeline.advance(Duration.ofMinutes(2));
    pipeline.promote(pipeline.lastJob());
    List<String> before = shown(group);

    register("gamma", "third", 0);
    pipeline.advance(Duration.ofMinutes(2));
    pipeline.advance(Duration.ofMinutes(2));

    assertThat(pipeline.state(group.get(0))).isEqualTo(RequestState.UNLEARNING);
    assertThat(shown(group)).isEqualTo(before);
  }

  /** Of a group, the same page for each, after each of {@value #STEPS} random steps. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldShowTheSameWhateverHappens(long seed) {
    Random random = new Random(seed);
    List<List<String>> groups = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      step(random, groups);
      pipeline.advance(Duration.ofMillis(1));
      hearCallbacks();
      for (List<String> group : groups) {
        List<List<String>> calls = calls(group);
        assertThat(new HashSet<>(calls.subList(1, calls.size()))) // the first may be late
            .as("callbacks of %s after step %d of seed %d", told(group), i, seed)
            .hasSize(1);
        List<String> pages = pages(group);
        boolean isLate = isInASetThatStands(group.get(0));
        assertThat(new HashSet<>(isLate ? pages.subList(1, pages.size()) : pages))
            .as("pages of %s after step %d of seed %d", told(group), i, seed)
            .hasSize(1);
        assertThat(isLate && RequesterEyes.state(pages.get(0)).equals("completed")).isFalse();
      }
    }
    assertThat(seenStates).as("worth the name").contains("in_progress", "completed");
    assertThat(calls.values())
        .as("worth the name")
        .anyMatch(calls -> calls.toString().contains("COMPLETED"));
  }

  /** Whoever is in an earlier set that is not promoted is not shown further than that. */
  private boolean isInASetThatStands(String key) {
    return List.of("/alpha", "/beta").stream()
        .map(model -> pipeline.status.get(key + model))
        .filter(Objects::nonNull)
        .filter(status -> status.getBesideSet() != null && status.getSetNumber() != null)
        .anyMatch(status -> status.getState() != RequestState.PROMOTED);
  }

  private void step(Random random, List<List<String>> groups) {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> groups.add(group(random));
      case 3 -> pipeline.advance(Duration.ofSeconds(1 + random.nextInt(100)));
      case 4 ->
          pipeline.advance(
              random.nextInt(4) > 0 ? Duration.ofSeconds(90) : Duration.ofDays(random.nextInt(12)));
      case 5 -> amend(random, groups);
      case 6 -> decideAboutParked(random);
      default -> decide(random);
    }
  }

  private List<String> group(Random random) {
    String model = random.nextInt(3) == 0 ? null : random.nextBoolean() ? "alpha" : "beta";
    String shared = "s" + (KNOWN / 2 + next++ % (KNOWN / 2));
    List<String> before = askedBefore.computeIfAbsent("" + model, key -> new ArrayList<>());
    before.removeIf(this::isOut);
    String again = before.isEmpty() ? "nobody" : before.get(random.nextInt(before.size()));
    // whoever is new to a model comes last: he may close the set that the others would have joined
    Instant deadline =
        random.nextInt(3) > 0
            ? null
            : pipeline
                .now()
                .plusSeconds(1 + random.nextInt(random.nextBoolean() ? 100 : 2_000_000));
    List<String> group = askUntil(deadline, model, again, "nobody", "other", shared);
    before.add(shared);
    return group;
  }

  /** In no set any more: he would be new. */
  private boolean isOut(String subject) {
    String key = pipeline.subjectKeys.keyOf(subject);
    return pipeline.status.values().stream()
        .filter(status -> status.getModel() != null && status.getSubjectKey().equals(key))
        .anyMatch(
            status ->
                status.getState() == RequestState.WITHDRAWN
                    || status.getState() == RequestState.HELD
                    || status.getState() == RequestState.REFUSED);
  }

  /** Mostly of one of the last groups, so that a hold comes before the sealing, and its release. */
  private void amend(Random random, List<List<String>> groups) {
    if (!groups.isEmpty()) {
      int back = random.nextInt(random.nextBoolean() ? 2 : groups.size());
      List<String> group = groups.get(Math.max(0, groups.size() - 1 - back));
      AmendmentKind kind = KINDS.get(random.nextInt(KINDS.size()));
      if (kind == AmendmentKind.RELEASE_HOLD && isHeld(group.get(0))) {
        return; // held with an earlier set, he may close the one that the others would join
      }
      boolean named = kind == AmendmentKind.EXTEND && random.nextBoolean();
      Duration more = Duration.ofDays(random.nextInt(120));
      amend(kind, named ? pipeline.now().plus(more) : null, group);
    }
  }

  private boolean isHeld(String key) {
    return List.of("/alpha", "/beta").stream()
        .map(model -> pipeline.status.get(key + model))
        .anyMatch(status -> status != null && status.getState() == RequestState.HELD);
  }

  private void decide(Random random) {
    if (pipeline.jobs.isEmpty()) {
      return;
    }
    Map<String, UnlearningJob> last = new HashMap<>();
    pipeline.jobs.forEach(job -> last.put(job.getModel(), job));
    for (UnlearningJob job : last.values()) {
      ForgetSetStage stage =
          pipeline.sets.get(job.getModel() + "/" + job.getForgetSetDigest()).getStage();
      if (stage != ForgetSetStage.UNLEARNING && stage != ForgetSetStage.VERIFYING) {
        continue;
      }
      switch (random.nextInt(5)) {
        case 0 -> pipeline.accept(job);
        case 1 -> pipeline.reject(job);
        case 2 -> pipeline.cannotTell(job, 9L);
        case 3 -> pipeline.fail(job, false);
        default -> pipeline.promote(job);
      }
    }
  }

  private void decideAboutParked(Random random) {
    for (ForgetSetState set : List.copyOf(pipeline.sets.values())) {
      if (set.getStage() == ForgetSetStage.PARKED) {
        ModelEventType word =
            random.nextInt(3) > 0
                ? ModelEventType.PARKED_SET_RETRIED
                : ModelEventType.PARKED_SET_REFUSED;
        pipeline.send(
            pipeline
                .event(set.getModel(), word)
                .setForgetSetDigest(set.getForgetSetDigest())
                .setReason("a person said so"));
      }
    }
  }

  @Test
  void shouldCallBackAboutEverybodyAtTheSameLooks() {
    pipeline.advance(Duration.ofSeconds(2));
    ask("alpha", "s1");
    pipeline.advance(Duration.ofMinutes(2));
    pipeline.promote(pipeline.lastJob());
    List<String> group = ask("alpha", "s1", "s2", "nobody", "other");
    advanceByTicks(Duration.ofMinutes(2));
    pipeline.promote(pipeline.lastJob());
    advanceByTicks(Duration.ofMinutes(1));

    assertThat(pipeline.state(group.get(1))).isEqualTo(RequestState.PROMOTED);
    assertThat(pipeline.state(group.get(2))).isEqualTo(RequestState.NOTHING_TO_ERASE);
    assertThat(calls(group).get(0)).hasSize(2);
    assertThat(new HashSet<>(calls(group))).hasSize(1);
  }

  private void advanceByTicks(Duration by) {
    for (Duration gone = Duration.ZERO; gone.compareTo(by) < 0; gone = gone.plusMillis(200)) {
      pipeline.advance(Duration.ofMillis(200));
      hearCallbacks();
    }
  }

  /** When which state was told with which deadline, of each request of a group. */
  private List<List<String>> calls(List<String> group) {
    return group.stream().map(key -> calls.getOrDefault(key, List.of())).toList();
  }

  private void hearCallbacks() {
    for (Callback each : pipeline.receivers.offered) {
      calls
          .computeIfAbsent(each.tenant() + "/" + each.requestId(), key -> new ArrayList<>())
          .add(pipeline.now() + " " + each.state() + " " + each.deadline());
      pipeline.receivers.answer(CallbackSender.Result.DELIVERED);
    }
    pipeline.receivers.offered.clear();
  }

  private List<String> ask(String model, String... subjects) {
    return askUntil(null, model, subjects);
  }

  private List<String> askUntil(Instant deadline, String model, String... subjects) {
    List<String> keys = new ArrayList<>();
    for (String subject : subjects) {
      String id = UUID.randomUUID().toString();
      pipeline.send(
          subject,
          pipeline
              .requestBuilder(id, subject)
              .setModel(model)
              .setDeadline(deadline)
              .setCallbacks(List.of("https://one.example/"))
              .build());
      keys.add("default/" + id);
    }
    return keys;
  }

  private List<String> told(List<String> group) {
    List<String> told = new ArrayList<>();
    for (int i = 0; i < group.size(); i++) {
      String key = group.get(i);
      for (String model : List.of("", "/alpha", "/beta")) {
        DeletionStatus status = pipeline.status.get(key + model);
        if (status != null) {
          told.add(
              "%s%s %s beside %s, withdrawn %s"
                  .formatted(
                      shown(group).get(i),
                      model,
                      status.getState(),
                      status.getBesideSet(),
                      status.getWithdrawalAskedAt()));
        }
      }
    }
    pipeline.sets.values().stream()
        .map(set -> set.getModel() + " " + set.getSetNumber() + " " + set.getStage())
        .forEach(told::add);
    return told;
  }

  private List<String> shown(List<String> group) {
    return pages(group).stream().map(RequesterEyes::state).toList();
  }

  private List<String> pages(List<String> group) {
    List<String> pages = group.stream().map(key -> pipeline.eyes.see(key, pipeline.now())).toList();
    pages.stream().map(RequesterEyes::state).forEach(seenStates::add);
    return pages;
  }
}

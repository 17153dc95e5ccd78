// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lethe.domain.crypto.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that dies is one whose notes nobody closes. */
class BegunWorkTest {
  @TempDir Path directory;

  private final AtomicInteger waited = new AtomicInteger();
  private final ExecutorService others = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    others.shutdownNow();
  }

  @Test
  void shouldLeaveNoNoteOfWorkThatHasEnded() {
    BegunWork work = start();
    for (int i = 0; i < 20; i++) {
      try (BegunWork.Note note = work.begin("a", () -> false)) {
        note.at("train", 1, 2);
        assertThat(notes()).hasSize(1);
      }
      assertThat(notes()).isEmpty();
    }
  }

  @Test
  void shouldGiveUpWorkThatEndedTheProcessThreeTimesAtOnePlace() {
    for (int death = 0; death < 3; death++) {
      dieAt("a", "train", 50, 1_000);
    }

    assertGivenUp("a", "it ended this process 3 times in a row at the same place (train 1/20)");
    assertGivenUp("a", "it ended this process 3 times in a row at the same place (train 1/20)");
    start().begin("b", () -> false).close();
  }

  @Test
  void shouldGiveUpWorkThatEndsTheProcessBeforeItTellsOfAnyPlace() {
    for (int death = 0; death < 3; death++) {
      start().begin("a", () -> false);
    }

    assertGivenUp("a", "it ended this process 3 times in a row at the same place (begun)");
  }

  @Test
  void shouldCountFromOneWhereTheWorkHadComeElsewhereMeanwhile() {
    dieAt("a", "train", 50, 1_000);
    dieAt("a", "train", 50, 1_000);
    dieAt("a", "train", 500, 1_000);
    dieAt("a", "train", 50, 1_000);
    dieAt("a", "train", 50, 1_000);

    start().begin("a", () -> false).close();
    assertThat(notes()).isEmpty();
    dieAt("a", "train", 50, 1_000);
    start().begin("a", () -> false).close();
  }

  @Test
  void shouldGiveUpWorkThatEndedTheProcessTenTimesWhereverItWas() {
    for (int death = 0; death < 10; death++) {
      dieAt("a", "train", 100L * death, 1_000);
    }

    assertGivenUp("a", "it ended this process 10 times");
  }

  @Test
  void shouldCountNoOrderlyStopEvenWhereTheWorkDoesNotComeBackInTime() {
    dieAt("a", "train", 50, 1_000);
    dieAt("a", "train", 50, 1_000);
    BegunWork stopped = start();
    BegunWork.Note stuck = stopped.begin("a", () -> false);
    stuck.at("train", 50, 1_000);

    stopped.close();

    assertThat(notes()).isEmpty();
    stuck.at("train", 900, 1_000);
    stuck.giveUp("too late");
    stuck.close();
    stopped.begin("a", () -> false).close();
    stopped.close();
    assertThat(notes()).isEmpty();
  }

  @Test
  void shouldNotBeginAgainWhatWasGivenUpWhileItWasAtWork() {
    BegunWork stopped = start();
    BegunWork.Note stuck = stopped.begin("a", () -> false);
    stuck.giveUp("measuring it did\nnot come back");
    stopped.close();

    assertGivenUp("a", "measuring it did not come back");
  }

  @Test
  void shouldDoWorkWithADeathBehindItWhileNothingElseIsDone() throws Exception {
    dieAt("suspect", "train", 50, 1_000);
    BegunWork work = start();
    BegunWork.Note other = work.begin("other", () -> false);
    CountDownLatch end = new CountDownLatch(1);
    Turn suspect = new Turn(work, "suspect", end);
    await().until(() -> waited.get() > 0);
    assertThat(content("suspect")).as("waiting is no death").startsWith("deaths=0");
    assertThat(suspect.begun).isNotDone();

    other.close();
    suspect.begun.get(10, TimeUnit.SECONDS);
    assertThat(content("suspect")).startsWith("deaths=1\nthere=1\nlast=train 1/20");
    waited.set(0);
    Turn third = new Turn(work, "third", end);
    await().until(() -> waited.get() > 0);
    assertThat(notes()).hasSize(1);
    assertThat(third.begun).isNotDone();

    end.countDown();
    suspect.ended.get(10, TimeUnit.SECONDS);
    third.ended.get(10, TimeUnit.SECONDS);
    assertThat(notes()).isEmpty();
  }

  /** Work on a thread of its own, until it may end. */
  private final class Turn {
    private final CompletableFuture<String> begun = new CompletableFuture<>();
    private final Future<Boolean> ended;

    Turn(BegunWork work, String key, CountDownLatch end) {
      ended =
          others.submit(
              () -> {
                BegunWork.Note note = work.begin(key, BegunWorkTest.this::waits);
                begun.complete(key);
                boolean inTime = end.await(10, TimeUnit.SECONDS);
                note.close();
                return inTime;
              });
    }
  }

  @Test
  void shouldNotWaitForItsTurnOnceNobodyWantsTheWork() {
    dieAt("suspect", "train", 50, 1_000);
    BegunWork work = start();
    BegunWork.Note other = work.begin("other", () -> false);

    CompletableFuture<BegunWork.Note> waiting =
        CompletableFuture.supplyAsync(() -> work.begin("suspect", () -> true), others);

    assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(CancellationException.class);
    other.close();
    work.begin("suspect", () -> true).close();
  }

  @Test
  void shouldTakeANoteThatCannotBeReadForNone() throws IOException {
    for (int death = 0; death < 2; death++) {
      dieAt("a", "train", 50, 1_000);
    }
    Files.writeString(fileOf("a"), "deaths=many");
    Files.writeString(directory.resolve("notes/.a.part"), "half");

    start().begin("a", () -> false).close();

    assertThat(notes()).isEmpty();
  }

  /** Asked only while it waits for its turn. */
  private boolean waits() {
    waited.incrementAndGet();
    return false;
  }

  private BegunWork start() {
    return BegunWork.in(directory.resolve("notes"), "it");
  }

  private void dieAt(String key, String phase, long done, long total) {
    BegunWork.Note note = start().begin(key, () -> false);
    note.at("load", 3, 7);
    note.at(phase, done, total);
    note.at(phase, done, total);
  }

  private void assertGivenUp(String key, String why) {
    assertThatThrownBy(() -> start().begin(key, () -> false))
        .isInstanceOf(GivenUpException.class)
        .hasMessage(why);
  }

  private Path fileOf(String key) {
    return directory
        .resolve("notes")
        .resolve(Digests.sha256Hex(key.getBytes(StandardCharsets.UTF_8)));
  }

  private String content(String key) throws IOException {
    return Files.readString(fileOf(key));
  }

  private List<Path> notes() {
    try (Stream<Path> all = Files.list(directory.resolve("notes"))) {
      return all.toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

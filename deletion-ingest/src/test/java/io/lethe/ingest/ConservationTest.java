// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ForgetSetIntentKind;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.work.RequestOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of requests, duplicates, garbage, verdicts, failures, pointer moves and pauses,
 * and of models that come in their midst, to which standing orders hold; after every step each
 * accepted (request, model) stands in exactly one state, and at the end, when every job is
 * promoted, in a final one.
 */
class ConservationTest {
  private static final int STEPS = 250;
  private static final int SUBJECTS = 60;
  private static final String STRANGER = "stranger";
  private static final List<String> UNTRAINED = List.of(STRANGER, "tester");
  private static final Set<RequestState> FINAL =
      EnumSet.of(
          RequestState.PROMOTED,
          RequestState.NOTHING_TO_ERASE,
          RequestState.NO_TRAIN_SAMPLE,
          RequestState.REFUSED);

  @TempDir Path directory;

  private Pipeline pipeline;
  private Random random;
  private final Set<String> expected = new HashSet<>();
  private final Map<String, String> sent = new TreeMap<>();
  private final List<String> models = new ArrayList<>();
  private final Set<String> standing = new HashSet<>();
  private final Map<String, Integer> decided = new TreeMap<>();
  private final Map<String, Set<String>> forgotten = new TreeMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldKeepEveryAcceptedRequestInExactlyOneState(long seed) {
    random = new Random(seed);
    try (Pipeline made = new Pipeline(directory)) {
      pipeline = made;
      pipeline.registerSubject("tester", List.of());
      pipeline.registerSubjects(SUBJECTS, 2);
      register("a");
      register("b");
      for (int step = 0; step < STEPS; step++) {
        if (step == STEPS / 3 || step == STEPS / 2) {
          register("later-" + step);
        }
        step();
        checkConservation();
        checkOneJobInFlight();
      }
      finish();
      checkConservation();
      for (String key : expected) {
        assertThat(FINAL).as(key).contains(pipeline.state(key));
      }
      checkSequences();
    }
  }

  /**
   * Whoever named no model, and is in the dataset, be it in test alone, has a case with this one
   * too.
   */
  private void register(String model) {
    pipeline.registerModel(model);
    pipeline.advance(Duration.ofSeconds(1));
    models.add(model);
    standing.stream()
        .filter(id -> !sent.get(id).equals(STRANGER))
        .forEach(id -> expected.add("default/" + id + "/" + model));
  }

  private void step() {
    switch (random.nextInt(15)) {
      case 0, 1, 2, 3, 4 -> request();
      case 5 -> repeat();
      case 6 ->
          pipeline.sendRaw(
              new org.apache.kafka.streams.test.TestRecord<>(new byte[] {1}, garbage()));
      case 7 -> pipeline.advance(Duration.ofSeconds(random.nextInt(120)));
      case 8 -> onJob(pipeline::accept);
      case 9, 10 -> onJob(this::promote);
      case 11 -> onJob(pipeline::reject);
      case 12 ->
          onJob(
              random.nextInt(3) == 0
                  ? pipeline::failRung
                  : job -> pipeline.fail(job, random.nextBoolean()));
      case 13 -> onJob(job -> pipeline.cannotTell(job, 1L + random.nextInt(20)));
      default -> decideParked();
    }
  }

  private void request() {
    String id = UUID.nameUUIDFromBytes(new byte[] {(byte) sent.size(), 7}).toString();
    String subject =
        random.nextInt(8) == 0 ? UNTRAINED.get(sent.size() % 2) : "s" + random.nextInt(SUBJECTS);
    String model = random.nextBoolean() ? null : models.get(random.nextInt(models.size()));
    if (sent.containsKey(id)) {
      return;
    }
    sent.put(id, subject);
    pipeline.send(subject, pipeline.requestBuilder(id, subject).setModel(model).build());
    if (model == null) {
      standing.add(id);
    }
    for (String reached : model == null ? models : List.of(model)) {
      expected.add("default/" + id + "/" + reached);
    }
  }

  private void repeat() {
    if (sent.isEmpty()) {
      return;
    }
    List<String> ids = List.copyOf(sent.keySet());
    String id = ids.get(random.nextInt(ids.size()));
    int before = pipeline.history.size();
    pipeline.send("x", pipeline.requestBuilder(id, "other-" + random.nextInt()).build());
    assertThat(pipeline.history).hasSize(before);
  }

  private byte[] garbage() {
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    return bytes;
  }

  private void onJob(java.util.function.Consumer<UnlearningJob> action) {
    List<UnlearningJob> open = new ArrayList<>();
    Map<String, UnlearningJob> last = new TreeMap<>();
    pipeline.jobs.forEach(job -> last.put(job.getModel(), job));
    last.values().stream().filter(job -> isAtWork(job)).forEach(open::add);
    if (!open.isEmpty()) {
      action.accept(open.get(random.nextInt(open.size())));
    }
  }

  private boolean isAtWork(UnlearningJob job) {
    return pipeline.status.values().stream()
        .anyMatch(
            status ->
                job.getModel().equals(status.getModel())
                    && job.getJobId().equals(status.getJobId())
                    && (status.getState() == RequestState.UNLEARNING
                        || status.getState() == RequestState.VERIFYING));
  }

  private void promote(UnlearningJob job) {
    decided.merge(job.getJobId(), 1, Integer::sum);
    Set<String> now = new HashSet<>(pipeline.blob(job.getForgottenDigest()).subjectKeys());
    Set<String> before = forgotten.getOrDefault(job.getModel(), Set.of());
    assertThat(now).as("monotone forgetting").containsAll(before);
    assertThat(pipeline.blob(job.getExcludedDigest()).subjectKeys()).containsAll(now);
    forgotten.put(job.getModel(), now);
    pipeline.promote(job);
  }

  private void decideParked() {
    List<DeletionStatus> parked =
        pipeline.status.values().stream()
            .filter(status -> status.getModel() != null)
            .filter(status -> status.getState() == RequestState.PARKED)
            .toList();
    if (parked.isEmpty()) {
      return;
    }
    DeletionStatus one = parked.get(random.nextInt(parked.size()));
    ModelEventType decision =
        random.nextInt(3) == 0
            ? ModelEventType.PARKED_SET_REFUSED
            : ModelEventType.PARKED_SET_RETRIED;
    pipeline.send(
        pipeline
            .event(one.getModel(), decision)
            .setForgetSetDigest(one.getForgetSetDigest())
            .setReason("a person said so"));
  }

  /** Lets time pass and everything succeed until nothing is left to do. */
  private void finish() {
    for (int round = 0; round < 60; round++) {
      decideParked();
      onJob(this::promote);
      pipeline.advance(round < 50 ? Duration.ofMinutes(2) : Duration.ofDays(4));
    }
  }

  private void checkConservation() {
    Set<String> perModel = new HashSet<>();
    pipeline.status.forEach(
        (key, status) -> {
          assertThat(status.getState()).isNotEqualTo(RequestState.UNKNOWN);
          if (status.getModel() != null) {
            perModel.add(key);
            assertThat(key).endsWith("/" + status.getModel());
          }
        });
    assertThat(perModel).isEqualTo(expected);
  }

  private void checkOneJobInFlight() {
    for (String model : models) {
      Set<String> atWork = new HashSet<>();
      for (DeletionStatus status : pipeline.status.values()) {
        if (model.equals(status.getModel())
            && (status.getState() == RequestState.UNLEARNING
                || status.getState() == RequestState.VERIFYING)) {
          atWork.add(status.getJobId());
        }
      }
      assertThat(atWork).as("jobs at work for %s", model).hasSizeLessThanOrEqualTo(1);
    }
    assertThat(decided.values()).allMatch(times -> times == 1);
    assertThat(pipeline.intents)
        .noneMatch(intent -> intent.getKind() == ForgetSetIntentKind.UNKNOWN);
  }

  /** Every key's history counts from 1 without gap or repetition, and its states follow. */
  private void checkSequences() {
    Map<String, DeletionStatus> last = new TreeMap<>();
    for (DeletionStatus status : pipeline.history) {
      String key = status.getRequestId() + "/" + status.getModel();
      DeletionStatus before = last.put(key, status);
      assertThat(status.getSequence())
          .as(key)
          .isEqualTo(before == null ? 1 : before.getSequence() + 1);
      if (before != null && status.getModel() != null) {
        assertThat(RequestOrder.mayFollow(before, status))
            .as("%s after %s", status, before)
            .isTrue();
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.DeletionAmendment;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.topic.Tenants;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The topology with its production serdes beside {@link PlainIntake}: random requests, repeats,
 * amendments, registrations, outcomes of jobs, decisions about parked sets, steps and jumps of the
 * clock, a tenant without rights and restarts; after every step each case and each request stands
 * where the plain one says, until the same deadline, and as much was refused. Started with the
 * profile {@code nightly} it plays 10,000 ({@code -Dlethe.model.runs}); a failure names its seed
 * ({@code -Dlethe.model.seed}) and its steps. What it notices is held by build-tools/mutants.sh.
 */
class IntakeModelTest {
  private static final int RUNS = Integer.getInteger("lethe.model.runs", 200);
  private static final long SEED = Long.getLong("lethe.model.seed", 1);

  /** Seeds that have failed once. */
  private static final long[] FAILED = {36_308, 47_499, 56_681};

  private static final List<AmendmentKind> KINDS =
      List.of(
          AmendmentKind.WITHDRAW,
          AmendmentKind.HOLD,
          AmendmentKind.RELEASE_HOLD,
          AmendmentKind.EXTEND);

  /** Whom the dataset's registration does not name. */
  private static final String OTHER_TENANT = "shop";

  private static final int STEPS = 20;
  private static final int PEOPLE = 7;
  private static final int MODELS = 3;
  private static final Duration TICK = Duration.ofMillis(200);

  @TempDir Path directory;

  @Test
  void shouldDoWhatThePlainIntakeDoes() {
    LongStream.concat(LongStream.of(FAILED), LongStream.range(SEED, SEED + RUNS))
        .parallel()
        .forEach(seed -> new Run(directory, seed).play());
  }

  /** One random history. */
  private static final class Run {
    private final Random random;
    private final long seed;
    private final PlainIntake plain;
    private final List<String> steps = new ArrayList<>();
    private final List<DeletionRequest> sent = new ArrayList<>();
    private final List<DeletionAmendment> amended = new ArrayList<>();
    private final Map<String, UnlearningJob> lastJobs = new TreeMap<>();
    private Pipeline pipeline;
    private int favourite;

    Run(Path directory, long seed) {
      this.seed = seed;
      random = new Random(seed);
      Path own = directory.resolve(seed + "-" + UUID.randomUUID());
      assertThat(own.toFile().mkdirs()).isTrue();
      pipeline = new Pipeline(own, Tenants.of(List.of(OTHER_TENANT)));
      pipeline.datasetTenants = List.of(PlainIntake.TENANT);
      pipeline.registerSubjects(PEOPLE, 2);
      List<String> people = IntStream.range(0, PEOPLE).mapToObj(i -> "s" + i).toList();
      plain = new PlainIntake(Set.copyOf(people));
    }

    void play() {
      try {
        for (int step = 0; step < STEPS; step++) {
          step();
          check();
        }
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + steps, e);
      } finally {
        pipeline.close();
      }
    }

    private void step() {
      int rejected = pipeline.rejected.size();
      int refused = 0;
      switch (random.nextInt(19)) {
        case 0, 1, 2, 3 -> request();
        case 4, 5, 6, 7, 8 -> refused = amend();
        case 9 -> repeat();
        case 10 -> register();
        case 11, 12 -> advance(random.nextBoolean() ? TICK : Duration.ofMinutes(2));
        case 13, 14 -> outcome();
        case 15, 16 -> decide();
        case 17 -> jump();
        default -> {
          if (random.nextInt(3) == 0) {
            restart();
            rejected = 0;
          } else {
            advance(Duration.ofMinutes(1));
          }
        }
      }
      assertThat(pipeline.rejected.size() - rejected).as("refusals").isEqualTo(refused);
    }

    private void request() {
      String subject = random.nextInt(8) == 0 ? "stranger" : "s" + random.nextInt(PEOPLE);
      List<String> models = List.copyOf(plain.models.keySet());
      String model =
          models.isEmpty() || random.nextBoolean()
              ? null
              : models.get(random.nextInt(models.size()));
      DeletionRequest request =
          pipeline
              .requestBuilder(new UUID(seed, sent.size()).toString(), subject)
              .setTenant(random.nextInt(8) == 0 ? OTHER_TENANT : PlainIntake.TENANT)
              .setModel(model)
              .setRequestedAt(pipeline.now().minus(Duration.ofDays(sent.size() % 3 * 10L)))
              .build();
      steps.add("request " + sent.size() + " of " + subject + " for " + model);
      sent.add(request);
      plain.request(key(request), subject, model, pipeline.now());
      pipeline.send(subject, request);
    }

    /** Most often one that was amended before: what comes of two of them is more than of one. */
    private int oneOfThoseSent() {
      if (random.nextBoolean()) {
        favourite = random.nextInt(sent.size());
      }
      return Math.min(favourite, sent.size() - 1);
    }

    private static String key(DeletionRequest request) {
      return request.getTenant() + "/" + request.getRequestId();
    }

    private int amend() {
      AmendmentKind kind = KINDS.get(random.nextInt(KINDS.size()));
      String key =
          sent.isEmpty() || random.nextInt(20) == 0
              ? PlainIntake.TENANT + "/" + new UUID(seed, 1_000)
              : key(sent.get(oneOfThoseSent()));
      boolean tooFar = kind == AmendmentKind.EXTEND && random.nextInt(4) == 0;
      DeletionAmendment amendment =
          pipeline
              .amendment(new UUID(seed, 2_000 + steps.size()).toString(), key, kind)
              .setDeadline(tooFar ? pipeline.now().plus(Duration.ofDays(200)) : null)
              .build();
      steps.add(kind + " " + key.substring(key.length() - 4) + (tooFar ? " too far" : ""));
      int before = plain.requests.containsKey(key) ? plain.requests.get(key).amendments : -1;
      int refused = plain.amend(key, kind, tooFar, pipeline.now());
      if (before >= 0 && plain.requests.get(key).amendments > before) {
        amended.add(amendment);
      }
      pipeline.send(amendment);
      return refused;
    }

    /** What was taken once changes nothing and is not refused. */
    private void repeat() {
      steps.add("repeat");
      if (!sent.isEmpty()) {
        DeletionRequest request = sent.get(random.nextInt(sent.size()));
        pipeline.send("x", request);
      }
      if (!amended.isEmpty()) {
        pipeline.send(amended.get(random.nextInt(amended.size())));
      }
    }

    /** Whether who still waits or an order of long ago comes first to a model is not promised. */
    private void register() {
      if (plain.models.size() < MODELS) {
        if (plain.hasWaitingBesideOrders()) {
          advance(TICK);
        }
        String model = "m" + plain.models.size();
        steps.add("register " + model);
        pipeline.registerModel(model);
        plain.register(model);
        advance(TICK);
      }
    }

    private void advance(Duration by) {
      steps.add("advance " + by);
      pipeline.advance(by);
      plain.tick(pipeline.now());
    }

    /** Deadlines pass where nobody is at work, whose lease would. */
    private void jump() {
      if (plain.isIdle()) {
        advance(Duration.ofDays(random.nextBoolean() ? 1 : 40));
      }
    }

    /** A person's word about a set that is parked. */
    private void decide() {
      for (String model : plain.models.keySet()) {
        for (PlainIntake.Group group : plain.parked(model)) {
          boolean retried = random.nextBoolean();
          steps.add((retried ? "retry " : "refuse ") + model);
          pipeline.send(
              pipeline
                  .event(
                      model,
                      retried
                          ? ModelEventType.PARKED_SET_RETRIED
                          : ModelEventType.PARKED_SET_REFUSED)
                  .setForgetSetDigest(digest(model, group))
                  .setCommandId(new UUID(seed, 3_000 + steps.size()).toString())
                  .setReason("a person said so"));
          if (retried) {
            plain.retry(model, group);
          } else {
            plain.refuse(group);
          }
          return;
        }
      }
    }

    private String digest(String model, PlainIntake.Group group) {
      return pipeline.status.get(group.cases.get(0).asked.key + "/" + model).getForgetSetDigest();
    }

    private void outcome() {
      List<String> atWork =
          plain.models.entrySet().stream()
              .filter(each -> each.getValue().active != null)
              .map(Map.Entry::getKey)
              .toList();
      if (atWork.isEmpty()) {
        return;
      }
      String model = atWork.get(random.nextInt(atWork.size()));
      UnlearningJob job = lastJobs.get(model);
      switch (random.nextInt(5)) {
        case 0 -> {
          steps.add("accept " + model);
          pipeline.accept(job);
          plain.outcome(model, RequestState.VERIFYING, pipeline.now());
        }
        case 1 -> {
          steps.add("reject " + model);
          pipeline.reject(job);
          plain.outcome(model, afterRejection(job), pipeline.now());
        }
        case 2 -> park(model);
        default -> {
          steps.add("promote " + model);
          pipeline.promote(job);
          plain.outcome(model, RequestState.PROMOTED, pipeline.now());
        }
      }
    }

    /** On its last rung. */
    private void park(String model) {
      steps.add("park " + model);
      RequestState after = RequestState.UNLEARNING;
      while (after == RequestState.UNLEARNING) {
        UnlearningJob job = lastJobs.get(model);
        pipeline.reject(job);
        after = afterRejection(job);
        plain.outcome(model, after, pipeline.now());
        pipeline.jobs.forEach(each -> lastJobs.put(each.getModel(), each));
      }
    }

    /** The ladder is another test's matter: the next rung, or a person. */
    private RequestState afterRejection(UnlearningJob job) {
      boolean again =
          pipeline.jobs.stream()
              .filter(each -> each.getModel().equals(job.getModel()))
              .reduce((earlier, later) -> later)
              .filter(each -> each.getForgetSetDigest().equals(job.getForgetSetDigest()))
              .filter(each -> each.getAttempt() > job.getAttempt())
              .isPresent();
      return again ? RequestState.UNLEARNING : RequestState.PARKED;
    }

    private void restart() {
      steps.add("restart");
      pipeline.jobs.forEach(job -> lastJobs.put(job.getModel(), job));
      Pipeline next = pipeline.restartedAfter(Duration.ofSeconds(1));
      pipeline.close();
      pipeline = next;
    }

    private void check() {
      pipeline.jobs.forEach(job -> lastJobs.put(job.getModel(), job));
      Map<String, String> cases = new TreeMap<>();
      Map<String, String> summaries = new TreeMap<>();
      pipeline.status.forEach(
          (key, status) -> {
            if (status.getModel() == null) {
              summaries.put(key, status.getState() + (status.getStanding() ? " standing" : ""));
            } else {
              cases.put(key, status.getState() + " until " + status.getDeadline());
            }
          });
      assertThat(cases).isEqualTo(plain.cases());
      assertThat(summaries).isEqualTo(plain.summaries());
    }
  }
}

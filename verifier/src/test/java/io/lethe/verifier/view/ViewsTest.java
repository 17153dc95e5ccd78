// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.view;

import static io.lethe.verifier.TestRecords.accepted;
import static io.lethe.verifier.TestRecords.digest;
import static io.lethe.verifier.TestRecords.event;
import static io.lethe.verifier.TestRecords.job;
import static io.lethe.verifier.TestRecords.registered;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.text.TextLimit;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.UnlearningJob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ViewsTest {

  private static final String ROOT = digest("root");
  private static final String DATASET = digest("dataset");
  private static final String URI = "artifact:tree/" + digest("tree");
  private static final ForgetSet FORGET = ForgetSet.of(List.of(digest("s")), 3);
  private static final ModelEvent REGISTERED = registered(ROOT, DATASET, URI, ForgetSet.empty());
  private static final UnlearningJob JOB = job(ROOT, DATASET, URI, FORGET);

  private final Views views = new Views();

  @Test
  void shouldKnowAJobWhoseParentAndPolicyTheEventsName() {
    views.apply(JOB);
    views.apply(REGISTERED);

    assertThat(views.lookup(JOB.getJobId()))
        .isInstanceOfSatisfying(
            JobLookup.Known.class,
            known -> {
              assertThat(known.job()).isEqualTo(JOB);
              assertThat(known.parent())
                  .isEqualTo(
                      new ParentFacts(
                          ROOT, 1, ForgetSet.empty().digest(), ROOT, 0.8, DATASET, URI, List.of()));
              assertThat(known.policyDigest()).isEqualTo(REGISTERED.getPolicyDigest());
            });
  }

  @Test
  void shouldNotKeepAJobWhoseTextsAreTooLong() {
    views.apply(REGISTERED);
    views.apply(
        UnlearningJob.newBuilder(JOB)
            .setDatasetUri("x".repeat(TextLimit.ADDRESS.characters() + 1))
            .build());

    assertThat(views.lookup(JOB.getJobId()))
        .isEqualTo(new JobLookup.Unknown("no such job on unlearning.jobs"));
  }

  @Test
  void shouldAwaitABaselineUntilTheRegistryAnswersItsCommand() {
    ModelEvent accepted = accepted(ROOT, DATASET, URI, ForgetSet.empty());
    assertThat(views.awaitBaseline(accepted)).as("the view has not read it").isFalse();
    views.apply(accepted);
    assertThat(views.awaitBaseline(accepted)).isTrue();

    views.apply(event(ModelEventType.COMMAND_REFUSED, 0).setSequence(2).build());
    assertThat(views.awaitBaseline(accepted)).as("something else was refused").isTrue();
    views.apply(
        event(ModelEventType.COMMAND_REFUSED, 0)
            .setSequence(3)
            .setCommandId(accepted.getCommandId())
            .build());
    assertThat(views.awaitBaseline(accepted)).isFalse();

    ModelEvent later = ModelEvent.newBuilder(accepted).setSequence(4).setCommandId("later").build();
    views.apply(later);
    assertThat(views.awaitBaseline(accepted)).isFalse();
    assertThat(views.awaitBaseline(later)).isTrue();
    views.apply(ModelEvent.newBuilder(REGISTERED).setSequence(5).setCommandId("later").build());
    assertThat(views.awaitBaseline(later)).isFalse();
  }

  @Test
  void shouldNotAwaitTheBaselineOfAnIncompleteRegistration() {
    ModelEvent accepted =
        ModelEvent.newBuilder(accepted(ROOT, DATASET, URI, ForgetSet.empty())).setUri(null).build();
    views.apply(accepted);

    assertThat(views.awaitBaseline(accepted)).isFalse();
  }

  @Test
  void shouldSayWhatIsMissing() {
    assertThat(views.lookup(JOB.getJobId()))
        .isEqualTo(new JobLookup.Unknown("no such job on unlearning.jobs"));
    views.apply(JOB);
    assertThat(views.lookup(JOB.getJobId()))
        .isEqualTo(new JobLookup.Unknown("no such model on model.events"));
    views.apply(registered(digest("another root"), DATASET, URI, ForgetSet.empty()));
    assertThat(views.lookup(JOB.getJobId()))
        .isEqualTo(new JobLookup.Unknown("model.events know no champion " + ROOT + " in epoch 1"));
  }

  @Test
  void shouldFollowThePointerFromEpochToEpochAndKeepTheRoot() {
    String promoted = digest("promoted");
    views.apply(REGISTERED);
    views.apply(
        event(ModelEventType.PROMOTED, 2)
            .setJobId(JOB.getJobId())
            .setDigest(promoted)
            .setParentDigest(ROOT)
            .setForgetSetDigest(FORGET.digest())
            .setForgottenDigest(FORGET.digest())
            .build());
    UnlearningJob next =
        UnlearningJob.newBuilder(job(promoted, DATASET, URI, FORGET)).setChampionEpoch(2).build();
    views.apply(next);

    assertThat(views.lookup(next.getJobId()))
        .isInstanceOfSatisfying(
            JobLookup.Known.class,
            known ->
                assertThat(known.parent())
                    .isEqualTo(
                        new ParentFacts(
                            promoted,
                            2,
                            FORGET.digest(),
                            ROOT,
                            0.8,
                            DATASET,
                            URI,
                            List.of(FORGET.digest()))));
  }

  @Test
  void shouldRememberTheSetsOfAVersionThatIsRolledBackTo() {
    String second = digest("second");
    String third = digest("third");
    views.apply(REGISTERED);
    views.apply(promotion(2, ROOT, second, digest("set 1")).setSequence(2).build());
    views.apply(promotion(3, second, third, digest("set 2")).setSequence(3).build());
    views.apply(
        event(ModelEventType.ROLLED_BACK, 4)
            .setDigest(second)
            .setForgottenDigest(FORGET.digest())
            .setSequence(4)
            .build());

    assertThat(setsOf(third, 3)).containsExactly(digest("set 1"), digest("set 2"));
    assertThat(setsOf(second, 4)).containsExactly(digest("set 1"));
  }

  private List<String> setsOf(String parent, long epoch) {
    UnlearningJob next =
        UnlearningJob.newBuilder(job(parent, DATASET, URI, FORGET))
            .setJobId(digest(parent + epoch))
            .setChampionEpoch(epoch)
            .build();
    views.apply(next);
    return ((JobLookup.Known) views.lookup(next.getJobId())).parent().forgottenSets();
  }

  private static ModelEvent.Builder promotion(
      long epoch, String parent, String version, String set) {
    return event(ModelEventType.PROMOTED, epoch)
        .setJobId(digest("job of " + set))
        .setParentDigest(parent)
        .setDigest(version)
        .setForgetSetDigest(set)
        .setForgottenDigest(FORGET.digest());
  }

  @ParameterizedTest
  @EnumSource(names = {"PROMOTED", "REJECTED", "INCONCLUSIVE", "STALE"})
  void shouldKnowThatAJobIsDecided(ModelEventType type) {
    views.apply(REGISTERED);
    views.apply(JOB);
    views.apply(event(type, 1).setJobId(JOB.getJobId()).build());

    assertThat(views.lookup(JOB.getJobId())).isInstanceOf(JobLookup.Decided.class);
  }

  @Test
  void shouldCountTheVerdictsAboutEverySet() {
    views.apply(REGISTERED);
    views.apply(JOB);
    for (ModelEventType type :
        List.of(
            ModelEventType.REJECTED,
            ModelEventType.INCONCLUSIVE,
            ModelEventType.STALE,
            ModelEventType.JOB_FAILED,
            ModelEventType.PARKED_SET_RETRIED)) {
      views.apply(
          event(type, 1)
              .setJobId(digest("an earlier job: " + type))
              .setForgetSetDigest(FORGET.digest())
              .setAlgorithm("sftc")
              .setMetrics(Map.of("margin", 0.1))
              .build());
    }
    views.apply(
        event(ModelEventType.REJECTED, 1)
            .setJobId(digest("nothing was measured"))
            .setForgetSetDigest(FORGET.digest())
            .setAlgorithm("sftc")
            .build());
    views.apply(
        event(ModelEventType.REJECTED, 1)
            .setJobId(digest("a retraining is not asked to be equivalent"))
            .setForgetSetDigest(FORGET.digest())
            .setAlgorithm("retrain")
            .setMetrics(Map.of("margin", 0.1))
            .build());

    assertThat(views.lookup(JOB.getJobId()))
        .isInstanceOfSatisfying(
            JobLookup.Known.class,
            known -> assertThat(known.verdicts()).isEqualTo(Map.of(FORGET.digest(), 3)));
  }

  @Test
  void shouldTakeThePolicyInForceNotTheOneOfTheRegistration() {
    views.apply(REGISTERED);
    views.apply(JOB);
    views.apply(
        event(ModelEventType.POLICY_SET, 1)
            .setPolicy("{}")
            .setPolicyDigest(digest("policy"))
            .build());

    assertThat(views.lookup(JOB.getJobId()))
        .isInstanceOfSatisfying(
            JobLookup.Known.class,
            known -> assertThat(known.policyDigest()).isEqualTo(digest("policy")));
  }

  @Test
  void shouldWaitForWhatArrivesLater() throws Exception {
    views.apply(JOB);
    CompletableFuture<JobLookup> found =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return views.await(JOB.getJobId(), Duration.ofMinutes(1));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    views.apply(REGISTERED);

    assertThat(found.get(30, TimeUnit.SECONDS)).isInstanceOf(JobLookup.Known.class);
  }

  @Test
  void shouldStopWaitingWhenPatienceEnds() throws Exception {
    assertThat(views.await(JOB.getJobId(), Duration.ofMillis(20)))
        .isInstanceOf(JobLookup.Unknown.class);
  }

  @Test
  void shouldKnowNoParentAfterAnIncompleteRegistration() {
    views.apply(ModelEvent.newBuilder(REGISTERED).setDatasetDigest(null).build());
    views.apply(JOB);

    assertThat(views.lookup(JOB.getJobId())).isInstanceOf(JobLookup.Unknown.class);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier;

import static io.lethe.verifier.TestRecords.candidate;
import static io.lethe.verifier.TestRecords.digest;
import static io.lethe.verifier.TestRecords.event;
import static io.lethe.verifier.TestRecords.job;
import static io.lethe.verifier.TestRecords.registered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.kit.loop.Work;
import io.lethe.kit.loop.WorkLoopContract;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.CandidateOutcome;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import io.lethe.verifier.view.JobLookup;
import io.lethe.verifier.view.Views;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Verification keeps the contract of the loop. */
class CandidateWorkTest extends WorkLoopContract<ModelCandidate, VerificationReport> {
  private static final String DATASET_URI = "artifact:tree/" + digest("t");
  private static final UnlearningJob JOB =
      job(digest("p"), digest("d"), DATASET_URI, ForgetSet.of(List.of(digest("s")), 1));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final VerifierMetrics metrics = new VerifierMetrics(registry);
  private final Views views = new Views();

  @Override
  protected Topic<ModelCandidate> input() {
    return Topics.MODEL_CANDIDATES;
  }

  @Override
  protected Topic<VerificationReport> output() {
    return Topics.VERIFICATION_REPORTS;
  }

  @Override
  protected Work<ModelCandidate, VerificationReport> work() {
    return work((candidate, lookup, cancelled) -> report(candidate));
  }

  private CandidateWork work(CandidateWork.Verification verifier) {
    return work(() -> CompletableFuture.completedFuture(null), verifier);
  }

  private CandidateWork work(
      Supplier<CompletableFuture<Void>> readToEnd, CandidateWork.Verification verifier) {
    return new CandidateWork(
        views,
        new UpToDate(readToEnd),
        Duration.ZERO,
        verifier,
        metrics,
        VerificationListener.silent());
  }

  @Override
  protected ModelCandidate input(String model) {
    return candidate(JOB, digest("new")).setModel(model).build();
  }

  @Override
  protected String forgetSetOf(VerificationReport answer) {
    return answer.getForgetSetDigest();
  }

  @Override
  protected Map<String, String> context(ModelCandidate candidate) {
    Trace trace = Trace.ofForgetSet(candidate.getModel(), candidate.getForgetSetDigest());
    return Map.of(
        "job", candidate.getJobId(),
        "forgetSet", candidate.getForgetSetDigest(),
        "attempt", Integer.toString(candidate.getAttempt()),
        "traceId", trace.traceId());
  }

  @Test
  void shouldMeasureNothingOfAFailedJob() throws Exception {
    ModelCandidate failed =
        ModelCandidate.newBuilder(input("faces")).setOutcome(CandidateOutcome.FAILED).build();
    CandidateWork work =
        work(
            (candidate, lookup, cancelled) -> {
              throw new AssertionError("there is nothing to measure");
            });

    assertThat(work.on(record(failed), () -> false)).isEmpty();
  }

  @Test
  void shouldAnswerNothingOnceNobodyWaitsForADerivation() throws Exception {
    CandidateWork work =
        work(
            (candidate, lookup, cancelled) -> {
              assertThat(cancelled.getAsBoolean()).isTrue();
              throw new CancellationException("cancelled while deriving");
            });
    AtomicInteger asked = new AtomicInteger();

    assertThat(work.on(record(input("faces")), () -> asked.getAndIncrement() > 0)).isEmpty();
    assertThat(busy()).isZero();
  }

  /** Its job's lease ran out while it was measured, and the worker answered it again. */
  @Test
  void shouldMeasureACandidateOnceThatIsPublishedAgain() throws Exception {
    AtomicInteger measured = new AtomicInteger();
    CandidateWork work =
        work(
            (candidate, lookup, cancelled) -> {
              measured.incrementAndGet();
              return report(candidate);
            });

    var first = work.on(record(input("faces")), () -> false);
    var again = work.on(record(input("faces")), () -> false);
    assertThat(measured).hasValue(1);
    assertThat(again.get(0).value()).isEqualTo(first.get(0).value());

    work.on(record(input("voices")), () -> false);
    assertThat(measured).as("another candidate").hasValue(2);
  }

  @Test
  void shouldMeasureAgainWhatFailedByAFaultThatMayPass() throws Exception {
    AtomicInteger measured = new AtomicInteger();
    CandidateWork work =
        work(
            (candidate, lookup, cancelled) -> {
              measured.incrementAndGet();
              return VerificationReport.newBuilder(report(candidate))
                  .setFindings(List.of("the store is away"))
                  .build();
            });

    work.on(record(input("faces")), () -> false);
    work.on(record(input("faces")), () -> false);

    assertThat(measured).hasValue(2);
  }

  @Test
  void shouldTellTheVerifierWhatIsKnownOfTheJob() throws Exception {
    CandidateWork work =
        work(
            (candidate, lookup, cancelled) -> {
              assertThat(lookup).isInstanceOf(JobLookup.Unknown.class);
              assertThat(busy()).isEqualTo(1);
              return report(candidate);
            });

    assertThat(work.on(record(input("faces")), () -> false)).hasSize(1);
    assertThat(busy()).isZero();
  }

  @Test
  void shouldMeasureAgainstThePolicyThatWasOnTheTopicWhenItWasAsked() throws Exception {
    views.apply(registered(digest("p"), digest("d"), DATASET_URI, ForgetSet.empty()));
    views.apply(JOB);
    CandidateWork work =
        work(
            () -> {
              // on the topic already, and not read yet
              views.apply(
                  event(ModelEventType.POLICY_SET, 1)
                      .setSequence(2)
                      .setPolicy("{}")
                      .setPolicyDigest(digest("stricter"))
                      .build());
              return CompletableFuture.completedFuture(null);
            },
            (candidate, lookup, cancelled) -> {
              assertThat(lookup)
                  .isInstanceOfSatisfying(
                      JobLookup.Known.class,
                      known -> assertThat(known.policyDigest()).isEqualTo(digest("stricter")));
              return report(candidate);
            });

    assertThat(work.on(record(input("faces")), () -> false)).hasSize(1);
  }

  @Test
  void shouldSayNothingWhereItsViewsWereNotReadToTheEndBeforeThePartitionWasLost()
      throws Exception {
    CandidateWork work =
        work(
            CompletableFuture::new,
            (candidate, lookup, cancelled) -> {
              throw new AssertionError("the views lag");
            });
    Iterator<Boolean> cancelled = List.of(false, true).iterator();

    assertThat(work.on(record(input("faces")), cancelled::next)).isEmpty();
    assertThat(cancelled).isExhausted();
    assertThat(busy()).isZero();
  }

  @Test
  void shouldNotBeBusyAfterAVerificationThatFailed() {
    CandidateWork work =
        work(
            (candidate, lookup, cancelled) -> {
              throw new IllegalStateException("the store is away");
            });

    assertThatThrownBy(() -> work.on(record(input("faces")), () -> false))
        .hasMessage("the store is away");
    assertThat(busy()).isZero();
  }

  private double busy() {
    return registry.get(VerifierMetrics.BUSY.name()).gauge().value();
  }

  private static ConsumerRecord<String, ModelCandidate> record(ModelCandidate candidate) {
    return new ConsumerRecord<>(
        Topics.MODEL_CANDIDATES.name(), 0, 0, candidate.getModel(), candidate);
  }

  private static VerificationReport report(ModelCandidate candidate) {
    return VerificationReport.newBuilder()
        .setKind(ReportKind.CANDIDATE)
        .setJobId(candidate.getJobId())
        .setModel(candidate.getModel())
        .setAttempt(1)
        .setParentDigest(candidate.getParentDigest())
        .setChampionEpoch(1)
        .setDatasetDigest(candidate.getDatasetDigest())
        .setForgetSetDigest(candidate.getForgetSetDigest())
        .setExcludedDigest(candidate.getExcludedDigest())
        .setForgottenDigest(candidate.getForgottenDigest())
        .setForgottenUri(candidate.getForgottenUri())
        .setRootDigest(candidate.getParentDigest())
        .setCandidateDigest(candidate.getCandidateDigest())
        .setCandidateUri(candidate.getCandidateUri())
        .setPolicyDigest(digest("policy"))
        .setVerdict(Verdict.PASS)
        .setVerifiedAt(Instant.EPOCH)
        .setDurationMillis(1)
        .setKeyId("key")
        .setSignature("signature")
        .build();
  }
}

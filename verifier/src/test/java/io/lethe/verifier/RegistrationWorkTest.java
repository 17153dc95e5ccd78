// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier;

import static io.lethe.verifier.TestRecords.accepted;
import static io.lethe.verifier.TestRecords.digest;
import static io.lethe.verifier.TestRecords.registered;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.kit.loop.Work;
import io.lethe.kit.loop.WorkLoopContract;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import io.lethe.verifier.view.Views;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Measuring roots keeps the contract of the loop. */
class RegistrationWorkTest extends WorkLoopContract<ModelEvent, VerificationReport> {
  private static final String URI = "artifact:tree/" + digest("t");
  private static final ModelEvent ACCEPTED =
      accepted(digest("root"), digest("d"), URI, ForgetSet.empty());

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final VerifierMetrics metrics = new VerifierMetrics(registry);
  private final Views views = new Views();

  @Override
  protected Topic<ModelEvent> input() {
    return Topics.MODEL_EVENTS;
  }

  @Override
  protected Topic<VerificationReport> output() {
    return Topics.VERIFICATION_REPORTS;
  }

  @Override
  protected Work<ModelEvent, VerificationReport> work() {
    return work(event -> true, Verdict.PASS);
  }

  private RegistrationWork work(Predicate<ModelEvent> isAwaited, Verdict verdict) {
    return new RegistrationWork(
        new UpToDate(() -> CompletableFuture.completedFuture(null)),
        isAwaited,
        (event, cancelled) -> baseline(event, verdict),
        metrics);
  }

  @Override
  protected ModelEvent input(String model) {
    return ModelEvent.newBuilder(ACCEPTED).setModel(model).build();
  }

  @Override
  protected String forgetSetOf(VerificationReport answer) {
    return answer.getForgetSetDigest();
  }

  @Override
  protected Map<String, String> context(ModelEvent event) {
    return Map.of();
  }

  @Test
  void shouldMeasureNothingForOtherEvents() throws Exception {
    ModelEvent other = registered(digest("root"), digest("d"), URI, ForgetSet.empty());

    assertThat(work(event -> true, Verdict.PASS).on(record(other), () -> false)).isEmpty();
  }

  @Test
  void shouldMeasureWhatIsAwaitedAndNothingThatIsAnswered() throws Exception {
    views.apply(ACCEPTED);
    RegistrationWork work = work(views::awaitBaseline, Verdict.PASS);
    assertThat(work.on(record(ACCEPTED), () -> false)).hasSize(1);

    views.apply(
        ModelEvent.newBuilder(registered(digest("root"), digest("d"), URI, ForgetSet.empty()))
            .setSequence(2)
            .setCommandId(ACCEPTED.getCommandId())
            .build());

    assertThat(work.on(record(ACCEPTED), () -> false)).isEmpty();
  }

  @Test
  void shouldSayNothingOnceThePartitionIsLostBeforeItsViewsAreReadToTheEnd() throws Exception {
    RegistrationWork work =
        new RegistrationWork(
            new UpToDate(CompletableFuture::new),
            event -> true,
            (event, cancelled) -> {
              throw new AssertionError("the views lag");
            },
            metrics);

    assertThat(work.on(record(ACCEPTED), () -> true)).isEmpty();
  }

  @Test
  void shouldSayNothingWhereItIsCancelledWhileReferenceModelsAreTrained() throws Exception {
    RegistrationWork work =
        new RegistrationWork(
            new UpToDate(() -> CompletableFuture.completedFuture(null)),
            event -> true,
            (event, cancelled) -> {
              throw new CancellationException();
            },
            metrics);

    assertThat(work.on(record(ACCEPTED), () -> false)).isEmpty();
    assertThat(counted("pass")).isZero();
  }

  @Test
  void shouldCountWhatWasMeasuredAndWhatCouldNotBe() throws Exception {
    work(event -> true, Verdict.PASS).on(record(ACCEPTED), () -> false);
    work(event -> true, Verdict.FAIL).on(record(ACCEPTED), () -> false);
    work(event -> true, Verdict.FAIL).on(record(ACCEPTED), () -> false);

    assertThat(counted("pass")).isEqualTo(1);
    assertThat(counted("failed_closed")).isEqualTo(2);
  }

  private double counted(String outcome) {
    return registry.get(VerifierMetrics.BASELINES.name()).tag("outcome", outcome).counter().count();
  }

  private static ConsumerRecord<String, ModelEvent> record(ModelEvent event) {
    return new ConsumerRecord<>(Topics.MODEL_EVENTS.name(), 0, 0, event.getModel(), event);
  }

  private static VerificationReport baseline(ModelEvent event, Verdict verdict) {
    return VerificationReport.newBuilder()
        .setKind(ReportKind.BASELINE)
        .setCommandId(event.getCommandId())
        .setModel(event.getModel())
        .setAttempt(0)
        .setParentDigest(event.getDigest())
        .setChampionEpoch(0)
        .setDatasetDigest(event.getDatasetDigest())
        .setForgetSetDigest(ForgetSet.empty().digest())
        .setExcludedDigest(event.getForgottenDigest())
        .setForgottenDigest(event.getForgottenDigest())
        .setForgottenUri(event.getForgottenUri())
        .setRootDigest(event.getDigest())
        .setCandidateDigest(event.getDigest())
        .setCandidateUri(event.getUri())
        .setPolicyDigest(event.getPolicyDigest())
        .setVerdict(verdict)
        .setFindings(verdict == Verdict.PASS ? List.of() : List.of("no such dataset"))
        .setVerifiedAt(Instant.EPOCH)
        .setDurationMillis(1)
        .setKeyId("key")
        .setSignature("signature")
        .build();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static io.lethe.schemas.ModelEventType.CANDIDATE_ACCEPTED;
import static io.lethe.schemas.ModelEventType.COMMAND_REFUSED;
import static io.lethe.schemas.ModelEventType.INCONCLUSIVE;
import static io.lethe.schemas.ModelEventType.POLICY_SET;
import static io.lethe.schemas.ModelEventType.PROMOTED;
import static io.lethe.schemas.ModelEventType.REGISTERED;
import static io.lethe.schemas.ModelEventType.REJECTED;
import static io.lethe.schemas.ModelEventType.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.policy.GateCriterion;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionRule;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PromotionTest extends RegistryDriverTest {
  private static final String BYTES = Samples.digest("unlearned bytes");
  private final UnlearningJob job = Samples.rootJob("a");

  @BeforeEach
  void register() {
    registry.register(samples);
  }

  @Test
  void shouldPromoteAVerifiedCandidateOfTheChampion() {
    registry.send(job);
    ModelEvent accepted = only(registry.send(Samples.candidate(job, BYTES)), CANDIDATE_ACCEPTED);
    VerificationReport report = samples.pass(job, BYTES);
    ModelEvent promoted = only(registry.send(report), PROMOTED);

    assertThat(accepted.getDigest()).isEqualTo(BYTES);
    assertThat(accepted.getJobId()).isEqualTo(job.getJobId());
    assertThat(promoted.getVersion()).isEqualTo(2);
    assertThat(promoted.getChampionEpoch()).isEqualTo(2);
    assertThat(promoted.getDigest()).isEqualTo(BYTES);
    assertThat(promoted.getParentVersion()).isEqualTo(1);
    assertThat(promoted.getParentDigest()).isEqualTo(Samples.ROOT);
    assertThat(promoted.getRootDigest()).isEqualTo(Samples.ROOT);
    assertThat(promoted.getForgottenDigest()).isEqualTo(job.getForgottenDigest());
    assertThat(promoted.getForgetSetDigest()).isEqualTo(job.getForgetSetDigest());
    assertThat(promoted.getReport()).isEqualTo(report.getSignature());
    assertThat(promoted.getAlgorithm()).isEqualTo("sftc");
    assertThat(registry.champion().getVersion()).isEqualTo(2);
    assertThat(registry.champion().getChampionEpoch()).isEqualTo(2);
    assertThat(registry.champion().getDigest()).isEqualTo(BYTES);
    assertThat(registry.openJobs()).isZero();
  }

  @Test
  void shouldDecideFromTheReportAloneWhenItComesFirst() {
    assertThat(types(registry.send(samples.pass(job, BYTES)))).containsExactly(PROMOTED);

    assertThat(registry.send(job)).isEmpty();
    assertThat(registry.send(Samples.candidate(job, BYTES))).isEmpty();
    assertThat(registry.champion().getVersion()).isEqualTo(2);
    assertThat(registry.openJobs()).isZero();
  }

  @Test
  void shouldHaveOneEffectForARepeatedReport() {
    registry.send(job);
    registry.send(samples.pass(job, BYTES));

    assertThat(registry.send(samples.pass(job, BYTES))).isEmpty();
    assertThat(registry.send(samples.fail(job, BYTES))).isEmpty();
    assertThat(registry.champion().getVersion()).isEqualTo(2);
  }

  @Test
  void shouldNotPromoteAnotherReportOfARejectedJob() {
    registry.send(job);
    only(registry.send(samples.fail(job, BYTES)), REJECTED);

    assertThat(registry.send(samples.pass(job, BYTES))).isEmpty();
    assertThat(registry.champion().getVersion()).isEqualTo(1);
  }

  @Test
  void shouldRejectWithTheReportsReasons() {
    registry.send(job);
    registry.send(Samples.candidate(job, BYTES));

    ModelEvent event = only(registry.send(samples.fail(job, BYTES)), REJECTED);

    assertThat(event.getReason())
        .contains(
            "criterion forget_accuracy_gap is FAIL: value 0.31 (0.25 to 0.37), limits -0.1 to 0.1");
    assertThat(event.getMetrics()).containsKey("test_accuracy");
    assertThat(event.getChampionEpoch()).isEqualTo(1);
    assertThat(registry.openJobs()).isZero();
  }

  private static Arguments contradiction(String reason, List<Criterion> criteria) {
    return Arguments.of(reason, criteria, List.of());
  }

  private static List<Criterion> bentMargin(UnaryOperator<Criterion.Builder> bend) {
    return Samples.criteria("sftc", GateCriterion.FORGET_MARGIN, bend);
  }

  static Stream<Arguments> reportsThatContradictTheirPass() {
    List<Criterion> good = Samples.criteria("sftc");
    return Stream.of(
        contradiction(
            "forget_margin is FAIL, the report says PASS: value NaN",
            bentMargin(it -> it.setValue(Double.NaN))),
        contradiction(
            "forget_margin is FAIL, the report says PASS: value null",
            bentMargin(it -> it.setValue(null))),
        contradiction(
            "forget_margin is FAIL, the report says PASS: value Infinity",
            bentMargin(it -> it.setValue(Double.POSITIVE_INFINITY))),
        contradiction(
            "forget_margin is INCONCLUSIVE, the report says PASS",
            bentMargin(it -> it.setHigh(0.21))),
        contradiction(
            "forget_margin is INCONCLUSIVE, the report says PASS: value 0.01 (null to null)",
            bentMargin(it -> it.setLow(null).setHigh(null))),
        contradiction(
            "forget_margin is FAIL, the report says PASS",
            bentMargin(it -> it.setValue(-0.45).setLow(-0.5).setHigh(-0.4))),
        contradiction(
            "forget_margin has the interval -0.1 to 0.1 at level 0.95 around 5.0",
            bentMargin(it -> it.setValue(5.0).setLow(-0.1).setHigh(0.1))),
        contradiction("at level 0.5 around", bentMargin(it -> it.setLevel(0.5))),
        contradiction(
            "forget_margin is PASS, the report says UNKNOWN",
            bentMargin(it -> it.setVerdict(CriterionVerdict.UNKNOWN))),
        contradiction(
            "forget_margin is PASS, the report says REPORTED",
            bentMargin(it -> it.setVerdict(CriterionVerdict.REPORTED).setN(0))),
        contradiction(
            "forget_people is PASS, the report says REPORTED",
            Samples.criteria(
                "sftc",
                GateCriterion.FORGET_PEOPLE,
                it -> it.setVerdict(CriterionVerdict.REPORTED))),
        contradiction(
            "the policy asks for INTERVAL_WITHIN of -0.2 to 0.2",
            bentMargin(it -> it.setUpperLimit(0.3))),
        contradiction(
            "the policy asks for INTERVAL_WITHIN of -0.2 to 0.2",
            bentMargin(it -> it.setRule(CriterionRule.VALUE_WITHIN))),
        contradiction("forget_accuracy_gap is there 0 times", List.of()),
        contradiction("forget_accuracy_gap is there 0 times", good.subList(1, good.size())),
        contradiction(
            "forget_accuracy_gap is there 2 times",
            Stream.concat(good.stream(), good.stream().limit(1)).toList()),
        contradiction(
            "1 criteria are none that the policy asks for",
            Stream.concat(
                    good.stream(),
                    Stream.of(Criterion.newBuilder(good.get(0)).setName("js").build()))
                .toList()),
        Arguments.of("finding: saved_model.pb differs", good, List.of("saved_model.pb differs")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("reportsThatContradictTheirPass")
  void shouldFailClosedWhereAPassIsNotBorneOut(
      String reason, List<Criterion> criteria, List<String> findings) {
    registry.send(job);

    ModelEvent event =
        only(
            registry.send(
                samples.sign(
                    samples.report(job, BYTES).setCriteria(criteria).setFindings(findings))),
            REJECTED);

    assertThat(event.getReason()).contains(reason);
    assertThat(registry.champion().getVersion()).isEqualTo(1);
  }

  @Test
  void shouldLetPeopleBeReportedWhoCannotBeCompared() {
    registry.send(job);

    only(
        registry.send(
            samples.sign(
                samples
                    .report(job, BYTES)
                    .setCriteria(
                        Samples.criteria(
                            "sftc",
                            GateCriterion.FORGET_PEOPLE,
                            it ->
                                it.setVerdict(CriterionVerdict.REPORTED).setN(0).setValue(null))))),
        PROMOTED);
  }

  @Test
  void shouldNotBelieveThatNothingWasForgottenBefore() {
    registry.send(job);
    only(registry.send(samples.pass(job, BYTES)), PROMOTED);
    UnlearningJob next = Samples.jobOn(registry.champion(), "b", 1);
    registry.send(next);

    ModelEvent event =
        only(
            registry.send(
                samples.sign(
                    samples
                        .report(next, Samples.digest("next bytes"))
                        .setCriteria(
                            Samples.criteria(
                                "sftc",
                                GateCriterion.EARLIER_MARGIN_RISE,
                                it ->
                                    it.setVerdict(CriterionVerdict.REPORTED)
                                        .setN(0)
                                        .setValue(null))))),
            REJECTED);

    assertThat(event.getReason()).contains("earlier_margin_rise is FAIL, the report says REPORTED");
  }

  @Test
  void shouldSayThatAReportIsInconclusive() {
    registry.send(job);

    ModelEvent event =
        only(
            registry.send(
                samples.sign(
                    samples
                        .report(job, BYTES)
                        .setVerdict(Verdict.INCONCLUSIVE)
                        .setSamplesAsked(430L)
                        .setCriteria(
                            bentMargin(
                                it ->
                                    it.setHigh(0.25).setVerdict(CriterionVerdict.INCONCLUSIVE))))),
            INCONCLUSIVE);

    assertThat(event.getReason())
        .isEqualTo(
            "criterion forget_margin is INCONCLUSIVE: value 0.01 (0.005 to 0.25), limits -0.2 to"
                + " 0.2");
    assertThat(event.getSamplesAsked()).isEqualTo(430);
    assertThat(registry.champion().getVersion()).isEqualTo(1);
    assertThat(registry.openJobs()).isZero();
    assertThat(registry.send(samples.pass(job, BYTES))).as("decided").isEmpty();
  }

  @Test
  void shouldNotCallAFailureInconclusiveBecauseTheReportDoes() {
    registry.send(job);

    ModelEvent event =
        only(
            registry.send(
                samples.sign(
                    samples
                        .report(job, BYTES)
                        .setVerdict(Verdict.INCONCLUSIVE)
                        .setSamplesAsked(430L)
                        .setCriteria(
                            bentMargin(
                                it ->
                                    it.setValue(0.3)
                                        .setLow(0.25)
                                        .setHigh(0.35)
                                        .setVerdict(CriterionVerdict.FAIL))))),
            REJECTED);

    assertThat(event.getReason()).contains("verdict is INCONCLUSIVE", "forget_margin is FAIL");
    assertThat(event.getSamplesAsked()).isNull();
  }

  @Test
  void shouldNotPromoteTheChampionsOwnBytes() {
    registry.send(job);

    assertThat(only(registry.send(samples.pass(job, Samples.ROOT)), REJECTED).getReason())
        .isEqualTo("the candidate is the champion, byte for byte: nothing was forgotten");
  }

  @Test
  void shouldAskARetrainingForItsOwnCriteria() {
    UnlearningJob retrain = UnlearningJob.newBuilder(job).setAlgorithm("retrain").build();
    registry.send(retrain);

    ModelEvent event =
        only(
            registry.send(
                samples.sign(samples.report(retrain, BYTES).setCriteria(Samples.criteria("sftc")))),
            REJECTED);

    assertThat(event.getReason()).contains("criterion kernel_cosine is there 0 times");
  }

  @Test
  void shouldRejectAnUnknownVerdict() {
    VerificationReport report =
        samples.sign(samples.report(job, BYTES).setVerdict(Verdict.UNKNOWN));

    assertThat(only(registry.send(report), REJECTED).getReason()).contains("verdict is UNKNOWN");
  }

  @Test
  void shouldNotLetAForgedReportTouchAnHonestCandidate() {
    registry.send(job);
    registry.send(Samples.candidate(job, BYTES));
    Samples forger = new Samples();

    ModelEvent refusedPass = only(registry.send(forger.pass(job, BYTES)), COMMAND_REFUSED);
    ModelEvent refusedFail = only(registry.send(forger.fail(job, BYTES)), COMMAND_REFUSED);
    ModelEvent unsigned = only(registry.send(samples.report(job, BYTES).build()), COMMAND_REFUSED);
    VerificationReport altered =
        VerificationReport.newBuilder(samples.fail(job, BYTES)).setVerdict(Verdict.PASS).build();
    ModelEvent refusedAltered = only(registry.send(altered), COMMAND_REFUSED);

    assertThat(List.of(refusedPass, refusedFail, unsigned, refusedAltered))
        .allSatisfy(
            event ->
                assertThat(event.getReason())
                    .contains(job.getJobId())
                    .contains("not signed by a trusted verifier"));
    assertThat(registry.count(RegistryMetrics.REFUSED.name())).isEqualTo(4);
    only(registry.send(samples.pass(job, BYTES)), PROMOTED);
  }

  static Stream<Arguments> reportsAboutOtherWork() {
    return Stream.of(
        bent("candidate", it -> it.setCandidateDigest(Samples.digest("other bytes"))),
        bent("attempt is 2", it -> it.setAttempt(2)),
        bent("parentDigest is", it -> it.setParentDigest(Samples.digest("other parent"))),
        bent("championEpoch is 9", it -> it.setChampionEpoch(9)),
        bent("forgottenDigest is", it -> it.setForgottenDigest(Samples.NOTHING_FORGOTTEN)),
        bent("excludedDigest is", it -> it.setExcludedDigest(Samples.NOTHING_FORGOTTEN)),
        bent("datasetDigest is", it -> it.setDatasetDigest(Samples.digest("other dataset"))),
        bent("root", it -> it.setRootDigest(Samples.digest("other root"))),
        bent("policy", it -> it.setPolicyDigest(Samples.digest("no policy of this model"))),
        bent("algorithm is retrain", it -> it.setAlgorithm("retrain")),
        bent("algorithm is null", it -> it.setAlgorithm(null)),
        bent("kind is UNKNOWN", it -> it.setKind(ReportKind.UNKNOWN)),
        bent("no registration by command null", it -> it.setKind(ReportKind.BASELINE)),
        bent("64 lower-case hexadecimal", it -> it.setForgetSetDigest("none")),
        bent("64 lower-case hexadecimal", it -> it.setJobId(null)));
  }

  private static Arguments bent(String reason, UnaryOperator<VerificationReport.Builder> bend) {
    return Arguments.of(reason, bend);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("reportsAboutOtherWork")
  void shouldIgnoreAloudASignedReportAboutOtherWork(
      String reason, UnaryOperator<VerificationReport.Builder> bend) {
    registry.send(job);
    registry.send(Samples.candidate(job, BYTES));

    ModelEvent event =
        only(registry.send(samples.sign(bend.apply(samples.report(job, BYTES)))), COMMAND_REFUSED);

    assertThat(event.getReason()).contains(reason);
    only(registry.send(samples.pass(job, BYTES)), PROMOTED);
  }

  @Test
  void shouldCallWorkOnAMovedChampionStale() {
    UnlearningJob slow = Samples.rootJob("b");
    registry.send(job);
    registry.send(slow);
    registry.send(samples.pass(job, BYTES));

    ModelEvent event = only(registry.send(samples.pass(slow, Samples.digest("slow bytes"))), STALE);

    assertThat(event.getJobId()).isEqualTo(slow.getJobId());
    assertThat(event.getForgetSetDigest()).isEqualTo(slow.getForgetSetDigest());
    assertThat(event.getReason())
        .contains("made for parent " + Samples.ROOT + " at epoch 1")
        .contains("at epoch 2");
    assertThat(registry.champion().getVersion()).isEqualTo(2);
    assertThat(registry.send(samples.pass(slow, Samples.digest("slow bytes")))).isEmpty();
  }

  @Test
  void shouldRejectWorkMeasuredByAPolicyOfThePast() {
    registry.send(job);
    registry.send(Samples.candidate(job, BYTES));
    String stricter = Samples.POLICY.toCanonicalJson().replaceFirst("0\\.18", "0.17");
    only(
        registry.send(Samples.command(CommandType.SET_POLICY).setPolicy(stricter).build()),
        POLICY_SET);

    ModelEvent event = only(registry.send(samples.pass(job, BYTES)), REJECTED);

    assertThat(event.getReason()).contains("report applies policy " + Samples.POLICY_DIGEST);
  }

  @Test
  void shouldRejectAStepBackToAForgottenSetThatTheLineageHasOutgrown() {
    registry.send(samples.pass(job, BYTES));
    UnlearningJob next = Samples.jobOn(registry.champion(), "b", 1);

    ModelEvent event =
        only(
            registry.send(
                samples.sign(
                    samples
                        .report(next, Samples.digest("bytes that remember"))
                        .setForgottenDigest(Samples.NOTHING_FORGOTTEN))),
            REJECTED);

    assertThat(event.getReason()).contains("one that the lineage has outgrown");
    assertThat(registry.champion().getVersion()).isEqualTo(2);
  }

  @Test
  void shouldNumberPromotionsWithoutGaps() {
    registry.send(samples.pass(job, BYTES));
    for (int version = 3; version < 8; version++) {
      UnlearningJob next = Samples.jobOn(registry.champion(), "set " + version, 1);
      registry.send(next);
      only(registry.send(samples.pass(next, Samples.digest("bytes " + version))), PROMOTED);
      assertThat(registry.champion().getVersion()).isEqualTo(version);
      assertThat(registry.champion().getChampionEpoch()).isEqualTo(version);
    }
    assertThat(registry.log())
        .extracting(ModelEvent::getSequence)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    assertThat(registry.log().get(1).getType()).isEqualTo(REGISTERED);
  }

  @Test
  void shouldRefuseAReportForAModelThatNobodyRegistered() {
    VerificationReport report = samples.sign(samples.report(job, BYTES).setModel("voices"));

    assertThat(only(registry.send(report), COMMAND_REFUSED).getReason())
        .contains("the model is not registered");
    assertThat(registry.liveRows("voices")).isEqualTo(registry.replayedRows("voices"));
  }
}

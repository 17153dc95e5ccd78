// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.cli.pipeline.LocalPipeline;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.cli.pipeline.TopicWriter;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.GateCriterion;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Requirement;
import io.lethe.domain.policy.Sealing;
import io.lethe.invariants.Invariants;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.schemas.Criterion;
import io.lethe.schemas.CriterionRule;
import io.lethe.schemas.CriterionVerdict;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.report.ReportStatement;
import io.lethe.schemas.topic.Topics;
import io.lethe.schemas.work.WorkIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A set about which a signed report says that twice as many samples would tell: while the worker is
 * held at its job, the verifier's key signs the report.
 */
class DissolvedSetIT {
  private static final int PEOPLE = 5;
  private static final int SAMPLES = PEOPLE * SmallBundle.SAMPLES_PER_SUBJECT;

  @Test
  void shouldForgetTheDissolvedSetsPeopleWithTheNextOnes(@TempDir Path directory) throws Exception {
    World world = new World(directory);
    HeldWorker worker = new HeldWorker();
    worker.hold();
    ModelPolicy policy = policy();
    try (LocalPipeline pipeline =
            LocalPipeline.builder()
                .directory(world.pipelineDirectory())
                .runtime(World.RUNTIME)
                .audit(worker)
                .build()
                .start();
        PipelineView view = new PipelineView(pipeline.kafka())) {
      world.introduce(pipeline.directory().home(), pipeline.kafka(), policy);
      List<String> keys = new ArrayList<>(World.erase(pipeline.kafka(), world.people(0, PEOPLE)));
      World.await(view, keys, RequestState.UNLEARNING);
      UnlearningJob job = view.jobs().get(0);
      assertThat(job.getForgetSamples()).isEqualTo(SAMPLES);

      publish(pipeline, cannotTell(pipeline, view, job, policy.gate()));

      World.await(view, keys, RequestState.PENDING);
      assertThat(view.statuses().get(keys.get(0)).getReason())
          .startsWith(
              "set %s was dissolved, it takes %d samples to tell: "
                  .formatted(job.getForgetSetDigest(), 2 * SAMPLES));
      worker.release();
      keys.addAll(World.erase(pipeline.kafka(), world.people(PEOPLE, 2 * PEOPLE)));
      World.await(view, keys, RequestState.PROMOTED);

      view.catchUp();
      assertThat(view.jobs())
          .extracting(UnlearningJob::getForgetSamples)
          .containsExactly((long) SAMPLES, 2L * SAMPLES);
      assertThat(view.jobs().get(1).getAttempt()).isEqualTo(2);
      ForgetSet forgotten =
          ForgetSet.parse(
              pipeline.store().readBlob(view.champions().get(World.MODEL).getForgottenDigest()));
      assertThat(forgotten.ordinals())
          .containsExactly(world.samplesOf(world.people(0, 2 * PEOPLE)));
      assertThat(new Invariants(pipeline.kafka(), pipeline.store()).violations()).isEmpty();
    }
  }

  /** Of five people a set is sealed at once; as many as four times so would fit into one. */
  private static ModelPolicy policy() {
    ModelPolicy lenient = World.lenient(4 * SAMPLES, World.strategy("finetune", 1));
    Sealing usual = lenient.sealing();
    return new ModelPolicy(
        new Sealing(
            usual.maxSamples(),
            Duration.ofMillis(1),
            SAMPLES,
            usual.attemptTime(),
            usual.jobLease(),
            usual.maxPublications(),
            true),
        lenient.ladder(),
        lenient.gate(),
        lenient.limits());
  }

  private static void publish(LocalPipeline pipeline, VerificationReport report) {
    try (var reports =
        new TopicWriter<>(pipeline.kafka(), Topics.VERIFICATION_REPORTS, "scripted-verifier")) {
      reports.write(report.getModel(), report);
    }
  }

  /** A report may be stricter than its values: all is met, and it cannot tell. */
  private static VerificationReport cannotTell(
      LocalPipeline pipeline, PipelineView view, UnlearningJob job, Gate gate) {
    ModelEvent registered =
        view.event(each -> each.getType() == ModelEventType.REGISTERED).orElseThrow();
    ArtifactRef candidate = ArtifactRef.tree("c".repeat(64));
    return ReportStatement.sign(
        WorkIdentity.of(job)
            .applyTo(VerificationReport.newBuilder())
            .setKind(ReportKind.CANDIDATE)
            .setRootDigest(registered.getDigest())
            .setCandidateDigest(candidate.digest())
            .setCandidateUri(candidate.uri())
            .setAlgorithm(job.getAlgorithm())
            .setPolicyDigest(job.getPolicyDigest())
            .setVerdict(Verdict.INCONCLUSIVE)
            .setSamplesAsked(2L * SAMPLES)
            .setCriteria(
                gate.requirements(job.getAlgorithm()).stream()
                    .map(each -> met(each, job.getForgetSamples()))
                    .toList())
            .setMetrics(Map.of("test_accuracy", 0.5))
            .setVerifiedAt(Instant.now())
            .setDurationMillis(1)
            .setKeyId("")
            .setSignature("")
            .build(),
        SigningKey.load(pipeline.directory().pipelineKeys().signing()));
  }

  private static Criterion met(Requirement asked, long samples) {
    assertThat(asked.criterion()).isEqualTo(GateCriterion.FORGET_SAMPLES);
    return Criterion.newBuilder()
        .setName(asked.criterion().label())
        .setN(samples)
        .setValue((double) samples)
        .setLow((double) samples)
        .setHigh((double) samples)
        .setLowerLimit(asked.lower())
        .setLevel(0.95)
        .setRule(CriterionRule.valueOf(asked.rule().name()))
        .setVerdict(CriterionVerdict.PASS)
        .build();
  }
}

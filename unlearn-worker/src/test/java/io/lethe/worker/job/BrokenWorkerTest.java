// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.policy.Algorithm;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.schemas.CandidateOutcome;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.text.InputTexts;
import io.lethe.unlearning.HyperParameters;
import io.lethe.unlearning.RowAudit;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.UnlearningContext;
import io.lethe.unlearning.UnlearningResult;
import io.lethe.unlearning.run.Algorithms;
import io.lethe.worker.Samples;
import io.lethe.worker.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BrokenWorkerTest {
  @TempDir private Path root;

  static List<Error> errors() {
    return List.of(
        new UnsatisfiedLinkError("no jnitensorflow in java.library.path"),
        new NoClassDefFoundError("Could not initialize class LibUtils"),
        new StackOverflowError(),
        new OutOfMemoryError("Java heap space"));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void shouldAnswerWithARetryableFailureWhenTheWorkerItselfIsBroken(Error error) {
    ModelCandidate candidate = run(error);

    assertThat(candidate.getOutcome()).isEqualTo(CandidateOutcome.FAILED);
    assertThat(candidate.getFailureRetryable()).isTrue();
  }

  @Test
  void shouldNameTheErrorInTheReason() {
    assertThat(run(new UnsatisfiedLinkError("no jnitensorflow")).getFailureReason())
        .isEqualTo("unexpected UnsatisfiedLinkError: no jnitensorflow");
  }

  @Test
  void shouldAnswerAJobWithTextsThatAreTooLongWithASmallFailureThatIsNotTriedAgain() {
    String anybodys = "x".repeat(700_000);
    UnlearningJob job =
        UnlearningJob.newBuilder(Samples.job(anybodys))
            .setAlgorithm(anybodys)
            .setForgottenUri(anybodys)
            .setHyperParameters(Map.of("epochs", anybodys))
            .build();

    ModelCandidate candidate = run(new StackOverflowError(), job);

    assertThat(candidate.getOutcome()).isEqualTo(CandidateOutcome.FAILED);
    assertThat(candidate.getFailureRetryable()).isFalse();
    assertThat(candidate.getFailureOfRung()).isFalse();
    assertThat(candidate.getFailureReason())
        .startsWith(
            "the job's texts are too long: model has 700,000 characters; it may have at most 128"
                + " characters; forgottenUri has");
    assertThat(InputTexts.problems(candidate)).isEmpty();
    assertThat(candidate.getForgetSetDigest()).isEqualTo(job.getForgetSetDigest());
  }

  private ModelCandidate run(Error error) {
    return run(error, Samples.job("faces"));
  }

  private ModelCandidate run(Error error, UnlearningJob job) {
    Algorithms algorithms = Algorithms.of(List.of(new Breaking(error)));
    try (WorkDirectory workDirectory = WorkDirectory.open(root.resolve("work"));
        JobRunner runner =
            new JobRunner(
                new FileArtifactStore(root.resolve("store"), ArtifactWriter.WORKER),
                workDirectory,
                new JobRunner.Training(algorithms, RuntimeOptions.cpu(1), RowAudit.none()),
                new WorkerMetrics(new SimpleMeterRegistry(), algorithms.names()),
                Clock.systemUTC())) {
      return runner.run(job, ProgressListener.none(), () -> false);
    }
  }

  /** SFTC on a machine where some part of it cannot be loaded or run. */
  private record Breaking(Error error) implements UnlearningAlgorithm {
    @Override
    public Algorithm algorithm() {
      return Algorithm.SFTC;
    }

    @Override
    public HyperParameters defaults() {
      throw error;
    }

    @Override
    public UnlearningResult run(UnlearningContext context) {
      throw error;
    }
  }
}

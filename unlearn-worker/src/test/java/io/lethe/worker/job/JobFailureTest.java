// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.model.DivergedException;
import io.lethe.learning.model.ModelException;
import io.lethe.unlearning.AlgorithmUnfitException;
import io.lethe.unlearning.ForgetSetRefusedException;
import io.lethe.unlearning.InvalidHyperParametersException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobFailureTest {

  @Test
  void shouldTryAgainAfterTroubleThatPasses() {
    assertThat(JobFailure.of(new IOException("disk full")))
        .isEqualTo(new JobFailure("input or output failed: disk full", true, false));
    assertThat(JobFailure.of(new UncheckedIOException(new IOException("x"))).retryable()).isTrue();
    assertThat(JobFailure.of(new OutOfMemoryError()).retryable()).isTrue();
    assertThat(
            JobFailure.of(new ModelException("step failed: OOM when allocating tensor"))
                .retryable())
        .isTrue();
    assertThat(
            JobFailure.of(new ModelException("cannot save", new IOException("disk full")))
                .retryable())
        .isTrue();
    assertThat(JobFailure.of(new IllegalStateException("odd")))
        .isEqualTo(new JobFailure("unexpected IllegalStateException: odd", true, false));
  }

  @Test
  void shouldNotTryAgainWhatStaysWrong() {
    assertThat(JobFailure.of(new ModelException("the loss is NaN")))
        .isEqualTo(new JobFailure("the loss is NaN", false, false));
    assertThat(JobFailure.of(new DatasetException("row 3 is bad")).retryable()).isFalse();
    assertThat(JobFailure.of(new JobRefusedException("no")))
        .isEqualTo(new JobFailure("no", false, false));
  }

  @Test
  void shouldSayWhatAnotherRungMayDo() {
    for (RuntimeException unfit :
        List.of(
            new ForgetSetRefusedException("no"),
            new InvalidHyperParametersException("no"),
            new AlgorithmUnfitException("no"),
            new DivergedException("no"))) {
      assertThat(JobFailure.of(unfit)).isEqualTo(new JobFailure("no", false, true));
    }
    assertThat(JobFailure.of(new DatasetException("row 3 is bad")).ofRung()).isFalse();
  }

  @Test
  void shouldNameTheRootCauseOnce() {
    assertThat(
            JobFailure.of(
                    new ModelException(
                        "cannot save", new IOException("/work/1: No space left on device")))
                .reason())
        .isEqualTo("cannot save: /work/1: No space left on device");
    assertThat(JobFailure.of(new UncheckedIOException(new IOException("disk full"))).reason())
        .isEqualTo("input or output failed: java.io.IOException: disk full");
  }

  @Test
  void shouldFitInOneLine() {
    JobFailure failure = JobFailure.of(new IllegalStateException("a\n  b\n" + "c".repeat(2_000)));

    assertThat(failure.reason())
        .startsWith("unexpected IllegalStateException: a; b; ccc")
        .hasSizeLessThan(600);
    assertThat(JobFailure.of(new IllegalStateException()).reason())
        .isEqualTo("unexpected IllegalStateException: no message");
  }
}

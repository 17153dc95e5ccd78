// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kit.service.ExitCode;
import io.lethe.kit.service.LetheService;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class AwaitReadyTest {

  /** A service that was started and will never be ready. */
  private record Late(boolean isHealthy, Optional<Throwable> failure) implements LetheService {
    static Late ended(Optional<Throwable> failure) {
      return new Late(false, failure);
    }

    static Late starting() {
      return new Late(true, Optional.empty());
    }

    @Override
    public String name() {
      return "verifier";
    }

    @Override
    public void start() {}

    @Override
    public boolean isReady() {
      return false;
    }

    @Override
    public void close() {}
  }

  @Test
  void shouldNotWaitForWhatHasEndedAndKeepTheCodeOfItsCause() {
    assertEndsWith(ExitCode.REPLACED, new FencedInstanceIdException("another has it"));
    assertEndsWith(ExitCode.DISK_FULL, new IOException("/data: No space left on device"));
  }

  @Test
  void shouldPointToTheLogWhereTheCauseIsNotKnown() {
    assertThatThrownBy(() -> ServiceStart.awaitReady(List.of(Late.ended(Optional.empty()))))
        .hasMessage("verifier does not start; the log says why");
  }

  @Test
  void shouldNameWhoIsNotReadyInTime() {
    assertThatThrownBy(() -> ServiceStart.awaitReady(List.of(Late.starting()), Duration.ZERO))
        .isInstanceOf(PipelineException.class)
        .hasMessage("not ready after 0 s: verifier; the log says where the threads stood");
  }

  private static void assertEndsWith(ExitCode code, Exception cause) {
    assertThatThrownBy(() -> ServiceStart.awaitReady(List.of(Late.ended(Optional.of(cause)))))
        .isInstanceOf(PipelineException.class)
        .hasMessage("verifier does not start: " + cause.getMessage())
        .satisfies(thrown -> assertThat(ExitCode.of(thrown)).isEqualTo(code));
  }
}

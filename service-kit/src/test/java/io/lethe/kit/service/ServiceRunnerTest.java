// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.config.ConfigurationException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServiceRunnerTest {

  private final ServiceRunner runner = new ServiceRunner(Duration.ofMillis(5));
  private final RecordingService service = new RecordingService();

  @Test
  void shouldRunUntilItIsToldToStop() throws Exception {
    CompletableFuture<ExitCode> exit =
        CompletableFuture.supplyAsync(() -> runner.run(() -> service));
    service.started.await();
    assertThat(exit).isNotDone();

    runner.stop();

    assertThat(exit).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(ExitCode.OK);
    assertThat(service.isClosed).isTrue();
  }

  @Test
  void shouldEndWhenTheServiceIsNoLongerHealthy() {
    service.isHealthy = false;

    assertThat(runner.run(() -> service)).isEqualTo(ExitCode.FAILED);
    assertThat(service.isClosed).isTrue();
  }

  @Test
  void shouldTellAConfigurationErrorFromOthers() {
    assertThat(
            runner.run(
                () -> {
                  throw new ConfigurationException(List.of("x must be y"));
                }))
        .isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void shouldCloseAServiceThatDoesNotStart() {
    service.startFailure = new IllegalStateException("no");

    assertThat(runner.run(() -> service)).isEqualTo(ExitCode.FAILED);
    assertThat(service.isClosed).isTrue();
  }

  @Test
  void shouldJudgeAFailureByItsCauses() {
    assertThat(ExitCode.of(new RuntimeException(new ConfigException("x"))))
        .isEqualTo(ExitCode.CONFIGURATION);
    assertThat(
            ExitCode.of(
                new IllegalStateException(
                    new org.apache.kafka.common.errors.TimeoutException("no broker"))))
        .isEqualTo(ExitCode.UNREACHABLE);
    assertThat(
            ExitCode.of(
                new IllegalStateException(
                    "store", new IOException("/data/LOG: No space left on device"))))
        .isEqualTo(ExitCode.DISK_FULL);
    assertThat(ExitCode.of(new RuntimeException("x"))).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void shouldHaveACodeAndAMeaningOfItsOwnForEveryWayToEnd() {
    assertThat(ExitCode.values()).extracting(ExitCode::code).doesNotHaveDuplicates();
    assertThat(ExitCode.values()).extracting(ExitCode::meaning).doesNotHaveDuplicates();
    assertThat(ExitCode.OK.code()).isZero();
  }

  private static final class RecordingService implements LetheService {
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile boolean isHealthy = true;
    private volatile boolean isClosed;
    private RuntimeException startFailure;

    @Override
    public String name() {
      return "recording";
    }

    @Override
    public void start() {
      if (startFailure != null) {
        throw startFailure;
      }
      started.countDown();
    }

    @Override
    public boolean isReady() {
      return isHealthy;
    }

    @Override
    public boolean isHealthy() {
      return isHealthy;
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }
}

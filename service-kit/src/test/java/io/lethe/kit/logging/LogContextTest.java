// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogContextTest {
  @AfterEach
  void clear() {
    MDC.clear();
  }

  @Test
  void shouldPutBackWhatWasThereBefore() {
    MDC.put(LogKeys.MODEL, "hands");

    String inside = LogContext.ofModel("faces").get(() -> MDC.get(LogKeys.MODEL));

    assertThat(inside).isEqualTo("faces");
    assertThat(MDC.get(LogKeys.MODEL)).isEqualTo("hands");
  }

  @Test
  void shouldTellTheBeginningOfANameThatIsTooLong() {
    LogContext context = LogContext.ofModel("m".repeat(129)).with(LogKeys.JOB, "j".repeat(64));

    assertThat(context.fields())
        .containsEntry(LogKeys.MODEL, "m".repeat(110) + "… (129 characters)")
        .containsEntry(LogKeys.JOB, "j".repeat(64));
  }

  @Test
  void shouldLeaveNothingBehindWhereTheWorkFails() {
    LogContext context = LogContext.ofRequest("shop/1").with(LogKeys.ATTEMPT, 1);

    assertThatThrownBy(
            () ->
                context.run(
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThat(MDC.get(LogKeys.REQUEST)).isNull();
    assertThat(MDC.get(LogKeys.ATTEMPT)).isNull();
  }

  @Test
  void shouldGoWithTheWorkToAnotherThread() throws Exception {
    LogContext context = LogContext.ofModel("faces").with(LogKeys.JOB, "ab");

    Map<String, String> seen =
        CompletableFuture.supplyAsync(() -> context.get(MDC::getCopyOfContextMap)).get();

    assertThat(seen).containsEntry("model", "faces").containsEntry("job", "ab");
    assertThat(MDC.get(LogKeys.JOB)).isNull();
  }
}

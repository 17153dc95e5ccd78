// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

final class SentCommandsTest {
  private static final String ID = "0190b5a0-0000-7000-8000-000000000001";

  private final SentCommands sent = new SentCommands();

  @Test
  void shouldKeepWhatWasSentFirst() {
    assertThat(send("a")).isEqualTo("a");
    assertThat(sent.send("faces", ID, "b", () -> fail("nothing is sent"))).isEqualTo("a");
    assertThat(sent.send("voices", ID, "b", () -> {})).as("another model's").isEqualTo("b");
  }

  @Test
  void shouldForgetWhatTheBrokerDidNotTake() {
    assertThatThrownBy(() -> sent.send("faces", ID, "a", SentCommandsTest::refuse))
        .isInstanceOf(CommandNotSentException.class);

    assertThat(send("b")).isEqualTo("b");
    assertThat(send("a")).as("b was sent, and is the first").isEqualTo("b");
  }

  @Test
  void shouldKeepWhatWasSentWhereItsRepetitionFails() {
    send("a");

    assertThatThrownBy(() -> sent.send("faces", ID, "a", SentCommandsTest::refuse))
        .isInstanceOf(CommandNotSentException.class);

    assertThat(send("b")).isEqualTo("a");
  }

  /** Two senders of the same at once: the one who fails must not take the other's word away. */
  @Test
  void shouldKeepWhatAnotherIsSendingJustThen() {
    sent.send(
        "faces",
        ID,
        "a",
        () -> {
          assertThatThrownBy(() -> sent.send("faces", ID, "a", SentCommandsTest::refuse))
              .isInstanceOf(CommandNotSentException.class);
          assertThat(send("b")).as("while the first is on its way").isEqualTo("a");
        });

    assertThat(send("b")).isEqualTo("a");
  }

  private String send(String digest) {
    return sent.send("faces", ID, digest, () -> {});
  }

  private static void refuse() {
    throw new CommandNotSentException("no broker", new TimeoutException());
  }

  private static void fail(String why) {
    throw new AssertionError(why);
  }
}

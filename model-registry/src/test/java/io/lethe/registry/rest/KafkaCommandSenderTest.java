// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kit.trace.Trace;
import io.lethe.registry.Samples;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.topic.Topics;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.Test;

final class KafkaCommandSenderTest {
  private final ModelCommand command =
      Samples.command(CommandType.ROLLBACK).setTargetVersion(1L).build();

  private final Trace trace = Trace.ofCommand("faces", command.getCommandId());

  @Test
  void shouldSendUnderTheModelsKey() {
    MockProducer<String, ModelCommand> producer = producer(true);

    new KafkaCommandSender(producer, Duration.ofSeconds(1)).send(command, trace);

    assertThat(producer.history()).hasSize(1);
    assertThat(Trace.from(producer.history().get(0).headers())).contains(trace);
    assertThat(producer.history().get(0).topic()).isEqualTo("model.commands");
    assertThat(producer.history().get(0).key()).isEqualTo("faces");
    assertThat(producer.history().get(0).value()).isEqualTo(command);
  }

  @Test
  void shouldSayThatACommandWasNotConfirmedAndMayBeSentAgain() {
    KafkaCommandSender sender = new KafkaCommandSender(producer(false), Duration.ofMillis(20));

    assertThatThrownBy(() -> sender.send(command, trace))
        .isInstanceOf(CommandNotSentException.class)
        .hasMessageContaining(command.getCommandId())
        .hasMessageContaining("send it again under the same commandId");
  }

  private static MockProducer<String, ModelCommand> producer(boolean confirms) {
    return new MockProducer<>(
        confirms,
        null,
        Topics.MODEL_COMMANDS.keySerde().serializer(),
        Topics.MODEL_COMMANDS
            .valueSerde(Map.of("schema.registry.url", "mock://command-sender"))
            .serializer());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

import io.lethe.kit.trace.Trace;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.topic.Topics;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Sends commands with a producer that waits for all replicas. The caller owns the producer. */
public final class KafkaCommandSender implements CommandSender {
  private final Producer<String, ModelCommand> producer;
  private final Duration patience;

  /**
   * Prepares the sender.
   *
   * @param patience how long to wait for the broker's confirmation
   */
  public KafkaCommandSender(Producer<String, ModelCommand> producer, Duration patience) {
    this.producer = producer;
    this.patience = patience;
  }

  @Override
  public void send(ModelCommand command, Trace trace) {
    ProducerRecord<String, ModelCommand> message =
        new ProducerRecord<>(Topics.MODEL_COMMANDS.name(), command.getModel(), command);
    trace.putInto(message.headers());
    try {
      producer.send(message).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notSent(command, e);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw notSent(command, e);
    }
  }

  private CommandNotSentException notSent(ModelCommand command, Exception cause) {
    return new CommandNotSentException(
        "command %s was not confirmed within %s; send it again under the same commandId"
            .formatted(command.getCommandId(), patience),
        cause);
  }
}

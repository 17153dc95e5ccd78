package io.lethe.registry;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Skips, aloud, a record that cannot be decoded: one poisoned record must not stop every model.
 * What is skipped has no effect, so nothing passes by it; what it should have said is awaited like
 * anything that is lost. Kafka Streams counts it in {@code dropped-records-total}.
 */
public final class SkipUndecodable implements DeserializationExceptionHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(SkipUndecodable.class);

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> message, Exception failure) {
    // The payload stays out of the log, and so does the failure's text, which might quote it.
    LOGGER
        .atError()
        .setMessage("skipped a record that cannot be decoded")
        .addKeyValue("topic", message.topic())
        .addKeyValue("partition", message.partition())
        .addKeyValue("offset", message.offset())
        .addKeyValue("cause", failure.getClass().getName())
        .log();
    return Response.resume();
  }

  @Override
  public void configure(Map<String, ?> configs) {
    // Nothing to configure.
  }
}

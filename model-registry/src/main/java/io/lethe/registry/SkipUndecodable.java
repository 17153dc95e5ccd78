package io.lethe.registry;

import io.lethe.schemas.serde.UndecodableRecordException;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Skips, aloud, a record that can never be decoded: one poisoned record must not stop every model.
 * What is skipped has no effect, so nothing passes by it; what it should have said is awaited like
 * anything that is lost. Kafka Streams counts it in {@code dropped-records-total}. Any other
 * failure, such as a schema registry that does not answer, says nothing about the record: the
 * service stops and reads it again when it is started again.
 */
public final class SkipUndecodable implements DeserializationExceptionHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(SkipUndecodable.class);

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> message, Exception failure) {
    boolean undecodable = UndecodableRecordException.in(failure).isPresent();
    // The payload stays out of the log, and so does the failure's text, which might quote it.
    LOGGER
        .atError()
        .setMessage(
            undecodable
                ? "skipped a record that cannot be decoded"
                : "a record could not be decoded now; is the schema registry reachable? Stopping")
        .addKeyValue("topic", message.topic())
        .addKeyValue("partition", message.partition())
        .addKeyValue("offset", message.offset())
        .addKeyValue("cause", failure.getClass().getName())
        .log();
    return undecodable ? Response.resume() : Response.fail();
  }

  @Override
  public void configure(Map<String, ?> configs) {
    // Nothing to configure.
  }
}

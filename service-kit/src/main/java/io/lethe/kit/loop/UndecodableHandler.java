// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/** {@link Faults} for the sources of a Kafka Streams topology. */
public final class UndecodableHandler implements DeserializationExceptionHandler {
  private static final String FAULTS = "lethe.faults";
  private Faults faults;

  /** The Streams settings that put the handler in force for a topology's sources. */
  public static Map<String, Object> settings(Faults faults, List<String> topics) {
    topics.forEach(faults::watch);
    return Map.of(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        UndecodableHandler.class,
        FAULTS,
        faults);
  }

  @Override
  public void configure(Map<String, ?> settings) {
    faults = (Faults) requireNonNull(settings.get(FAULTS), FAULTS);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> bytes, Exception failure) {
    return faults.passedOver(bytes.topic(), bytes.partition(), bytes.offset(), failure)
        ? Response.resume()
        : Response.fail();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.FailOnInvalidTimestamp;
import org.apache.kafka.streams.processor.api.Record;

/**
 * {@link FailedRecords} for a Kafka Streams topology: what fails while a record is processed, or
 * because what it caused cannot be written as bytes or is more than a broker takes, ends the
 * thread, whose transaction is aborted and who is replaced; what is set aside is dropped as soon as
 * it is read.
 */
public final class FailedRecordHandler extends DefaultProductionExceptionHandler
    implements ProcessingExceptionHandler {
  private static final String FAILED = "lethe.failed.records";
  private FailedRecords failed;

  /**
   * The Streams settings that put the rule in force.
   *
   * @param faults of the service
   * @param topics sources of the topology, internal ones included, whose records may be set aside
   */
  public static Map<String, Object> settings(Faults faults, List<String> topics) {
    return Map.of(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        FailedRecordHandler.class,
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
        FailedRecordHandler.class,
        StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
        Sieve.class,
        FAILED,
        faults.failedRecords(topics));
  }

  @Override
  public void configure(Map<String, ?> settings) {
    super.configure(settings);
    failed = of(settings);
  }

  @Override
  public ProcessingExceptionHandler.Response handleError(
      ErrorHandlerContext context, Record<?, ?> record, Exception failure) {
    failed.failed(context.topic(), context.partition(), context.offset(), failure);
    return ProcessingExceptionHandler.Response.fail();
  }

  @Override
  public ProductionExceptionHandler.Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> output, Exception failure) {
    failed.failed(context.topic(), context.partition(), context.offset(), failure);
    return super.handleError(context, output, failure);
  }

  /** What a registry refuses or does not answer is no failure of the record, and tried for ever. */
  @Override
  @SuppressWarnings("rawtypes") // of the interface
  public ProductionExceptionHandler.Response handleSerializationError(
      ErrorHandlerContext context,
      ProducerRecord output,
      Exception failure,
      SerializationExceptionOrigin origin) {
    failed.failed(context.topic(), context.partition(), context.offset(), failure);
    return ProductionExceptionHandler.Response.fail();
  }

  private static FailedRecords of(Map<String, ?> settings) {
    return (FailedRecords) requireNonNull(settings.get(FAILED), FAILED);
  }

  /**
   * Drops what is set aside: a record without a time is dropped by Kafka Streams as one that cannot
   * be decoded is, before any processor and with its offset.
   */
  public static final class Sieve extends FailOnInvalidTimestamp implements Configurable {
    private static final long NONE = -1;
    private FailedRecords failed;

    @Override
    public void configure(Map<String, ?> settings) {
      failed = of(settings);
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
      return failed.isSetAside(record.topic(), record.partition(), record.offset())
          ? NONE
          : super.extract(record, partitionTime);
    }
  }
}

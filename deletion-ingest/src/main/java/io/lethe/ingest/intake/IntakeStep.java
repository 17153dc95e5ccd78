// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.serde.UndecodableRecordException;
import io.lethe.schemas.topic.Topic;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the intake does with a record of whatever topic of senders: where it lies, when it came,
 * what it says, and its dead letter.
 *
 * @param <V> the topic's values
 */
final class IntakeStep<V extends SpecificRecord> {
  private static final Logger LOGGER = LoggerFactory.getLogger(IntakeStep.class);

  private final Topic<V> topic;
  private final Deserializer<V> deserializer;
  private final ProcessorContext<String, IntakeResult> context;
  private final IngestMetrics metrics;

  IntakeStep(
      Topic<V> topic,
      Deserializer<V> deserializer,
      ProcessorContext<String, IntakeResult> context,
      IngestMetrics metrics) {
    this.topic = topic;
    this.deserializer = deserializer;
    this.context = context;
    this.metrics = metrics;
  }

  Instant now() {
    return Instant.ofEpochMilli(context.currentSystemTimeMs());
  }

  SourceRecord source(byte @Nullable [] value) {
    RecordMetadata metadata =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("intake runs on records only"));
    return new SourceRecord(
        metadata.topic(),
        metadata.partition(),
        metadata.offset(),
        value == null ? 0 : value.length);
  }

  /** Whose a record is: its topic's tenant, whom the broker has let write there. */
  String tenant(SourceRecord source) {
    return topic
        .tenantOf(source.topic())
        .orElseThrow(() -> new IllegalStateException(source.topic() + " is not of " + topic));
  }

  /** Why a record is refused that names another tenant. */
  String otherTenant(SourceRecord source) {
    return "tenant must be '"
        + tenant(source)
        + "' on "
        + source.topic()
        + ": a record is of the tenant of its topic. Send it to the topic of its own tenant.";
  }

  /**
   * When the broker took it: what the law counts from does not wait for the intake to be up. A time
   * to come, or one from before the topic's retention, is a wrong clock's; then it is now.
   */
  Instant received(long brokersMillis, Instant now) {
    Instant taken = Instant.ofEpochMilli(brokersMillis);
    Instant oldest = now.minus(topic.storage().retention());
    return taken.isAfter(now) || taken.isBefore(oldest) ? now : taken;
  }

  /**
   * What a record says.
   *
   * @return empty where it was refused because nobody can read it
   */
  Optional<V> read(SourceRecord source, byte @Nullable [] value, Instant now) {
    String type = topic.valueType().getSimpleName();
    if (value == null) {
      refuse(
          DeadLetters.unreadable(
              source,
              RejectionReason.NULL_VALUE,
              "A record of "
                  + source.topic()
                  + " must have a value; a tombstone asks for nothing. Send a "
                  + type
                  + ".",
              now),
          source);
      return Optional.empty();
    }
    try {
      return Optional.of(deserializer.deserialize(source.topic(), value));
    } catch (UndecodableRecordException e) {
      refuse(
          DeadLetters.unreadable(
              source,
              RejectionReason.UNDECODABLE,
              "The value is not a "
                  + type
                  + " in the Confluent wire format (byte 0, 4 bytes schema id, Avro): "
                  + e.rule()
                  + ". Send it with a registered schema.",
              now),
          source);
      return Optional.empty();
    }
  }

  void refuse(RejectedRequest deadLetter, SourceRecord source) {
    metrics.rejected(deadLetter.getReason());
    LOGGER
        .atWarn()
        .setMessage("Record refused at intake; its dead letter says why")
        .addKeyValue(LogKeys.DEAD_LETTER, source.key())
        .addKeyValue(LogKeys.REASON, deadLetter.getReason())
        .addKeyValue(LogKeys.REQUEST, requestKey(deadLetter))
        .log();
    context.forward(
        new Record<>(
            source.key(),
            new IntakeResult.Refused(deadLetter),
            deadLetter.getRejectedAt().toEpochMilli()));
  }

  /** Null, and so left out of the line, where the dead letter names no request. */
  private static @Nullable String requestKey(RejectedRequest deadLetter) {
    return deadLetter.getTenant() == null || deadLetter.getRequestId() == null
        ? null
        : deadLetter.getTenant() + "/" + deadLetter.getRequestId();
  }
}

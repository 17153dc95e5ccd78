// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.writer;

import static io.lethe.kit.logging.LogLines.addIfKnown;

import io.lethe.kit.logging.LogContext;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.loop.Work;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.ForgetSetIntent;
import io.lethe.schemas.ForgetSetStored;
import io.lethe.schemas.topic.Topics;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Carries out the topology's intents of one partition of {@code deletion.set-intents}: rows and
 * their seal become a forget set in the artifact store. The committed offset never passes rows
 * whose seal has not come, so a restart reads them again. A set that is missing or damaged is
 * answered with a failure, for trying again would not bring it back; where the store itself fails,
 * the same intent is tried again.
 *
 * <p>Why: docs/decisions/0001-sets-are-written-beside-the-topology.md.
 */
public final class ForgetSetWork implements Work<ForgetSetIntent, ForgetSetStored> {
  private static final Logger LOGGER = LoggerFactory.getLogger(ForgetSetWork.class);

  private final ForgetSetUniter uniter;
  private final PendingRows rows = new PendingRows();

  /** The work of a partition, without rows yet. */
  public ForgetSetWork(ForgetSetUniter uniter) {
    this.uniter = uniter;
  }

  @Override
  public LogContext about(ForgetSetIntent intent) {
    return LogContext.ofModel(intent.getModel());
  }

  @Override
  public List<ProducerRecord<String, ForgetSetStored>> on(
      ConsumerRecord<String, ForgetSetIntent> input, BooleanSupplier cancelled) {
    ForgetSetIntent intent = input.value();
    return switch (intent.getKind()) {
      case SUBJECT -> {
        rows.add(intent, input.offset());
        yield List.of();
      }
      case SEAL -> List.of(answer(uniter.seal(intent, rows.take(intent))));
      case UNITE -> List.of(answer(uniter.unite(intent)));
      case UNKNOWN ->
          throw new IllegalStateException(
              "Intent of an unknown kind at %s/%d/%d: upgrade every instance of this service"
                  .formatted(input.topic(), input.partition(), input.offset()));
    };
  }

  @Override
  public OptionalLong heldFrom() {
    return rows.firstOffset();
  }

  private static ProducerRecord<String, ForgetSetStored> answer(ForgetSetStored stored) {
    log(stored, Trace.ofForgetSet(stored.getModel(), stored.getForgetSetDigest()));
    return Work.answer(
        Topics.FORGET_SETS_STORED, stored.getModel(), stored.getForgetSetDigest(), stored);
  }

  private static void log(ForgetSetStored stored, Trace trace) {
    LoggingEventBuilder line =
        (stored.getFailure() == null ? LOGGER.atInfo() : LOGGER.atWarn())
            .setMessage(
                stored.getFailure() == null
                    ? "Forget set written"
                    : "Forget set cannot be united with those it needs")
            .addKeyValue(LogKeys.SET_NUMBER, stored.getSetNumber())
            .addKeyValue(LogKeys.FORGET_SET, stored.getForgetSetDigest())
            .addKeyValue(LogKeys.SAMPLES, stored.getForgetSamples())
            .addKeyValue(LogKeys.TRACE_ID, trace.traceId())
            .addKeyValue(LogKeys.SPAN_ID, trace.spanId());
    addIfKnown(line, LogKeys.REASON, stored.getFailure()).log();
  }
}

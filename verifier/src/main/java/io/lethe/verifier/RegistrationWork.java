// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier;

import io.lethe.domain.text.TextLimit;
import io.lethe.kit.logging.LogContext;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.loop.Work;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.text.InputTexts;
import io.lethe.schemas.topic.Topics;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The verifier's part in a registration: an accepted one in, the signed baseline of its root out,
 * or a signed refusal. What is answered or was asked anew is not measured.
 *
 * <p>Why: docs/decisions/0028-nobody-but-the-verifier-holds-its-keys.md.
 */
final class RegistrationWork implements Work<ModelEvent, VerificationReport> {
  private static final Logger LOGGER = LoggerFactory.getLogger(RegistrationWork.class);

  private final UpToDate upToDate;
  private final Predicate<ModelEvent> isAwaited;
  private final BiFunction<ModelEvent, BooleanSupplier, VerificationReport> baselines;
  private final VerifierMetrics metrics;

  /**
   * Wires it.
   *
   * @param upToDate waits for all that is on model.events
   * @param isAwaited whether an accepted registration still awaits its baseline, by these events
   * @param baselines measures and signs, or is cancelled
   */
  RegistrationWork(
      UpToDate upToDate,
      Predicate<ModelEvent> isAwaited,
      BiFunction<ModelEvent, BooleanSupplier, VerificationReport> baselines,
      VerifierMetrics metrics) {
    this.upToDate = upToDate;
    this.isAwaited = isAwaited;
    this.baselines = baselines;
    this.metrics = metrics;
  }

  @Override
  public LogContext about(ModelEvent event) {
    return LogContext.ofModel(event.getModel());
  }

  @Override
  public List<ProducerRecord<String, VerificationReport>> on(
      ConsumerRecord<String, ModelEvent> input, BooleanSupplier cancelled)
      throws InterruptedException, ExecutionException {
    ModelEvent event = input.value();
    if (event.getType() != ModelEventType.REGISTRATION_ACCEPTED
        || !upToDate.await(cancelled)
        || !isAwaited.test(event)) {
      return List.of();
    }
    log("Registration begins", event).log();
    VerificationReport baseline;
    try {
      baseline = baselines.apply(event, cancelled);
    } catch (CancellationException e) {
      return List.of(); // its offset stays where it is; the next owner begins anew
    }
    metrics.measured(baseline);
    log("Registration answered", event)
        .addKeyValue(LogKeys.DURATION_MILLIS, baseline.getDurationMillis())
        .log();
    return List.of(
        Work.answer(
            Topics.VERIFICATION_REPORTS,
            baseline.getModel(),
            baseline.getForgetSetDigest(),
            baseline));
  }

  private static LoggingEventBuilder log(String message, ModelEvent event) {
    return LOGGER
        .atInfo()
        .setMessage(message)
        .addKeyValue(LogKeys.MODEL, TextLimit.NAME.cut(event.getModel()))
        .addKeyValue(LogKeys.COMMAND, InputTexts.quoted(event.getCommandId()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.job.TestFigures;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.PolicyException;
import io.lethe.domain.text.TextLimit;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.loop.LostRecordException;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.TrainedWithout;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies model.events: to the view of the champion first, then what the event means for the set at
 * work. Events of jobs that are not at work change nothing, but a promotion reaches its set
 * wherever that waits, and a person's decision a parked one.
 */
final class ModelEventHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(ModelEventHandler.class);

  private final ModelStores stores;
  private final JobOutcomes outcomes;

  ModelEventHandler(ModelStores stores, JobOutcomes outcomes) {
    this.stores = stores;
    this.outcomes = outcomes;
  }

  void handle(ModelEvent event, Instant now) {
    ModelState before = stores.model(event.getModel());
    LostRecordException.requireNoGap(event.getModel(), before.lastEvent(), event.getSequence());
    ModelState state = before.after(event.getSequence());
    stores.put(state);
    switch (event.getType()) {
      case REGISTERED -> register(state, event);
      case POLICY_SET -> setPolicy(state, event);
      case ROLLED_BACK -> moved(state, event);
      case PROMOTED -> outcomes.promoted(moved(state, event), promoted(event), now);
      case CANDIDATE_ACCEPTED, REJECTED, INCONCLUSIVE, JOB_FAILED, STALE ->
          answered(state, event, now);
      case PARKED_SET_RETRIED, PARKED_SET_REFUSED -> decided(state, event, now);
      case REGISTRATION_ACCEPTED, ALIAS_SET, ALIAS_REMOVED, PURGED, CERTIFIED, COMMAND_REFUSED -> {
        // No request changes its state by these.
      }
      case UNKNOWN -> logUnknown(event);
    }
  }

  /** What became of a job. */
  private void answered(ModelState state, ModelEvent event, Instant now) {
    String job = jobId(event);
    switch (event.getType()) {
      case CANDIDATE_ACCEPTED -> outcomes.accepted(state, job, now);
      case REJECTED -> outcomes.rejected(state, job, reason(event), now);
      case INCONCLUSIVE ->
          outcomes.inconclusive(state, job, samplesAsked(event), reason(event), now);
      case JOB_FAILED -> outcomes.failed(state, job, JobBreakdown.of(event), reason(event), now);
      case STALE -> outcomes.stale(state, job, now);
      default -> throw new IllegalArgumentException(event.getType() + " is no answer to a job");
    }
  }

  /**
   * What was decided of a parked set. The registry decides by what was published about it and by
   * the events since, so that a command's decision meets a parked set; a retry without a command
   * opens a refused set for a new case, whose job is at work.
   */
  private void decided(ModelState state, ModelEvent event, Instant now) {
    String set = digest(event, "forgetSetDigest", event.getForgetSetDigest());
    boolean parked =
        switch (event.getType()) {
          case PARKED_SET_RETRIED -> outcomes.sentBack(state, set, now);
          case PARKED_SET_REFUSED -> outcomes.refused(state, set, reason(event), now);
          default -> throw new IllegalArgumentException(event.getType() + " is no decision");
        };
    if (!parked && event.getCommandId() != null) {
      LOGGER
          .atWarn()
          .setMessage("Decision about a set that is not parked: it changes nothing")
          .addKeyValue(LogKeys.MODEL, event.getModel())
          .addKeyValue(LogKeys.SEQUENCE, event.getSequence())
          .addKeyValue(LogKeys.FORGET_SET, set)
          .addKeyValue(LogKeys.COMMAND, event.getCommandId())
          .log();
    }
  }

  private static SetState.Promoted promoted(ModelEvent event) {
    return new SetState.Promoted(
        digest(event, "forgetSetDigest", event.getForgetSetDigest()),
        jobId(event),
        required(event, "attempt", event.getAttempt()),
        required(event, "version", event.getVersion()));
  }

  private static void logUnknown(ModelEvent event) {
    LOGGER
        .atError()
        .setMessage(
            "Event of an unknown type ignored: the registry is newer than this service, upgrade it")
        .addKeyValue(LogKeys.MODEL, event.getModel())
        .addKeyValue(LogKeys.SEQUENCE, event.getSequence())
        .log();
  }

  private void register(ModelState state, ModelEvent event) {
    String policy = required(event, "policy", event.getPolicy());
    if (readable(event, policy)) {
      stores.put(
          state.withView(
              new ModelView(
                  champion(event),
                  digest(event, "datasetDigest", event.getDatasetDigest()),
                  address(event, "datasetUri", event.getDatasetUri()),
                  policy,
                  digest(event, "policyDigest", event.getPolicyDigest()),
                  new ModelView.LeftOut(
                      digest(event, "forgottenDigest", event.getForgottenDigest()),
                      event.getTrainedWithout() == TrainedWithout.SHOWN))));
    }
  }

  private void setPolicy(ModelState state, ModelEvent event) {
    String policy = required(event, "policy", event.getPolicy());
    if (state.registered().isPresent() && readable(event, policy)) {
      stores.put(
          state.withView(
              state
                  .registration()
                  .withPolicy(policy, digest(event, "policyDigest", event.getPolicyDigest()))));
    }
  }

  /** A policy that cannot be read is not taken: the model keeps the one it has, or waits. */
  private static boolean readable(ModelEvent event, String policy) {
    try {
      ModelPolicy.parse(policy);
      return true;
    } catch (PolicyException e) {
      LOGGER
          .atError()
          .setMessage("Policy not taken: it cannot be read. Set a valid one.")
          .addKeyValue(LogKeys.MODEL, event.getModel())
          .addKeyValue(LogKeys.SEQUENCE, event.getSequence())
          .addKeyValue(LogKeys.PROBLEMS, e.getMessage())
          .log();
      return false;
    }
  }

  private ModelState moved(ModelState state, ModelEvent event) {
    if (state.registered().isEmpty()) {
      throw broken(event, "moves a model that is not registered");
    }
    ModelState moved = state.withView(state.registration().with(champion(event)));
    stores.put(moved);
    return moved;
  }

  private static ParentVersion champion(ModelEvent event) {
    return new ParentVersion(
        required(event, "version", event.getVersion()),
        digest(event, "digest", event.getDigest()),
        address(event, "uri", event.getUri()),
        event.getChampionEpoch(),
        digest(event, "forgottenDigest", event.getForgottenDigest()),
        address(event, "forgottenUri", event.getForgottenUri()),
        TestFigures.ofMetrics(event.getMetrics()).orElse(null));
  }

  /** 0 where the report asks for none. */
  private static long samplesAsked(ModelEvent event) {
    return event.getSamplesAsked() == null ? 0 : event.getSamplesAsked();
  }

  private static String reason(ModelEvent event) {
    return event.getReason() == null ? "no reason given" : TextLimit.MESSAGE.cut(event.getReason());
  }

  private static <T> T required(ModelEvent event, String field, @Nullable T value) {
    if (value == null) {
      throw broken(event, "is %s and lacks %s".formatted(event.getType(), field));
    }
    return value;
  }

  /** What becomes part of jobs, which are named by digests. */
  private static String digest(ModelEvent event, String field, @Nullable String value) {
    String digest = required(event, field, value);
    if (!Digests.isSha256Hex(digest)) {
      throw broken(event, "has a %s that is no SHA-256".formatted(field));
    }
    return digest;
  }

  /** What becomes part of rows. */
  private static String address(ModelEvent event, String field, @Nullable String value) {
    return text(event, field, value, TextLimit.ADDRESS);
  }

  private static String jobId(ModelEvent event) {
    return text(event, "jobId", event.getJobId(), TextLimit.ID);
  }

  private static String text(
      ModelEvent event, String field, @Nullable String value, TextLimit limit) {
    String text = required(event, field, value);
    if (!limit.holds(text)) {
      throw broken(event, "has a %s of %d characters".formatted(field, text.length()));
    }
    return text;
  }

  private static LostRecordException broken(ModelEvent event, String rule) {
    return LostRecordException.broken(event.getModel(), event.getSequence(), rule);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.RequestState;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a request stands with one model, or, summed up, with the least advanced of its models.
 *
 * @param state the state
 * @param forgetSetDigest the sealed set, null before there is one
 * @param jobId the job at work or that ended it, null before there is one
 * @param attempt rung of the ladder from 1, null before there is a job
 * @param version the promoted version's number, null before promotion
 * @param reason why it is parked, refused, held, withdrawn, waiting, or has nothing to erase or no
 *     train sample; null otherwise
 * @param place where its subject is among the model's sets
 */
public record RequestStatus(
    RequestState state,
    @Nullable String forgetSetDigest,
    @Nullable String jobId,
    @Nullable Integer attempt,
    @Nullable Long version,
    @Nullable String reason,
    Place place) {

  private static final String OTHER_SUBJECT_KEY =
      "the request was taken under another subject key or rule than this intake has now, so that"
          + " nobody can be found by it. Ask again, with a new request id";

  /** Checks that there is a known state. */
  public RequestStatus {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(place, "place");
    if (state == RequestState.UNKNOWN) {
      throw new IllegalArgumentException("a request never has the state UNKNOWN");
    }
  }

  /** One that is in no set and beside none. */
  public RequestStatus(
      RequestState state,
      @Nullable String forgetSetDigest,
      @Nullable String jobId,
      @Nullable Integer attempt,
      @Nullable Long version,
      @Nullable String reason) {
    this(state, forgetSetDigest, jobId, attempt, version, reason, Place.NONE);
  }

  /**
   * The same of a request that has its place.
   *
   * @param next where it is
   * @return the status
   */
  public RequestStatus at(Place next) {
    return new RequestStatus(state, forgetSetDigest, jobId, attempt, version, reason, next);
  }

  /**
   * Accepted, and not yet looked up.
   *
   * @return the status
   */
  public static RequestStatus received() {
    return new RequestStatus(RequestState.RECEIVED, null, null, null, null, null);
  }

  /**
   * The same, and held as soon as there is a model.
   *
   * @param words whose word it is and why
   * @return the status
   */
  public static RequestStatus received(String words) {
    return new RequestStatus(RequestState.RECEIVED, null, null, null, null, "held " + words);
  }

  /**
   * Kept out of every set until it is released.
   *
   * @param words whose word it is and why
   * @return the status
   */
  public static RequestStatus held(String words) {
    return new RequestStatus(RequestState.HELD, null, null, null, null, "held " + words);
  }

  /**
   * Ended by its sender's or an operator's word.
   *
   * @param words whose word it is and why
   * @return the status
   */
  public static RequestStatus withdrawn(String words) {
    return new RequestStatus(RequestState.WITHDRAWN, null, null, null, null, "ended " + words);
  }

  /**
   * Taken under another subject key than the one that is in use: nobody can say who it was.
   *
   * @return the status
   */
  public static RequestStatus otherSubjectKey() {
    return new RequestStatus(RequestState.REFUSED, null, null, null, null, OTHER_SUBJECT_KEY);
  }

  /**
   * In the open set, or waiting for the dataset's registration.
   *
   * @return the status
   */
  public static RequestStatus pending() {
    return new RequestStatus(RequestState.PENDING, null, null, null, null, null);
  }

  /**
   * The same, and why it still waits.
   *
   * @param reason why
   * @return the status
   */
  public static RequestStatus pending(String reason) {
    return new RequestStatus(RequestState.PENDING, null, null, null, null, reason);
  }

  /**
   * The dataset is completely known, and the subject's samples lie in test or validation alone.
   *
   * @param samples how many there are
   * @return the status
   */
  public static RequestStatus noTrainSample(int samples) {
    return new RequestStatus(
        RequestState.NO_TRAIN_SAMPLE,
        null,
        null,
        null,
        null,
        "the model's dataset holds "
            + samples
            + (samples == 1 ? " sample" : " samples")
            + " of this subject in test or validation, and none that the model was trained on");
  }

  /**
   * Refused when it came, for its tenant is over a limit of the model's policy.
   *
   * @param reason which, and when it opens again
   * @return the status
   */
  public static RequestStatus overLimit(String reason) {
    return new RequestStatus(RequestState.REFUSED, null, null, null, null, reason);
  }

  /**
   * By which rule it was refused without a set: what a person refuses has one.
   *
   * @return empty where it was not
   */
  Optional<RejectionReason> refusal() {
    if (state != RequestState.REFUSED || forgetSetDigest != null) {
      return Optional.empty();
    }
    return Optional.of(
        OTHER_SUBJECT_KEY.equals(reason)
            ? RejectionReason.OTHER_SUBJECT_KEY
            : RejectionReason.OVER_LIMIT);
  }

  /**
   * The dataset is completely known and has no sample of the subject.
   *
   * @return the status
   */
  public static RequestStatus nothingToErase() {
    return nothingToErase("the model's dataset holds no sample of this subject");
  }

  /**
   * The registrar says that the model was never trained on the subject.
   *
   * @param shown whether the verifier's report shows it
   * @return the status
   */
  public static RequestStatus trainedWithout(boolean shown) {
    return nothingToErase(
        "the model was registered as trained without this subject: "
            + (shown
                ? "the verifier's report shows it of all whom its registrar names, taken together"
                : "claimed, not shown"));
  }

  /**
   * The dataset's registration does not name the request's tenant.
   *
   * @return the status
   */
  public static RequestStatus notOfTenant() {
    return nothingToErase(
        "the registration of the model's dataset does not name this tenant among those that may"
            + " erase from it");
  }

  private static RequestStatus nothingToErase(String reason) {
    return new RequestStatus(RequestState.NOTHING_TO_ERASE, null, null, null, null, reason);
  }
}

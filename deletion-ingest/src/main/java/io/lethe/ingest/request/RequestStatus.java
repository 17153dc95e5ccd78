// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.schemas.RequestState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a request stands with one model, or, summed up, with the least advanced of its models.
 *
 * @param state the state
 * @param forgetSetDigest the sealed set, null before there is one
 * @param jobId the job at work or that ended it, null before there is one
 * @param attempt rung of the ladder from 1, null before there is a job
 * @param version the promoted version's number, null before promotion
 * @param reason why it is parked, refused, waiting, or has nothing to erase or no train sample;
 *     null otherwise
 */
public record RequestStatus(
    RequestState state,
    @Nullable String forgetSetDigest,
    @Nullable String jobId,
    @Nullable Integer attempt,
    @Nullable Long version,
    @Nullable String reason) {

  /** Checks that there is a known state. */
  public RequestStatus {
    Objects.requireNonNull(state, "state");
    if (state == RequestState.UNKNOWN) {
      throw new IllegalArgumentException("a request never has the state UNKNOWN");
    }
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

  /** What a person refuses has a set; what a limit refuses never had one. */
  boolean isOverLimit() {
    return state == RequestState.REFUSED && forgetSetDigest == null;
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
   * The registrar says that the model was never trained on the subject; nobody has shown it.
   *
   * @return the status
   */
  public static RequestStatus trainedWithout() {
    return nothingToErase(
        "the model was registered as trained without this subject: claimed, not shown");
  }

  private static RequestStatus nothingToErase(String reason) {
    return new RequestStatus(RequestState.NOTHING_TO_ERASE, null, null, null, null, reason);
  }
}

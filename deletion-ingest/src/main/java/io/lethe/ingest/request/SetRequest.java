// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.ingest.intake.ValidRequest;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request as one model's forget sets see it.
 *
 * @param tenant who asks
 * @param requestId UUID, unique within the tenant
 * @param subjectKey HMAC of the subject's id, hexadecimal
 * @param subjectKeyId which HMAC key made it
 * @param receivedAt when the broker took it, or when its standing order was offered to the model
 * @param deadline when it must be done
 * @param origin how it came to the model
 * @param hold whose word keeps it out of every set and why, null where none does
 * @param later a hold or withdrawal that came too late for its set, and counts should that be
 *     dissolved; else null
 * @param place where it was placed among the model's sets; a set that is dissolved is told with the
 *     one that took its requests in
 */
public record SetRequest(
    String tenant,
    String requestId,
    String subjectKey,
    String subjectKeyId,
    Instant receivedAt,
    Instant deadline,
    Origin origin,
    @Nullable String hold,
    @Nullable SetAmendment later,
    Place place) {

  /** How a request came to a model. */
  public enum Origin {
    /** The model was there when the request came. */
    ASKED,
    /**
     * A standing order, and nothing is said yet: it is a case where the dataset knows the subject.
     */
    OFFERED,
    /** A standing order that became a case. */
    STANDING
  }

  /** Checks presence. */
  public SetRequest {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(subjectKey, "subjectKey");
    Objects.requireNonNull(subjectKeyId, "subjectKeyId");
    Objects.requireNonNull(receivedAt, "receivedAt");
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(place, "place");
  }

  static SetRequest of(RequestRecord row) {
    return of(row, CaseTimes.of(row.request()), Origin.ASKED);
  }

  /** A request whose standing order meets a model that came later. */
  static SetRequest of(RequestRecord row, CaseTimes times, Origin origin) {
    ValidRequest request = row.request();
    return new SetRequest(
        request.tenant(),
        request.requestId(),
        request.subjectKey(),
        request.subjectKeyId(),
        times.receivedAt(),
        times.deadline(),
        origin,
        row.amendments().hold(),
        null,
        Place.NONE);
  }

  /**
   * The same once its state was told: an offer has become a case.
   *
   * @return the request
   */
  public SetRequest told() {
    return origin == Origin.OFFERED ? with(deadline, Origin.STANDING, hold, later) : this;
  }

  /**
   * The same, kept out of every set.
   *
   * @param words whose word it is and why
   * @return the request
   */
  public SetRequest held(String words) {
    return with(deadline, origin, words, null).at(Place.NONE);
  }

  /**
   * The same, let go on.
   *
   * @return the request
   */
  public SetRequest released() {
    return with(deadline, origin, null, later != null && later.ends() ? later : null);
  }

  /**
   * The same with what came too late for its set; a withdrawal is not taken back by a later hold.
   *
   * @param amendment the hold or withdrawal
   * @return the request
   */
  public SetRequest asking(SetAmendment amendment) {
    return with(deadline, origin, hold, later != null && later.ends() ? later : amendment);
  }

  /**
   * The same with more time.
   *
   * @param extended the new deadline
   * @return the request
   */
  public SetRequest until(Instant extended) {
    return with(extended, origin, hold, later);
  }

  /**
   * The same at a place among the model's sets.
   *
   * @param next the place
   * @return the request
   */
  public SetRequest at(Place next) {
    return new SetRequest(
        tenant,
        requestId,
        subjectKey,
        subjectKeyId,
        receivedAt,
        deadline,
        origin,
        hold,
        later,
        next);
  }

  private SetRequest with(
      Instant until, Origin from, @Nullable String words, @Nullable SetAmendment asked) {
    return new SetRequest(
        tenant, requestId, subjectKey, subjectKeyId, receivedAt, until, from, words, asked, place);
  }

  /**
   * When its case began and must be done.
   *
   * @return the times
   */
  public CaseTimes times() {
    return new CaseTimes(receivedAt, deadline);
  }

  /**
   * The request's identity.
   *
   * @return tenant/requestId
   */
  public String key() {
    return tenant + "/" + requestId;
  }
}

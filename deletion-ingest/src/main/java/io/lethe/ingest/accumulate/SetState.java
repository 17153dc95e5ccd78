// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lethe.ingest.request.RequestStatus;
import io.lethe.schemas.ForgetSetStage;
import io.lethe.schemas.RequestState;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a forget set:
 *
 * <pre>
 * Open → Sealing → Queued ⇄ Reuniting → InFlight → Promoted
 *                    ↑                     ├→ Queued (next rung, or stale: united anew)
 *                    └──────── Parked ←────┤ (also from Sealing and Reuniting; above a limit held)
 *                                          └→ Superseded (its requests are in the open set)
 * </pre>
 *
 * Every sealed set may also become Promoted, for a version may come late, and a parked one Refused.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "stage")
@JsonSubTypes({
  @JsonSubTypes.Type(value = SetState.Open.class, name = "open"),
  @JsonSubTypes.Type(value = SetState.Sealing.class, name = "sealing"),
  @JsonSubTypes.Type(value = SetState.Queued.class, name = "queued"),
  @JsonSubTypes.Type(value = SetState.Reuniting.class, name = "reuniting"),
  @JsonSubTypes.Type(value = SetState.InFlight.class, name = "inFlight"),
  @JsonSubTypes.Type(value = SetState.Parked.class, name = "parked"),
  @JsonSubTypes.Type(value = SetState.Promoted.class, name = "promoted"),
  @JsonSubTypes.Type(value = SetState.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = SetState.Superseded.class, name = "superseded")
})
public sealed interface SetState {

  /**
   * The status of every request of such a set.
   *
   * @return the status
   */
  RequestStatus status();

  /**
   * The set's digest.
   *
   * @return empty before the store has answered
   */
  default Optional<String> digest() {
    return Optional.ofNullable(status().forgetSetDigest());
  }

  /** Where the set stands, as deletion.sets says it; for sets that have a digest. */
  default ForgetSetStage stage() {
    return ForgetSetStage.valueOf(status().state().name());
  }

  /**
   * Takes subjects in.
   *
   * @param urgentSince when the first request joined whose deadline, or an earlier one of the set,
   *     left no time to wait; null where every one did
   */
  record Open(@Nullable Instant urgentSince) implements SetState {
    @Override
    public RequestStatus status() {
      return RequestStatus.pending();
    }
  }

  /**
   * Closed to subjects; the store was asked to write it.
   *
   * @param exclusionBase what it will be united with
   */
  record Sealing(ExclusionBase exclusionBase) implements SetState {
    /** Checks presence. */
    public Sealing {
      Objects.requireNonNull(exclusionBase, "exclusionBase");
    }

    @Override
    public RequestStatus status() {
      return RequestStatus.pending();
    }
  }

  /**
   * Written; waits for its turn.
   *
   * @param unitedSet what was written
   * @param position its place on the ladder
   */
  record Queued(UnitedSet unitedSet, LadderPosition position) implements SetState {
    /** Checks presence. */
    public Queued {
      Objects.requireNonNull(unitedSet, "unitedSet");
      Objects.requireNonNull(position, "position");
    }

    @Override
    public RequestStatus status() {
      return sealedStatus(unitedSet);
    }

    Parked parked(String reason) {
      return new Parked(unitedSet, position, false, false, reason);
    }
  }

  /**
   * Its turn has come, but its exclusion base has changed: the store was asked to unite it anew.
   *
   * @param before the union that is out of date
   * @param position its place on the ladder
   * @param exclusionBase what it will be united with
   */
  record Reuniting(UnitedSet before, LadderPosition position, ExclusionBase exclusionBase)
      implements SetState {
    /** Checks presence. */
    public Reuniting {
      Objects.requireNonNull(before, "before");
      Objects.requireNonNull(position, "position");
      Objects.requireNonNull(exclusionBase, "exclusionBase");
    }

    @Override
    public RequestStatus status() {
      return sealedStatus(before);
    }
  }

  /**
   * A job is out.
   *
   * @param unitedSet what the job names
   * @param order the job
   * @param position its place on the ladder, and how often the job was published
   * @param leaseUntil when it is published again
   * @param accepted whether its candidate was accepted for verification
   */
  record InFlight(
      UnitedSet unitedSet,
      JobOrder order,
      LadderPosition position,
      Instant leaseUntil,
      boolean accepted)
      implements SetState {
    /** Checks presence. */
    public InFlight {
      Objects.requireNonNull(unitedSet, "unitedSet");
      Objects.requireNonNull(order, "order");
      Objects.requireNonNull(position, "position");
      Objects.requireNonNull(leaseUntil, "leaseUntil");
    }

    @Override
    public RequestStatus status() {
      return new RequestStatus(
          accepted ? RequestState.VERIFYING : RequestState.UNLEARNING,
          unitedSet.forgetSetDigest(),
          order.jobId(),
          order.attempt(),
          null,
          null);
    }

    InFlight leased(Instant until) {
      return new InFlight(unitedSet, order, position, until, accepted);
    }

    InFlight republished(Instant until) {
      return new InFlight(unitedSet, order, position.published(order.jobId()), until, accepted);
    }

    InFlight candidateAccepted(Instant until) {
      return new InFlight(unitedSet, order, position, until, true);
    }

    Parked parked(String reason) {
      return new Parked(unitedSet, position, false, false, reason);
    }

    Superseded superseded(long samplesAsked, String reason, long into) {
      return new Superseded(
          unitedSet.forgetSetDigest(), order.jobId(), order.attempt(), samplesAsked, reason, into);
    }
  }

  /**
   * Waits for a person.
   *
   * @param unitedSet what was written
   * @param position its place on the ladder
   * @param rejected whether the gate's rejection ended it, not a failure
   * @param held whether it is above the policy's limits and nobody has said yes yet: then its
   *     samples stay in training, for else holding it would do what it is held for
   * @param reason why
   */
  record Parked(
      UnitedSet unitedSet, LadderPosition position, boolean rejected, boolean held, String reason)
      implements SetState {
    /** Checks presence. */
    public Parked {
      Objects.requireNonNull(unitedSet, "unitedSet");
      Objects.requireNonNull(position, "position");
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public RequestStatus status() {
      return new RequestStatus(
          RequestState.PARKED,
          unitedSet.forgetSetDigest(),
          position.jobId(),
          position.attempt(),
          null,
          reason);
    }
  }

  /**
   * Forgotten by the lineage.
   *
   * @param forgetSetDigest the set
   * @param jobId the job that did it
   * @param attempt its rung
   * @param version the version that forgot
   */
  record Promoted(String forgetSetDigest, String jobId, int attempt, long version)
      implements SetState {
    /** Checks presence. */
    public Promoted {
      Objects.requireNonNull(forgetSetDigest, "forgetSetDigest");
      Objects.requireNonNull(jobId, "jobId");
    }

    @Override
    public RequestStatus status() {
      return new RequestStatus(
          RequestState.PROMOTED, forgetSetDigest, jobId, attempt, version, null);
    }
  }

  /**
   * A person decided not to forget it.
   *
   * @param forgetSetDigest the set
   * @param reason the person's reason
   */
  record Refused(String forgetSetDigest, String reason) implements SetState {
    /** Checks presence. */
    public Refused {
      Objects.requireNonNull(forgetSetDigest, "forgetSetDigest");
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public RequestStatus status() {
      return new RequestStatus(RequestState.REFUSED, forgetSetDigest, null, null, null, reason);
    }
  }

  /**
   * Dissolved: its samples could not tell. It stays on record, and nothing that is decided about it
   * later has an effect.
   *
   * @param forgetSetDigest the set
   * @param jobId the job whose candidate was inconclusive
   * @param attempt its rung
   * @param samplesAsked how many samples its people wait for
   * @param reason what could not be told
   * @param into number of the set that they are in now
   */
  record Superseded(
      String forgetSetDigest,
      String jobId,
      int attempt,
      long samplesAsked,
      String reason,
      long into)
      implements SetState {
    /** Checks presence. */
    public Superseded {
      Objects.requireNonNull(forgetSetDigest, "forgetSetDigest");
      Objects.requireNonNull(jobId, "jobId");
      Objects.requireNonNull(reason, "reason");
    }

    /** With which its requests go back to the open set. */
    @Override
    public RequestStatus status() {
      return RequestStatus.pending(
          "set %s was dissolved, it takes %d samples to tell: %s"
              .formatted(forgetSetDigest, samplesAsked, reason));
    }

    @Override
    public Optional<String> digest() {
      return Optional.of(forgetSetDigest);
    }

    @Override
    public ForgetSetStage stage() {
      return ForgetSetStage.SUPERSEDED;
    }
  }

  private static RequestStatus sealedStatus(UnitedSet unitedSet) {
    return new RequestStatus(
        RequestState.SEALED, unitedSet.forgetSetDigest(), null, null, null, null);
  }
}

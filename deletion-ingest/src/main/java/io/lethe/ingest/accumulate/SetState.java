package io.lethe.ingest.accumulate;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.lethe.ingest.request.RequestStatus;
import io.lethe.schemas.RequestState;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a forget set stands:
 *
 * <pre>
 * Open → Sealing → Queued ⇄ Composing → InFlight → Promoted
 *                    ↑                     ├→ Queued (next rung, or stale: composed anew)
 *                    └──────── Parked ←────┘ (also from Sealing and Composing)
 * </pre>
 *
 * Every sealed set may also become Promoted, for a version may come late, or Refused, for a
 * person's decision may cross a retry.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "stage")
@JsonSubTypes({
  @JsonSubTypes.Type(value = SetState.Open.class, name = "open"),
  @JsonSubTypes.Type(value = SetState.Sealing.class, name = "sealing"),
  @JsonSubTypes.Type(value = SetState.Queued.class, name = "queued"),
  @JsonSubTypes.Type(value = SetState.Composing.class, name = "composing"),
  @JsonSubTypes.Type(value = SetState.InFlight.class, name = "inFlight"),
  @JsonSubTypes.Type(value = SetState.Parked.class, name = "parked"),
  @JsonSubTypes.Type(value = SetState.Promoted.class, name = "promoted"),
  @JsonSubTypes.Type(value = SetState.Refused.class, name = "refused")
})
public sealed interface SetState {

  /**
   * Where every request of such a set stands.
   *
   * @return the standing
   */
  RequestStatus standing();

  /**
   * The set's digest.
   *
   * @return empty before the store has answered
   */
  default Optional<String> digest() {
    return Optional.ofNullable(standing().forgetSetDigest());
  }

  /** Gathers subjects. */
  record Open() implements SetState {
    @Override
    public RequestStatus standing() {
      return RequestStatus.pending();
    }
  }

  /**
   * Closed to subjects; the store was asked to write it.
   *
   * @param basis what it will be united with
   * @param composition number of the wish, which the answer repeats
   */
  record Sealing(ExclusionBase basis, long composition) implements SetState {
    /** Checks presence. */
    public Sealing {
      Objects.requireNonNull(basis, "basis");
    }

    @Override
    public RequestStatus standing() {
      return RequestStatus.pending();
    }
  }

  /**
   * Written; waits for its turn.
   *
   * @param composition what was written
   * @param progress how far it is on the ladder
   */
  record Queued(UnitedSet composition, LadderPosition progress) implements SetState {
    /** Checks presence. */
    public Queued {
      Objects.requireNonNull(composition, "composition");
      Objects.requireNonNull(progress, "progress");
    }

    @Override
    public RequestStatus standing() {
      return sealedStanding(composition);
    }
  }

  /**
   * Its turn has come, but the basis has changed: the store was asked to unite it anew.
   *
   * @param before the composition that is out of date
   * @param progress how far it is on the ladder
   * @param basis what it will be united with
   * @param wish number of the wish, which the answer repeats
   */
  record Composing(UnitedSet before, LadderPosition progress, ExclusionBase basis, long wish) implements SetState {
    /** Checks presence. */
    public Composing {
      Objects.requireNonNull(before, "before");
      Objects.requireNonNull(progress, "progress");
      Objects.requireNonNull(basis, "basis");
    }

    @Override
    public RequestStatus standing() {
      return sealedStanding(before);
    }
  }

  /**
   * A job is out.
   *
   * @param composition what the job names
   * @param order the job
   * @param progress how far it is on the ladder, and how often the job was published
   * @param leaseUntil when it is published again
   * @param accepted whether its candidate was accepted for verification
   */
  record InFlight(
      UnitedSet composition, JobOrder order, LadderPosition progress, Instant leaseUntil, boolean accepted)
      implements SetState {
    /** Checks presence. */
    public InFlight {
      Objects.requireNonNull(composition, "composition");
      Objects.requireNonNull(order, "order");
      Objects.requireNonNull(progress, "progress");
      Objects.requireNonNull(leaseUntil, "leaseUntil");
    }

    @Override
    public RequestStatus standing() {
      return new RequestStatus(
          accepted ? RequestState.VERIFYING : RequestState.UNLEARNING,
          composition.forgetSetDigest(),
          order.jobId(),
          order.attempt(),
          null,
          null);
    }

    InFlight leased(Instant until) {
      return new InFlight(composition, order, progress, until, accepted);
    }

    InFlight republished(Instant until) {
      return new InFlight(composition, order, progress.published(order.jobId()), until, accepted);
    }

    InFlight candidateAccepted(Instant until) {
      return new InFlight(composition, order, progress, until, true);
    }
  }

  /**
   * Waits for a person.
   *
   * @param composition what was written
   * @param progress how far it came
   * @param rejected whether the gate's rejection ended it, not a failure
   * @param reason why
   */
  record Parked(UnitedSet composition, LadderPosition progress, boolean rejected, String reason)
      implements SetState {
    /** Checks presence. */
    public Parked {
      Objects.requireNonNull(composition, "composition");
      Objects.requireNonNull(progress, "progress");
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public RequestStatus standing() {
      return new RequestStatus(
          RequestState.PARKED,
          composition.forgetSetDigest(),
          progress.jobId(),
          progress.attempt(),
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
    public RequestStatus standing() {
      return new RequestStatus(RequestState.PROMOTED, forgetSetDigest, jobId, attempt, version, null);
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
    public RequestStatus standing() {
      return new RequestStatus(RequestState.REFUSED, forgetSetDigest, null, null, null, reason);
    }
  }

  private static RequestStatus sealedStanding(UnitedSet composition) {
    return new RequestStatus(RequestState.SEALED, composition.forgetSetDigest(), null, null, null, null);
  }
}

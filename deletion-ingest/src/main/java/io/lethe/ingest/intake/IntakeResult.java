package io.lethe.ingest.intake;

import io.lethe.schemas.RejectedRequest;
import java.util.Objects;

/** What the door makes of a record: it lets a request in, or writes a dead letter. */
public sealed interface IntakeResult {

  /**
   * A request that goes on.
   *
   * @param request the request
   */
  record Accepted(ValidRequest request) implements IntakeResult {
    /** Checks presence. */
    public Accepted {
      Objects.requireNonNull(request, "request");
    }
  }

  /**
   * A record that goes to the dead letters.
   *
   * @param letter the dead letter
   */
  record Refused(RejectedRequest letter) implements IntakeResult {
    /** Checks presence. */
    public Refused {
      Objects.requireNonNull(letter, "letter");
    }
  }
}

package io.lethe.ingest.request;

import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectedRequest;
import java.util.Objects;

/** What the request's row sends out. */
public sealed interface RequestEffect {

  /**
   * The request enters one model's sets; record key: the model.
   *
   * @param member the request
   */
  record ToModel(SetRequest member) implements RequestEffect {
    /** Checks presence. */
    public ToModel {
      Objects.requireNonNull(member, "member");
    }
  }

  /**
   * A state to publish; record key: tenant/requestId, or tenant/requestId/model.
   *
   * @param status the state
   */
  record Publish(DeletionStatus status) implements RequestEffect {
    /** Checks presence. */
    public Publish {
      Objects.requireNonNull(status, "status");
    }
  }

  /**
   * A refusal behind the door; record key: source coordinates.
   *
   * @param letter the dead letter
   */
  record Refuse(RejectedRequest letter) implements RequestEffect {
    /** Checks presence. */
    public Refuse {
      Objects.requireNonNull(letter, "letter");
    }
  }
}

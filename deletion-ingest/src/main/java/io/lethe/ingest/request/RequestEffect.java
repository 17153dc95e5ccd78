package io.lethe.ingest.request;

import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectedRequest;
import java.util.Objects;

/** What admission and aggregation send out for a request. */
public sealed interface RequestEffect {

  /**
   * The request enters one model's sets; record key: the model.
   *
   * @param request the request
   */
  record ToModel(SetRequest request) implements RequestEffect {
    /** Checks presence. */
    public ToModel {
      Objects.requireNonNull(request, "request");
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
   * A refusal at admission; record key: source coordinates.
   *
   * @param deadLetter the dead letter
   */
  record Refuse(RejectedRequest deadLetter) implements RequestEffect {
    /** Checks presence. */
    public Refuse {
      Objects.requireNonNull(deadLetter, "deadLetter");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.StandingOrder;
import java.util.List;

/** What admission and aggregation send out for a request. */
public sealed interface RequestEffect {

  /**
   * The request goes to one model's sets, or what is asked about it; record key: the model.
   *
   * @param message what goes
   */
  record ToModel(ToCase message) implements RequestEffect {}

  /**
   * The request holds for models that come later too; record key: tenant/requestId.
   *
   * @param order the order
   */
  record Stand(StandingOrder order) implements RequestEffect {}

  /**
   * A state to publish; record key: tenant/requestId, or tenant/requestId/model.
   *
   * @param status the state
   * @param callbacks addresses that are told of the request from here on; of its first state alone
   */
  record Publish(DeletionStatus status, List<String> callbacks) implements RequestEffect {
    /** Copies the addresses. */
    public Publish {
      callbacks = List.copyOf(callbacks);
    }
  }

  /**
   * A refusal at admission; record key: source coordinates.
   *
   * @param deadLetter the dead letter
   */
  record Refuse(RejectedRequest deadLetter) implements RequestEffect {}
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.StandingOrder;

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
   */
  record Publish(DeletionStatus status) implements RequestEffect {}

  /**
   * A refusal at admission; record key: source coordinates.
   *
   * @param deadLetter the dead letter
   */
  record Refuse(RejectedRequest deadLetter) implements RequestEffect {}
}

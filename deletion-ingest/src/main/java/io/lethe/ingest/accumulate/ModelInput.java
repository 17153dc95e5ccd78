// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.ingest.request.ToCase;
import io.lethe.schemas.ForgetSetStored;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.VerificationProgress;

/** What reaches the accumulation of a model's sets; record key: the model. */
public sealed interface ModelInput {

  /**
   * A request for the model, or what is asked about it.
   *
   * @param message what comes
   */
  record OfRequest(ToCase message) implements ModelInput {}

  /**
   * What the registry says.
   *
   * @param event the event
   */
  record Event(ModelEvent event) implements ModelInput {}

  /**
   * What the artifact store answers.
   *
   * @param answer the answer
   */
  record Stored(ForgetSetStored answer) implements ModelInput {}

  /**
   * That the verifier is at work.
   *
   * @param progress on which candidate
   */
  record UnderWay(VerificationProgress progress) implements ModelInput {}
}

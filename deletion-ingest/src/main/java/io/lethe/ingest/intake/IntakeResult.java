// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import io.lethe.schemas.RejectedRequest;

/** What the intake step makes of a record: a valid request or amendment, or a dead letter. */
public sealed interface IntakeResult {

  /**
   * A request that goes on.
   *
   * @param request the request
   */
  record Accepted(ValidRequest request) implements IntakeResult {}

  /**
   * An amendment that goes on.
   *
   * @param amendment the amendment
   */
  record Amended(ValidAmendment amendment) implements IntakeResult {}

  /**
   * A record that goes to the dead letters.
   *
   * @param deadLetter the dead letter
   */
  record Refused(RejectedRequest deadLetter) implements IntakeResult {}
}

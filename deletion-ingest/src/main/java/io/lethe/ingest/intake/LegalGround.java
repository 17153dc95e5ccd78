// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import io.lethe.domain.Labelled;

/** The six grounds of Art. 17(1) GDPR on which somebody is to be forgotten. */
public enum LegalGround implements Labelled {
  /** The data are no longer needed for what they were collected for. */
  NOT_NEEDED("art17_1_a"),
  /** Consent was withdrawn, and there is no other ground to process. */
  CONSENT_WITHDRAWN("art17_1_b"),
  /** The person objects, and nothing overrides it. */
  OBJECTION("art17_1_c"),
  /** The data were processed unlawfully. */
  UNLAWFUL("art17_1_d"),
  /** Erasure is a legal duty. */
  LEGAL_DUTY("art17_1_e"),
  /** Collected from a child that was offered a service. */
  CHILD("art17_1_f");

  private final String label;

  LegalGround(String label) {
    this.label = label;
  }

  /** Its name in requests, states and orders: article, paragraph and letter. */
  @Override
  public String label() {
    return label;
  }
}

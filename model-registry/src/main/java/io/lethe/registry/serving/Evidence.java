// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.serving;

import io.lethe.domain.crypto.SignatureInvalidException;
import io.lethe.domain.crypto.TrustedKeys;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.report.ReportStatement;

/** Asks, once more before bytes are served, that a trusted verifier signed for exactly these. */
final class Evidence {
  private final TrustedKeys trustedKeys;

  Evidence(TrustedKeys trustedKeys) {
    this.trustedKeys = trustedKeys;
  }

  /**
   * Checks the champion's signed report.
   *
   * @throws ServingException if the signature is not trusted, or it is for other bytes, or no PASS
   */
  void check(ServedVersion champion) {
    VerificationReport report;
    try {
      report = ReportStatement.fromEnvelope(champion.report(), trustedKeys);
    } catch (SignatureInvalidException e) {
      throw new ServingException(
          "version %d of model %s has no report of a trusted verifier; keep the public keys of past"
                  .formatted(champion.version(), champion.model())
              + " verifiers among the trusted keys",
          e);
    }
    if (!champion.digest().equals(report.getCandidateDigest())
        || report.getVerdict() != Verdict.PASS) {
      throw new ServingException(
          "version %d of model %s has digest %s, but its signed report says %s for digest %s"
              .formatted(
                  champion.version(),
                  champion.model(),
                  champion.digest(),
                  report.getVerdict(),
                  report.getCandidateDigest()));
    }
  }
}

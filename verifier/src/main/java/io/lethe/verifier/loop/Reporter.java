package io.lethe.verifier.loop;

import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.VerificationReport;
import java.util.Optional;

/** Makes a report of a candidate; may take minutes. */
@FunctionalInterface
public interface Reporter {

  /**
   * The signed report, or empty where none is due.
   *
   * @throws InterruptedException if the service is closing
   */
  Optional<VerificationReport> reportOn(ModelCandidate candidate) throws InterruptedException;
}

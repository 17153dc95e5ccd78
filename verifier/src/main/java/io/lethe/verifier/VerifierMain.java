// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier;

import io.lethe.kit.artifact.ArtifactStores;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.service.LetheService;
import io.lethe.kit.service.ServedService;
import io.lethe.kit.service.ServiceMain;

/** The verifier as a process: {@code VerifierMain [CONFIG.yaml]}. */
public final class VerifierMain {
  /** What the process is. */
  public static final ServiceMain<VerifierConfig> PROCESS =
      new ServiceMain<>(VerifierService.NAME, VerifierConfig.class, VerifierMain::service);

  private VerifierMain() {}

  /** Runs the verifier until it is told to stop. */
  public static void main(String[] arguments) {
    PROCESS.exit(arguments);
  }

  private static LetheService service(VerifierConfig config) {
    VerifierSettings settings = config.settings();
    return ServedService.of(
        VerifierService.NAME,
        new HttpAddress(config.httpHost(), config.httpPort(), config.tls().files()),
        config.access().toAccess(),
        meters ->
            new VerifierService(
                settings,
                VerifierService.Collaborators.of(
                    ArtifactStores.open(config.artifacts(), ArtifactWriter.VERIFIER), meters)));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import io.lethe.kit.artifact.ArtifactStores;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.service.LetheService;
import io.lethe.kit.service.ServedService;
import io.lethe.kit.service.ServiceMain;

/** The intake as a process: {@code IngestMain [CONFIG.yaml]}. */
public final class IngestMain {
  /** What the process is. */
  public static final ServiceMain<IngestConfig> PROCESS =
      new ServiceMain<>(IngestService.NAME, IngestConfig.class, IngestMain::service);

  private IngestMain() {}

  /** Runs the intake until it is told to stop. */
  public static void main(String[] arguments) {
    PROCESS.exit(arguments);
  }

  private static LetheService service(IngestConfig config) {
    IngestService.Settings settings = config.settings();
    return ServedService.of(
        IngestService.NAME,
        new HttpAddress(config.httpHost(), config.httpPort(), config.tls().files()),
        config.access().toAccess(),
        meters ->
            new IngestService(
                settings,
                IngestService.Collaborators.of(
                    ArtifactStores.open(config.artifacts(), ArtifactWriter.INTAKE), meters)),
        IngestService::routes);
  }
}

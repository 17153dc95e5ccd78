// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import io.lethe.domain.crypto.TrustedKeys;
import io.lethe.kit.artifact.ArtifactStores;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.service.LetheService;
import io.lethe.kit.service.ServedService;
import io.lethe.kit.service.ServiceMain;
import java.nio.file.Path;
import java.time.Clock;

/** The registry as a process: {@code RegistryMain [CONFIG.yaml]}. */
public final class RegistryMain {
  /** What the process is. */
  public static final ServiceMain<RegistryConfig> PROCESS =
      new ServiceMain<>(RegistryService.NAME, RegistryConfig.class, RegistryMain::service);

  private RegistryMain() {}

  /** Runs the registry until it is told to stop. */
  public static void main(String[] arguments) {
    PROCESS.exit(arguments);
  }

  private static LetheService service(RegistryConfig config) {
    RegistryService.Settings settings = config.settings();
    return ServedService.of(
        RegistryService.NAME,
        new HttpAddress(config.httpHost(), config.httpPort(), config.tls().files()),
        config.access().toAccess(),
        meters ->
            new RegistryService(
                settings,
                new RegistryService.Collaborators(
                    ArtifactStores.open(config.artifacts(), ArtifactWriter.REGISTRY),
                    TrustedKeys.load(config.trustedKeys().toArray(Path[]::new)),
                    meters,
                    Clock.systemUTC())),
        RegistryService::routes);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker;

import io.lethe.kit.artifact.ArtifactStores;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.service.LetheService;
import io.lethe.kit.service.ServedService;
import io.lethe.kit.service.ServiceMain;

/** The worker as a process: {@code WorkerMain [CONFIG.yaml]}. */
public final class WorkerMain {
  /** What the process is. */
  public static final ServiceMain<WorkerConfig> PROCESS =
      new ServiceMain<>(WorkerService.NAME, WorkerConfig.class, WorkerMain::service);

  private WorkerMain() {}

  /** Runs the worker until it is told to stop. */
  public static void main(String[] arguments) {
    PROCESS.exit(arguments);
  }

  private static LetheService service(WorkerConfig config) {
    WorkerService.Settings settings = config.settings();
    return ServedService.of(
        WorkerService.NAME,
        new HttpAddress(config.httpHost(), config.httpPort(), config.tls().files()),
        config.access().toAccess(),
        meters ->
            new WorkerService(
                settings,
                WorkerService.Collaborators.of(
                    ArtifactStores.open(config.artifacts(), ArtifactWriter.WORKER), meters)));
  }
}

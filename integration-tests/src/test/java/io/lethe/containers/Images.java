// SPDX-License-Identifier: Apache-2.0
package io.lethe.containers;

import io.lethe.kit.service.CodeVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The project's images, built once per test run from what Maven made, as a user builds them. */
final class Images {
  /** What docker-compose.yml calls the images: the build's version without its suffix. */
  static final String VERSION = CodeVersion.read().replace("-SNAPSHOT", "");

  /** The oldest broker that is supported: Strimzi's newest. */
  static final String OLDEST_BROKER = "apache/kafka:4.3.1";

  private static final long PATIENCE_MINUTES = 15;
  private static boolean built;

  private Images() {}

  /** The folder with docker-compose.yml. */
  static Path projectRoot() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docker-compose.yml"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException(
            "no docker-compose.yml above " + Path.of("").toAbsolutePath());
      }
    }
    return folder;
  }

  static synchronized void build() throws IOException, InterruptedException {
    if (built) {
      return;
    }
    Path log = Path.of("target", "docker-build.log").toAbsolutePath();
    Files.createDirectories(log.getParent());
    Process process =
        new ProcessBuilder("docker", "compose", "build")
            .directory(projectRoot().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
    if (!ended || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException("docker compose build failed; its output is in " + log);
    }
    built = true;
  }
}

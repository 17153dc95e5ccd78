// SPDX-License-Identifier: Apache-2.0
package io.lethe.containers;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;

/** The pipeline's keys, made by the command's own image into a volume that the services share. */
final class KeyVolume implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String FOLDER = "/keys";
  private static final String SUBJECT_KEY = FOLDER + "/subjects/subjects.key";

  private final String name = "lethe-keys-" + UUID.randomUUID();

  /**
   * Makes the keys, and of the one for subjects a copy on this machine, readable by its owner
   * alone.
   */
  void create(Path copy) {
    try (GenericContainer<?> maker =
        new GenericContainer<>("lethe/lethe:" + Images.VERSION)
            .withCommand("keys", "create", "--out", FOLDER)
            .withCreateContainerCmdModifier(
                create -> mountIn(Objects.requireNonNull(create.getHostConfig())))
            .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(PATIENCE))) {
      maker.start();
      maker.copyFileFromContainer(SUBJECT_KEY, copy.toString());
      copy.toFile().setReadable(false, false);
      copy.toFile().setReadable(true, true);
    }
  }

  /** Mounts the keys where deploy/compose/lethe.yaml looks for them. */
  void mountIn(HostConfig host) {
    host.withBinds(new Bind(name, new Volume(FOLDER)));
  }

  @Override
  public void close() {
    DockerClientFactory.lazyClient().removeVolumeCmd(name).exec();
  }
}

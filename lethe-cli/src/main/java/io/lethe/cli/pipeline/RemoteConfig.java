// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import io.lethe.kit.artifact.ArtifactSettings;
import io.lethe.kit.kafka.KafkaConfig;
import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** How to reach a pipeline that runs elsewhere, keys below {@code lethe.remote}. */
@ConfigMapping(prefix = "lethe.remote")
interface RemoteConfig {

  /** Brokers and schema registry. */
  KafkaConfig kafka();

  /** The artifact store that its services share. */
  ArtifactSettings artifacts();

  /** A copy of its subject key, the only one of its keys that registering needs. */
  Path subjectKeyFile();

  /** Where decoded images are kept on this machine; may be deleted at will. */
  Path images();
}

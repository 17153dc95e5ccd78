// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier;

import io.lethe.kit.access.AccessConfig;
import io.lethe.kit.artifact.ArtifactSettings;
import io.lethe.kit.config.ConfigurationException;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.http.TlsConfig;
import io.lethe.kit.kafka.KafkaConfig;
import io.lethe.learning.model.RuntimeOptions;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Keys below {@code lethe.verifier} in YAML, {@code LETHE_VERIFIER_...} in the environment. */
@ConfigMapping(prefix = "lethe.verifier")
public interface VerifierConfig {

  /** Brokers and schema registry. */
  KafkaConfig kafka();

  /** The artifact store that all services share. */
  ArtifactSettings artifacts();

  /** The HMAC key behind every choice of samples; made if missing. Nobody else may have it. */
  Path splitKeyFile();

  /** The private key that signs reports; made if missing, its public half beside it. */
  Path signingKeyFile();

  /**
   * Folder of this verifier alone: decoded images, what reference models say, versions while they
   * are compared, and notes of what is measured; may be deleted while it is stopped.
   */
  Path cacheDirectory();

  /** How long to wait at start for topics of others. */
  @WithDefault("PT2M")
  Duration topicPatience();

  /** How long to wait for the job and the parent of a candidate before refusing it. */
  @WithDefault("PT30S")
  Duration jobPatience();

  /**
   * How long a model that is to be registered may be measured, from when its dataset's images are
   * decoded. Its registration is refused then; a measurement that does not come back from a single
   * call in twice that ends the process, and is refused at the next start.
   */
  @WithDefault("PT30M")
  Duration rootTimeLimit();

  /** Retain samples to measure at most. */
  @WithDefault("10000")
  int maxRetainSamples();

  /** Threads of the attackers. */
  @WithDefault("1")
  int attackThreads();

  /**
   * Threads inside one operation, by default one a core; as many as the worker's, or no retraining
   * can be derived again.
   */
  OptionalInt threads();

  /** Port of metrics and health; 0 takes any free one. */
  @WithDefault("8083")
  int httpPort();

  /**
   * Where HTTP listens: an address or a name of this machine, 0.0.0.0 for all of its networks.
   * Without {@code access} it asks nobody who he is, so let only what may ask reach it.
   *
   * @return the address
   */
  @WithDefault(HttpAddress.LOOPBACK)
  String httpHost();

  /** Who may ask by HTTP. */
  AccessConfig access();

  /** The certificate of HTTP. */
  TlsConfig tls();

  /**
   * As the service takes them; the device comes from the process.
   *
   * @throws ConfigurationException naming every value that breaks its rule
   */
  default VerifierSettings settings() {
    RuntimeOptions process = RuntimeOptions.fromSystem();
    int threadCount = threads().orElse(process.intraOpThreads());
    List<String> problems =
        new ArrayList<>(HttpAddress.problems("lethe.verifier", httpHost(), httpPort()));
    problems.addAll(tls().problems("lethe.verifier"));
    if (threadCount < 1) {
      problems.add("lethe.verifier.threads is " + threadCount + "; it must be at least 1");
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new VerifierSettings(
        kafka().toSettings(),
        splitKeyFile(),
        signingKeyFile(),
        cacheDirectory(),
        topicPatience(),
        jobPatience(),
        maxRetainSamples(),
        new RuntimeOptions(process.device(), threadCount, process.precision()),
        attackThreads(),
        rootTimeLimit());
  }
}

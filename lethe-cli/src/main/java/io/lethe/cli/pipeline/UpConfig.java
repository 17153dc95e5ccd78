// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import io.lethe.domain.text.SubjectRule;
import io.lethe.ingest.callback.CallbackConfig;
import io.lethe.ingest.opendsr.OpenDsrConfig;
import io.lethe.ingest.opendsr.OpenDsrSettings;
import io.lethe.kit.access.AccessConfig;
import io.lethe.kit.config.ConfigurationException;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.http.TlsConfig;
import io.lethe.schemas.topic.Tenants;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Configuration of {@code lethe up}. */
@ConfigMapping(prefix = "lethe.up")
public interface UpConfig {
  /** Port of the embedded broker; 0 for any free one. */
  @WithDefault("9092")
  int kafkaPort();

  /** Port of the registry; 0 for any free one. */
  @WithDefault("8080")
  int registryPort();

  /** Port of the intake. */
  @WithDefault("8081")
  int intakePort();

  /** Port of the worker's metrics and health. */
  @WithDefault("8082")
  int workerPort();

  /** Port of the verifier's metrics and health. */
  @WithDefault("8083")
  int verifierPort();

  /** Port of the schema registry for other programs on this machine; 0 for any free one. */
  @WithDefault("8084")
  int schemaRegistryPort();

  /** Where the services' HTTP listens: 0.0.0.0 for all networks of this machine. */
  @WithDefault(HttpAddress.LOOPBACK)
  String httpHost();

  /** As {@code access} of every service; by default nobody is asked who he is. */
  AccessConfig access();

  /** The certificate of the services' HTTP. */
  TlsConfig tls();

  /**
   * The rule that the subject key must have, such as {@code nfc-case-folded}; a new key without it
   * keeps letter case.
   */
  Optional<String> subjectRule();

  /**
   * The tenants besides `default` whose requests are taken, as {@code tenants} of deletion-ingest.
   */
  Optional<List<String>> tenants();

  /** OpenDSR, as {@code opendsr} of deletion-ingest. */
  OpenDsrConfig opendsr();

  /** Who may be called back, as {@code callbacks} of deletion-ingest. */
  CallbackConfig callbacks();

  /** As {@code kafka.pass-over} of every service. */
  Optional<List<String>> passOver();

  /**
   * A pipeline that is so, to be started.
   *
   * @param data where everything is kept
   * @throws ConfigurationException naming every value that breaks its rule
   */
  default LocalPipeline.Builder pipeline(Path data) {
    List<String> problems = new ArrayList<>();
    problems.addAll(HttpAddress.problems("lethe.up", httpHost(), intakePort()));
    problems.addAll(tls().problems("lethe.up"));
    problems.addAll(Tenants.problems("lethe.up.tenants", tenants().orElse(List.of())));
    problems.addAll(OpenDsrSettings.problems("lethe.up", opendsr(), callbacks()));
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    LocalPipeline.Builder builder =
        LocalPipeline.builder()
            .directory(data)
            .durable()
            .schemaRegistryPort(schemaRegistryPort())
            .brokerPort(kafkaPort())
            .ports(new ServicePorts(registryPort(), intakePort(), workerPort(), verifierPort()))
            .httpHost(httpHost())
            .access(access().toAccess())
            .tls(tls().files())
            .tenants(Tenants.of(tenants().orElse(List.of())))
            .opendsr(OpenDsrSettings.of(opendsr(), callbacks()))
            .passOver(passOver().map(Set::copyOf).orElse(Set.of()));
    subjectRule().map(SubjectRule::of).ifPresent(builder::subjectRule);
    return builder;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.crypto.TrustedKeys;
import io.lethe.ingest.IngestService;
import io.lethe.ingest.intake.IngestTimes;
import io.lethe.ingest.opendsr.OpenDsrSettings;
import io.lethe.kit.access.Access;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.metrics.ServiceMeters;
import io.lethe.kit.service.HealthServer;
import io.lethe.kit.service.LetheService;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.registry.RegistryService;
import io.lethe.schemas.topic.Tenants;
import io.lethe.unlearning.RowAudit;
import io.lethe.verifier.VerificationListener;
import io.lethe.verifier.VerifierService;
import io.lethe.verifier.VerifierSettings;
import io.lethe.worker.WorkerService;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** The four services, each as it would run alone, configured for one directory. */
final class ServiceSet implements AutoCloseable {
  private static final Duration TOPIC_PATIENCE = Duration.ofMinutes(1);
  private static final Duration JOB_PATIENCE = Duration.ofSeconds(30);

  private final PipelineDirectory directory;
  private final KafkaSettings kafka;
  private final Door door;
  private final Intake taken;
  private final PipelineKeys keys;
  private final IngestService ingest;
  private final WorkerService worker;
  private final VerifierService verifier;
  private final RegistryService registry;
  private final ServiceMeters ingestMeters = ServiceMeters.of(IngestService.NAME);
  private final ServiceMeters workerMeters = ServiceMeters.of(WorkerService.NAME);
  private final ServiceMeters verifierMeters = ServiceMeters.of(VerifierService.NAME);
  private final ServiceMeters registryMeters = ServiceMeters.of(RegistryService.NAME);
  private final HealthServer intake;
  private final Optional<HttpOfThree> http;

  /** What is served besides the intake, which always is. */
  private record HttpOfThree(HealthServer worker, HealthServer verifier, HealthServer registry) {}

  /**
   * Where HTTP listens, and whom it asks who he is.
   *
   * @param addresses the address for a port
   * @param access whom it asks
   * @param ports of all services; without them the intake alone is served, on any free port
   */
  record Door(IntFunction<HttpAddress> addresses, Access access, Optional<ServicePorts> ports) {}

  /** Whose requests are taken, and how in OpenDSR's words. */
  record Intake(Tenants tenants, OpenDsrSettings opendsr) {}

  /** Who hears of the worker's progress, of the verifier's, and of every row trained on. */
  record Listeners(
      ProgressListener workerProgress, VerificationListener verifierProgress, RowAudit audit) {}

  ServiceSet(
      PipelineDirectory directory,
      KafkaSettings kafka,
      Door door,
      Intake taken,
      RuntimeOptions runtime,
      Listeners listeners) {
    this.directory = directory;
    this.kafka = kafka;
    this.door = door;
    this.taken = taken;
    keys = directory.pipelineKeys();
    ingest = ingest(ingestMeters.registry());
    worker = worker(runtime, workerMeters.registry(), listeners);
    verifier =
        new VerifierService(
            verifierSettings(runtime),
            new VerifierService.Collaborators(
                directory.store(ArtifactWriter.VERIFIER),
                verifierMeters.registry(),
                Clock.systemUTC(),
                listeners.verifierProgress));
    registry = registry(registryMeters.registry());
    intake =
        new HealthServer(
            at(door.ports().orElse(ServicePorts.ANY).intake()),
            door.access(),
            ingest,
            ingestMeters.registry(),
            ingest.routes());
    http = door.ports().map(this::serve);
  }

  /** In the order of the data's way. */
  List<LetheService> services() {
    return List.of(ingest, worker, verifier, registry);
  }

  int intakePort() {
    return intake.port();
  }

  /** Where each service answers by HTTP; empty if only the intake does. Call when all run. */
  Optional<ServicePorts> ports() {
    return http.map(
        three ->
            new ServicePorts(
                three.registry.port(), intake.port(), three.worker.port(), three.verifier.port()));
  }

  Optional<Integer> registryPort() {
    return http.map(three -> three.registry.port());
  }

  @Override
  public void close() {
    intake.close();
    http.ifPresent(
        three -> {
          three.worker.close();
          three.verifier.close();
          three.registry.close();
        });
    // The worker first: what it trains on is of no use once nobody can take the result.
    worker.close();
    verifier.close();
    ingest.close();
    registry.close();
    ingestMeters.close();
    workerMeters.close();
    verifierMeters.close();
    registryMeters.close();
  }

  private HttpOfThree serve(ServicePorts ports) {
    return new HttpOfThree(
        new HealthServer(at(ports.worker()), door.access(), worker, workerMeters.registry()),
        new HealthServer(at(ports.verifier()), door.access(), verifier, verifierMeters.registry()),
        new HealthServer(
            at(ports.registry()),
            door.access(),
            registry,
            registryMeters.registry(),
            registry.routes()));
  }

  private HttpAddress at(int port) {
    return door.addresses().apply(port);
  }

  private IngestService ingest(MeterRegistry meters) {
    return new IngestService(
        new IngestService.Settings(
            kafka,
            taken.tenants(),
            PipelineDirectory.create(directory.state("ingest")),
            keys.subjects(),
            "deletion-ingest",
            IngestTimes.defaults(),
            TOPIC_PATIENCE,
            taken.opendsr()),
        IngestService.Collaborators.of(directory.store(ArtifactWriter.INTAKE), meters));
  }

  private WorkerService worker(RuntimeOptions runtime, MeterRegistry meters, Listeners listeners) {
    return new WorkerService(
        new WorkerService.Settings(
            kafka, directory.work(), "unlearn-worker", runtime, TOPIC_PATIENCE),
        new WorkerService.Collaborators(
            directory.store(ArtifactWriter.WORKER),
            meters,
            listeners.workerProgress,
            listeners.audit,
            Clock.systemUTC()));
  }

  private VerifierSettings verifierSettings(RuntimeOptions runtime) {
    return new VerifierSettings(
        kafka,
        keys.split(),
        keys.signing(),
        directory.images(),
        TOPIC_PATIENCE,
        JOB_PATIENCE,
        VerifierSettings.DEFAULT_MAX_RETAIN_SAMPLES,
        runtime,
        runtime.intraOpThreads(),
        VerifierSettings.DEFAULT_ROOT_TIME_LIMIT);
  }

  private RegistryService registry(MeterRegistry meters) {
    return new RegistryService(
        new RegistryService.Settings(
            kafka,
            PipelineDirectory.create(directory.state("registry")),
            PipelineDirectory.create(directory.serving()),
            "model-registry",
            TOPIC_PATIENCE),
        new RegistryService.Collaborators(
            directory.store(ArtifactWriter.REGISTRY),
            TrustedKeys.load(SigningKey.publicKeyFile(keys.signing())),
            meters,
            Clock.systemUTC()));
  }
}

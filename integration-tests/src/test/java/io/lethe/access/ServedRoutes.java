// SPDX-License-Identifier: Apache-2.0
package io.lethe.access;

import io.javalin.config.JavalinConfig;
import io.javalin.router.Endpoint;
import io.javalin.security.Roles;
import io.javalin.security.RouteRole;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.ingest.http.AmendmentDesk;
import io.lethe.ingest.http.AmendmentRoutes;
import io.lethe.ingest.http.Desks;
import io.lethe.ingest.http.IntakeRoutes;
import io.lethe.ingest.http.Knowledge;
import io.lethe.ingest.http.RejectionView;
import io.lethe.ingest.http.RequestDesk;
import io.lethe.ingest.http.SetView;
import io.lethe.ingest.http.StatusListener;
import io.lethe.ingest.http.StatusView;
import io.lethe.ingest.opendsr.OpenDsrRoutes;
import io.lethe.ingest.opendsr.OpenDsrSettings;
import io.lethe.kit.access.Access;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.service.HealthServer;
import io.lethe.kit.service.IdleService;
import io.lethe.kit.table.MemoryTable;
import io.lethe.registry.rest.RegistryRoutes;
import io.lethe.registry.view.ReadModel;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;

/** The routes of a service, served on loopback as it serves them, without Kafka. */
final class ServedRoutes implements AutoCloseable {
  private final String service;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HealthServer server;
  private final List<Route> routes = new ArrayList<>();

  /** A route, and whom it answers. */
  record Route(String service, String method, String path, Set<RouteRole> roles) {
    boolean answers(RouteRole role) {
      return roles.contains(role);
    }
  }

  private ServedRoutes(String service, Access access, Consumer<JavalinConfig> own) {
    this.service = service;
    server =
        new HealthServer(
            HttpAddress.loopback(0),
            access,
            new IdleService(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            config -> {
              own.accept(config);
              config.unsafe.internalRouter.allHttpHandlers().stream()
                  .map(each -> each.endpoint)
                  .filter(each -> each.method.isHttpMethod())
                  .forEach(this::add);
            });
  }

  /** What every service has; the worker and the verifier have nothing else. */
  static ServedRoutes ofEveryService(Access access) {
    return new ServedRoutes("every service", access, config -> {});
  }

  static ServedRoutes ofTheIntake(Access access, Path folder) {
    SubjectKeys keys = SubjectKeys.loadOrCreate(folder.resolve("subjects.key"));
    Knowledge known =
        new Knowledge(
            Tenants.of(List.of("shop")),
            new StatusView(new MemoryTable(), StatusListener.none()),
            new RejectionView(new MemoryTable()),
            new SetView(),
            () -> true,
            () -> name -> false,
            () -> Optional.of(keys));
    Clock clock = Clock.systemUTC();
    Desks desks =
        new Desks(
            new RequestDesk(producer(Topics.DELETION_REQUESTS), known),
            new AmendmentDesk(producer(Topics.DELETION_AMENDMENTS), known.tenants()));
    IntakeRoutes requests = new IntakeRoutes(desks.requests(), known, clock, PATIENCE);
    AmendmentRoutes amendments = new AmendmentRoutes(desks.amendments(), known, clock, PATIENCE);
    OpenDsrRoutes opendsr =
        new OpenDsrRoutes(
            desks,
            known,
            OpenDsrSettings.unsigned(),
            clock,
            new OpenDsrRoutes.Times(PATIENCE, Period.ofMonths(1)));
    return new ServedRoutes(
        "deletion-ingest",
        access,
        config -> {
          requests.addTo(config);
          amendments.addTo(config);
          opendsr.addTo(config);
        });
  }

  /** Those that a service adds itself, whatever they answer while it is not started. */
  static ServedRoutes of(String service, Access access, Consumer<JavalinConfig> own) {
    return new ServedRoutes(service, access, own);
  }

  private static <V extends SpecificRecord> MockProducer<String, V> producer(Topic<V> topic) {
    return new MockProducer<>(
        true,
        null,
        topic.keySerde().serializer(),
        topic.valueSerde(Map.of("schema.registry.url", "mock://routes")).serializer());
  }

  static ServedRoutes ofTheRegistry(Access access, Path folder) {
    return new ServedRoutes(
        "model-registry",
        access,
        new RegistryRoutes(
            new ReadModel(),
            (command, trace) -> {},
            () -> true,
            Clock.systemUTC(),
            new FileArtifactStore(folder.resolve("store"), ArtifactWriter.REGISTRY)));
  }

  List<Route> routes() {
    return List.copyOf(routes);
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }

  private void add(Endpoint endpoint) {
    routes.add(
        new Route(
            service,
            endpoint.method.name(),
            endpoint.path,
            Set.copyOf(endpoint.metadata(Roles.class).getRoles())));
  }
}

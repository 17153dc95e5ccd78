// SPDX-License-Identifier: Apache-2.0
package io.lethe.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.crypto.SigningKey;
import io.lethe.ingest.IngestService;
import io.lethe.ingest.intake.IngestTimes;
import io.lethe.ingest.opendsr.OpenDsrSettings;
import io.lethe.kit.access.Access;
import io.lethe.kit.access.Anybody;
import io.lethe.kit.access.Caller;
import io.lethe.kit.access.FileCallers;
import io.lethe.kit.access.Role;
import io.lethe.kit.access.TokenFile;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.registry.RegistryService;
import io.lethe.schemas.topic.Tenants;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route, asked by everybody: the table in docs/security.md says what is answered. */
class AccessTableTest {
  private static final Path PAGE = Path.of("..", "docs", "security.md");
  private static final String HEAD =
      "| service | route | "
          + Stream.of(Role.values()).map(Role::label).collect(Collectors.joining(" | "))
          + " | without a token |";
  private static final String YES = "yes";
  private static final String NO = "–";
  private static final Map<String, String> PLACES =
      Map.of(
          "{tenant}", "shop",
          "{requestId}", "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003",
          "{model}", "faces",
          "{version}", "1",
          "{jobId}", "job",
          "{commandId}", "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003");

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<Role, String> tokens = new EnumMap<>(Role.class);
  private final List<ServedRoutes> services = new ArrayList<>();

  @BeforeEach
  void serve() {
    TokenFile file = new TokenFile(folder.resolve("tokens"));
    for (Role role : Role.values()) {
      Optional<String> tenant = role == Role.REQUESTER ? Optional.of("shop") : Optional.empty();
      tokens.put(
          role,
          file.issue(new Caller(role.label(), role, tenant), Instant.now().plusSeconds(3_600)));
    }
    Access access = Access.asking(new FileCallers(file.path(), Clock.systemUTC()));
    services.add(ServedRoutes.ofEveryService(access));
    services.add(ServedRoutes.ofTheIntake(access, folder));
    services.add(ServedRoutes.ofTheRegistry(access, folder));
  }

  @AfterEach
  void close() {
    services.forEach(ServedRoutes::close);
  }

  @Test
  void shouldSayWhomEveryRouteAnswers() throws Exception {
    List<String> shared = services.get(0).routes().stream().map(each -> each.path()).toList();
    List<String> rows = new ArrayList<>();
    for (ServedRoutes service : services) {
      service.routes().stream()
          .filter(each -> service == services.get(0) || !shared.contains(each.path()))
          .map(AccessTableTest::row)
          .forEach(rows::add);
    }
    Path made = Files.write(Path.of("target", "access-table.md"), rows);

    assertThat(
            Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.equals(HEAD))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList())
        .as("the table below '%s' in %s must be %s", HEAD, PAGE, made)
        .isEqualTo(rows);
  }

  @Test
  void shouldAnswerAtEveryRouteWhomTheTableNamesAndNobodyElse() throws Exception {
    int cells = 0;
    for (ServedRoutes service : services) {
      for (ServedRoutes.Route route : service.routes()) {
        boolean open = route.answers(Anybody.ANYBODY);
        for (Map.Entry<Role, String> each : tokens.entrySet()) {
          boolean allowed = open || route.answers(each.getKey());
          int status = ask(service, route, Optional.of(each.getValue()));
          assertThat(allowed ? isServed(status) : status == 403)
              .as("%s %s as %s: %d", route.method(), route.path(), each.getKey(), status)
              .isTrue();
          cells++;
        }
        for (Optional<String> nobodys : List.of(Optional.<String>empty(), Optional.of("forged"))) {
          int status = ask(service, route, nobodys);
          assertThat(open ? isServed(status) : status == 401)
              .as("%s %s by nobody: %d", route.method(), route.path(), status)
              .isTrue();
          cells++;
        }
      }
    }
    System.out.println("routes by roles: " + cells + " cells asked");
    assertThat(cells).isGreaterThanOrEqualTo(150);
    assertThat(Files.readString(PAGE)).contains("`AccessTableTest`, " + cells + " cells");
  }

  @Test
  void shouldAskEveryRouteThatTheServicesHave() {
    KafkaSettings nowhere = new KafkaSettings("localhost:1", "mock://routes", Map.of());
    ArtifactStore store =
        new FileArtifactStore(folder.resolve("artifacts"), ArtifactWriter.REGISTRY);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (IngestService ingest =
            new IngestService(
                new IngestService.Settings(
                    nowhere,
                    Tenants.DEFAULT,
                    folder.resolve("intake"),
                    folder.resolve("subjects.key"),
                    "deletion-ingest",
                    IngestTimes.defaults(),
                    Duration.ZERO,
                    OpenDsrSettings.unsigned()),
                IngestService.Collaborators.of(store, meters));
        RegistryService registry =
            new RegistryService(
                new RegistryService.Settings(
                    nowhere,
                    folder.resolve("registry"),
                    folder.resolve("serving"),
                    "model-registry",
                    Duration.ZERO),
                new RegistryService.Collaborators(
                    store,
                    SigningKey.loadOrCreate(folder.resolve("signing.key")).asTrusted(),
                    meters,
                    Clock.systemUTC()));
        ServedRoutes intakes = ServedRoutes.of("deletion-ingest", Access.open(), ingest.routes());
        ServedRoutes registrys =
            ServedRoutes.of("model-registry", Access.open(), registry.routes())) {
      assertThat(services.get(1).routes()).isEqualTo(intakes.routes());
      assertThat(services.get(2).routes()).isEqualTo(registrys.routes());
    }
  }

  /** The route itself answered; that there is no such model is an answer too. */
  private static boolean isServed(int status) {
    return status == 200 || status == 201 || status == 202 || status == 404;
  }

  private int ask(ServedRoutes service, ServedRoutes.Route route, Optional<String> token)
      throws Exception {
    String path = route.path();
    for (Map.Entry<String, String> place : PLACES.entrySet()) {
      path = path.replace(place.getKey(), place.getValue());
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + service.port() + path));
    if (route.method().equals("POST")) {
      request
          .header(
              "Content-Type", path.endsWith(":batch") ? "application/x-ndjson" : "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(body(path)));
    }
    if (route.method().equals("DELETE")) {
      request.DELETE();
    }
    token.ifPresent(each -> request.header("Authorization", "Bearer " + each));
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  private static String body(String path) {
    if (path.equals("/opendsr/v2/requests")) {
      return """
          {"regulation": "gdpr", "subject_request_type": "erasure",
           "subject_request_id": "%s", "submitted_time": "2026-01-01T00:00:00Z",
           "subject_identities": [{"identity_type": "controller_customer_id",
           "identity_value": "person-1", "identity_format": "raw"}]}
          """
          .formatted(PLACES.get("{requestId}"));
    }
    return path.matches(".*/(withdrawal|hold|hold-release|extension)")
        ? "{\"reason\":\"he asked for it\",\"decidedBy\":\"the desk\"}"
        : "{\"subjectId\":\"person-1\"}";
  }

  private static String row(ServedRoutes.Route route) {
    boolean open = route.answers(Anybody.ANYBODY);
    return "| %s | `%s %s` | %s | %s |"
        .formatted(
            route.service(),
            route.method(),
            route.path(),
            Stream.of(Role.values())
                .map(role -> open || route.answers(role) ? YES : NO)
                .collect(Collectors.joining(" | ")),
            open ? YES : NO);
  }
}

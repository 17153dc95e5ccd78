// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.JavalinConfig;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.ingest.intake.RequestContent;
import io.lethe.ingest.opendsr.OpenDsrRoutes;
import io.lethe.ingest.opendsr.OpenDsrSettings;
import io.lethe.kit.access.Access;
import io.lethe.kit.http.BoundedServer;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.http.HttpBounds;
import io.lethe.kit.table.MemoryTable;
import io.lethe.schemas.DeletionAmendment;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ForgetSetStage;
import io.lethe.schemas.ForgetSetState;
import io.lethe.schemas.ModelChampion;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** The intake's routes on a real server on loopback, and what topics would have told them. */
public final class IntakeServer implements AutoCloseable {
  public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  public static final String ID = "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003";
  public static final String JSON = "application/json";
  static final Tenants TENANTS = Tenants.of(List.of("other", "shop"));

  private static final ObjectMapper MAPPER = new ObjectMapper();

  public final MockProducer<String, DeletionRequest> producer =
      new MockProducer<>(
          true,
          null,
          new StringSerializer(),
          Topics.DELETION_REQUESTS
              .valueSerde(Map.of("schema.registry.url", "mock://routes"))
              .serializer());
  public final MockProducer<String, DeletionAmendment> amendments =
      new MockProducer<>(
          true,
          null,
          new StringSerializer(),
          Topics.DELETION_AMENDMENTS
              .valueSerde(Map.of("schema.registry.url", "mock://routes"))
              .serializer());
  public final StatusView statuses = new StatusView(new MemoryTable(), StatusListener.none());
  final RejectionView rejections = new RejectionView(new MemoryTable());
  final SetView sets = new SetView();
  final RegisteredModels models = new RegisteredModels();
  final AtomicInteger looks = new AtomicInteger();
  public boolean caughtUp = true;

  /** What time it is for the server. */
  public volatile Instant now = NOW;

  CompletableFuture<Void> readOn = CompletableFuture.completedFuture(null);

  private final SubjectKeys keys;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Consumer<JavalinConfig> adding;
  private final BoundedServer server;
  public Optional<SubjectKeys> keysThere;
  private long offset;

  IntakeServer(Path folder) {
    this(folder, Access.open());
  }

  public IntakeServer(Path folder, Access access) {
    this(folder, access, OpenDsrSettings.unsigned());
  }

  public IntakeServer(Path folder, Access access, OpenDsrSettings settings) {
    keys = SubjectKeys.loadOrCreate(folder.resolve("subjects.key"));
    keysThere = Optional.of(keys);
    Knowledge known =
        new Knowledge(
            TENANTS,
            statuses,
            rejections,
            sets,
            () -> caughtUp,
            () ->
                models.unknownAsOfNow(
                    () -> {
                      looks.incrementAndGet();
                      return readOn;
                    },
                    Duration.ofMillis(50)),
            () -> keysThere);
    Clock clock = new Told();
    Desks desks =
        new Desks(new RequestDesk(producer, known), new AmendmentDesk(amendments, known.tenants()));
    IntakeRoutes routes = new IntakeRoutes(desks.requests(), known, clock, Duration.ofMillis(500));
    AmendmentRoutes amending =
        new AmendmentRoutes(desks.amendments(), known, clock, Duration.ofMillis(500));
    OpenDsrRoutes opendsr =
        new OpenDsrRoutes(
            desks,
            known,
            settings,
            clock,
            new OpenDsrRoutes.Times(Duration.ofMillis(500), Period.ofMonths(1)));
    adding =
        config -> {
          routes.addTo(config);
          amending.addTo(config);
          opendsr.addTo(config);
        };
    server = new BoundedServer(HttpAddress.loopback(0), HttpBounds.DEFAULT, access, adding);
    register("faces");
  }

  /** The routes that it serves, to be served by another server too. */
  Consumer<JavalinConfig> routes() {
    return adding;
  }

  public void register(String model) {
    models.onRecord(
        new ConsumerRecord<>(
            Topics.MODEL_CHAMPIONS.name(), 0, offset++, model, new ModelChampion()));
  }

  /** What the topology says of a request that it took. */
  public void accepted(DeletionRequest request, RequestState state) {
    String digest = RequestContent.digest(keys.keyOf(request.getSubjectId()), request);
    publish(null, status(null, state, digest));
  }

  public void publish(String model, DeletionStatus status) {
    follow("default/" + ID + (model == null ? "" : "/" + model), status);
  }

  /** What the topology published of a request. */
  public void follow(String key, DeletionStatus status) {
    statuses.onRecord(
        new ConsumerRecord<>(Topics.DELETION_STATUS.name(), 0, offset++, key, status));
  }

  /** What the topology published of a set. */
  public void follow(String key, ForgetSetState set) {
    sets.onRecord(new ConsumerRecord<>(Topics.FORGET_SETS.name(), 0, offset++, key, set));
  }

  /** Sealed at the time of all else here. */
  void publishSet(String model, long number, ForgetSetStage stage) {
    ForgetSetState set =
        ForgetSetState.newBuilder()
            .setModel(model)
            .setForgetSetDigest("digest " + number)
            .setSetNumber(number)
            .setStage(stage)
            .setAfterEvent(1)
            .setSealedAt(NOW)
            .setChangedAt(NOW)
            .build();
    follow(model + "/" + number, set);
  }

  public static DeletionStatus status(String model, RequestState state, String contentDigest) {
    return DeletionStatus.newBuilder()
        .setTenant("default")
        .setRequestId(ID)
        .setModel(model)
        .setState(state)
        .setSequence(1)
        .setSubjectKey("k")
        .setSubjectKeyId("i")
        .setContentDigest(contentDigest)
        .setAskedAt(NOW)
        .setReceivedAt(NOW)
        .setDeadline(NOW)
        .setChangedAt(NOW)
        .build();
  }

  public void rejected(String requestId, RejectionReason reason, String message) {
    rejections.onRecord(rejection(requestId, reason, message));
  }

  void rejectedAmendment(String requestId, RejectionReason reason, String message) {
    RejectedRequest refusal =
        RejectedRequest.newBuilder(rejection(requestId, reason, message).value())
            .setSourceTopic(Topics.DELETION_AMENDMENTS.name())
            .build();
    rejections.onRecord(new ConsumerRecord<>(Topics.DELETION_REJECTED.name(), 0, 8, "k", refusal));
  }

  static ConsumerRecord<String, RejectedRequest> rejection(
      String requestId, RejectionReason reason, String message) {
    RejectedRequest refusal =
        RejectedRequest.newBuilder()
            .setReason(reason)
            .setMessage(message)
            .setSourceTopic(Topics.DELETION_REQUESTS.name())
            .setSourcePartition(0)
            .setSourceOffset(7)
            .setTenant(requestId == null ? null : "default")
            .setRequestId(requestId)
            .setPayloadBytes(1)
            .setRejectedAt(NOW)
            .build();
    return new ConsumerRecord<>(Topics.DELETION_REJECTED.name(), 0, 7, "k", refusal);
  }

  /** The amendments that were sent on. */
  public List<DeletionAmendment> amended() {
    return amendments.history().stream().map(ProducerRecord::value).toList();
  }

  /** The subject's key. */
  public String subjectKeyOf(String subject) {
    return keys.keyOf(subject);
  }

  /** The requests that were sent on. */
  public List<DeletionRequest> sent() {
    return producer.history().stream().map(ProducerRecord::value).toList();
  }

  HttpResponse<String> post(String body, String... headers) throws Exception {
    return postTo("/v1/deletions", JSON, body, headers);
  }

  HttpResponse<String> batch(String body, String... headers) throws Exception {
    return postTo("/v1/deletions:batch", "application/x-ndjson", body, headers);
  }

  public HttpResponse<String> postTo(String path, String type, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  public HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  public HttpResponse<String> delete(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).DELETE();
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Where the request of {@link #ID} stands. */
  public JsonNode status() throws Exception {
    return json(get("/v1/deletions/default/" + ID));
  }

  public static JsonNode json(HttpResponse<String> answer) throws IOException {
    return MAPPER.readTree(answer.body());
  }

  static List<JsonNode> lines(HttpResponse<String> answer) throws IOException {
    return MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(answer.body()).readAll();
  }

  int port() {
    return server.port();
  }

  public URI uri(String path) {
    return URI.create("http://localhost:" + server.port() + path);
  }

  @Override
  public void close() {
    server.close();
  }

  /** A clock that shows what it is told. */
  private final class Told extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("times are UTC here");
    }
  }
}

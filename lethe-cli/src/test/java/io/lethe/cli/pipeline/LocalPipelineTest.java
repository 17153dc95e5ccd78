// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.cli.CommandRun;
import io.lethe.cli.SmallBundle;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.kit.config.Configuration;
import io.lethe.kit.service.LetheService;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.registry.SchemaRegistryClient;
import io.lethe.schemas.registry.SchemaRegistryClients;
import io.lethe.schemas.registry.SerdeConfig;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One pipeline for all of these tests, as {@code lethe up} makes it of its configuration; one of
 * them stops it and starts it again.
 */
class LocalPipelineTest {
  private static final Tenants TENANTS = Tenants.of(List.of("shop"));
  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir private static Path directory;
  private static Path data;
  private static Path model;
  private static String dataset;
  private static CallbackReceiver receiver;
  private static KeyPair opendsr;
  private static String saidAtStart;
  private static LocalPipeline pipeline;

  @BeforeAll
  static void startWithAModel() throws Exception {
    data = directory.resolve("data");
    model = directory.resolve("model");
    receiver = CallbackReceiver.open(directory);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2_048);
    opendsr = generator.generateKeyPair();
    Path bundle = SmallBundle.write(directory.resolve("bundle"), 24);
    assertDone(
        CommandRun.of(
            "train",
            "--dataset",
            bundle,
            "--cache",
            directory.resolve("cache"),
            "--architecture",
            "small-cnn",
            "--epochs",
            2,
            "--batch-size",
            16,
            "--out",
            model));
    saidAtStart = saidWhileItStarts();
    CommandRun registered = CommandRun.of("dataset", "register", bundle, "--data", data);
    assertDone(registered);
    dataset = lastLine(registered);
    assertDone(register(data, model, dataset, "faces"));
  }

  @AfterAll
  static void stop() {
    if (pipeline != null) {
      pipeline.close();
    }
    if (receiver != null) {
      receiver.close();
    }
  }

  /** What a person at the screen sees meanwhile. */
  private static String saidWhileItStarts() throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, UTF_8));
    try {
      pipeline = started();
    } finally {
      System.setErr(before);
    }
    return said.toString(UTF_8);
  }

  private static LocalPipeline started() throws Exception {
    UpConfig config = Configuration.load(UpConfig.class, Optional.of(configuration()), Map.of());
    LocalPipeline made = config.pipeline(data).build().start();
    Endpoints.of(made).write(made.directory());
    return made;
  }

  private static Path configuration() throws IOException {
    return Files.writeString(
        directory.resolve("up.yaml"),
        """
        lethe.up:
          kafka-port: 0
          registry-port: 0
          intake-port: 0
          worker-port: 0
          verifier-port: 0
          schema-registry-port: 0
          http-host: 0.0.0.0
          tenants: [shop]
          opendsr:
            processor-domain: opendsr.company.example
            signing-key: %s
          callbacks:
            internal: ["%s"]
        """
            .formatted(signingKey(), receiver.origin()));
  }

  private static Path signingKey() throws IOException {
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(opendsr.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    Path file = Files.writeString(directory.resolve("opendsr.pem"), pem);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void shouldKeepSchemaIdsModelsAndRequestsOverARestart() throws Exception {
    assertThatARegistrationAgainIsToldAtOnce();
    String requestId = erased("--subject", "person-3", "--model", "faces");
    JsonNode ids = schemaIds(data);

    pipeline.close();
    pipeline = started();

    assertThatIdsAreKept(ids, schemaIds(data));
    try (PipelineView view = new PipelineView(pipeline.kafka())) {
      view.catchUp();
      assertThat(view.champions().get("faces").getVersion()).isEqualTo(1);
      view.await(
          "the request's status",
          Duration.ofSeconds(30),
          v -> Optional.ofNullable(v.statuses().get("default/" + requestId + "/faces")));
    }
    CommandRun status =
        CommandRun.of(
            "status",
            "--registry-url",
            "http://localhost:" + pipeline.registryPort().orElseThrow());
    assertDone(status);
    assertThat(status.out()).contains("faces");
    assertThat(statusOf(requestId))
        .contains("trace " + Trace.ofRequest("default", requestId).traceId());
  }

  /** Whom no model knew who asked: the first that knows him comes with the second dataset. */
  @Test
  void shouldForgetForAModelThatComesLater() throws Exception {
    String request = erased("--subject", "person-25");
    await().atMost(SOON).until(() -> statusOf(request).startsWith("NOTHING_TO_ERASE"));
    await().atMost(SOON).until(() -> standing().contains(request));

    CommandRun larger =
        CommandRun.of(
            "dataset",
            "register",
            SmallBundle.write(directory.resolve("larger"), 28),
            "--data",
            data);
    assertDone(larger);
    assertThat(larger.out())
        .contains(
            "1 of its subjects have asked every model to forget them: a model that is registered"
                + " with it begins with that");
    CommandRun later = register(data, model, lastLine(larger), "later");
    assertDone(later);
    assertThat(later.out())
        .contains(
            "1 people of its dataset have asked every model to forget them: it begins with that");

    await().atMost(SOON).until(() -> statusOf(request).startsWith("PENDING"));
    assertThat(statusOf(request)).contains("model faces: NOTHING_TO_ERASE", "model later: PENDING");
    assertThatItsOrderEndsOnSomebodysWord(request);
  }

  private static void assertThatItsOrderEndsOnSomebodysWord(String request) {
    String row =
        standing().lines().filter(line -> line.contains(request)).findFirst().orElseThrow();
    assertThat(standing()).startsWith("tenant").contains("request", "received", "subject key");
    assertThat(row).startsWith("default").matches(".* [0-9a-f]{64}$").doesNotContain("person-25");

    CommandRun ended = end(request);
    assertDone(ended);
    assertThat(ended.out().strip())
        .isEqualTo("ended; models that are registered from now on may know this person");
    assertThat(standing()).doesNotContain(request);
    CommandRun again = end(request);
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err())
        .contains("no standing order of request " + request + " of tenant default holds");
    assertThat(statusOf(request)).as("a case that is open goes on").startsWith("PENDING");
  }

  private static CommandRun end(String request) {
    return CommandRun.of(
        "standing", "end", request, "--reason", "came back", "--by", "dpo", "--data", data);
  }

  private static String standing() {
    CommandRun listed = CommandRun.of("standing", "list", "--data", data);
    assertDone(listed);
    return listed.out();
  }

  @Test
  void shouldCallBackInItsOwnNameWhomARequestNames() throws Exception {
    String id = "a7551968-d5d6-44b2-9831-815ac9017798";
    HttpResponse<byte[]> accepted = opendsr("POST", "", asked(id));
    assertThat(accepted.statusCode()).isEqualTo(201);
    assertSigned(
        accepted.headers().firstValue("X-OpenDSR-Signature").orElseThrow(), accepted.body());
    await().atMost(SOON).until(() -> opendsr("GET", "/" + id, "").statusCode() == 200);
    assertThat(opendsr("DELETE", "/" + id, "").statusCode()).isEqualTo(202);

    await().atMost(SOON).until(() -> !receiver.received().isEmpty()); // two looks, 15 s apart

    CallbackReceiver.Received told = receiver.received().get(0);
    assertThat(told.path()).isEqualTo("/told");
    assertThat(told.domain()).isEqualTo("opendsr.company.example");
    assertSigned(told.signature(), told.body().getBytes(UTF_8));
    JsonNode body = new ObjectMapper().readTree(told.body());
    assertThat(body.path("subject_request_id").asText()).isEqualTo(id);
    assertThat(body.path("request_status").asText()).isEqualTo("cancelled");
  }

  @Test
  void shouldRefuseACallbackToWhoIsNotOnItsList() throws Exception {
    String other = asked(UUID.randomUUID().toString()).replace("localhost", "elsewhere.example");

    HttpResponse<byte[]> refused = opendsr("POST", "", other);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(new String(refused.body(), UTF_8)).contains("status_callback_urls");
  }

  private static String asked(String id) {
    return """
        {"regulation": "gdpr", "subject_request_type": "erasure", "subject_request_id": "%s",
         "submitted_time": "%s", "status_callback_urls": ["%s/told"],
         "subject_identities": [{"identity_type": "controller_customer_id",
           "identity_value": "somebody else", "identity_format": "raw"}]}
        """
        .formatted(id, Instant.now().truncatedTo(ChronoUnit.SECONDS), receiver.origin());
  }

  private static HttpResponse<byte[]> opendsr(String method, String path, String body)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url() + "/opendsr/v2/requests" + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  private static void assertSigned(String signature, byte[] body) throws Exception {
    Signature verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(opendsr.getPublic());
    verifier.update(body);
    assertThat(verifier.verify(Base64.getDecoder().decode(signature))).isTrue();
  }

  @Test
  void shouldWarnOfWhoElseReachesTheServicesAndServeSchemasHereAlone() {
    assertThat(saidAtStart.lines().filter(line -> line.contains("beyond this machine")))
        .hasSize(4)
        .allMatch(line -> line.contains("without TLS"))
        .allMatch(line -> line.contains("asks nobody who he is"))
        .allMatch(line -> line.contains("address=\"0.0.0.0:"));
    assertThat(pipeline.schemasUrl().orElseThrow()).startsWith("http://127.0.0.1:");
  }

  private static void assertThatARegistrationAgainIsToldAtOnce() throws Exception {
    CommandRun again = register(data, model, dataset, "faces");
    assertDone(again);
    assertThat(lastLine(again)).isEqualTo("faces is registered already, version 1 serves");

    Path policy =
        Files.writeString(
            directory.resolve("policy.json"),
            ModelPolicy.defaults().toCanonicalJson().replaceFirst("0\\.05", "0.04"));
    CommandRun other = register(data, model, dataset, "faces", "--policy", policy);
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err())
        .contains("faces is not registered", "the name is taken", "register under another name");
  }

  private static CommandRun register(
      Path data, Path model, String dataset, String name, Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "model",
                "register",
                "--model",
                model,
                "--name",
                name,
                "--dataset",
                dataset,
                "--data",
                data));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray());
  }

  @Test
  void shouldRefuseWhatCanBeNoTenantOfADataset() {
    CommandRun run =
        CommandRun.of(
            "dataset",
            "register",
            directory.resolve("nowhere"),
            "--tenant",
            "My Shop",
            "--data",
            directory);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--tenant is My Shop", "lower-case letters, digits and hyphens");
  }

  /** One more, and the intake could not take the dataset's rows. */
  @Test
  void shouldRefuseMoreTenantsThanARowMayName() {
    List<Object> words =
        new ArrayList<>(List.of("dataset", "register", directory.resolve("nowhere")));
    IntStream.range(0, 257).forEach(i -> words.addAll(List.of("--tenant", "t" + i)));
    words.addAll(List.of("--data", directory));

    CommandRun run = CommandRun.of(words.toArray());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("--tenant is given 257 times; it may be given at most 256 times");
  }

  /** Before the pipeline is even looked for. */
  @Test
  void shouldRefuseABadNameByOptionAndRule() {
    CommandRun run =
        register(directory.resolve("nowhere"), directory, "0".repeat(64), "../" + "x".repeat(999));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("--name is ../x", "1 to 128 letters").hasSizeLessThan(400);
  }

  @Test
  void shouldServeTheSchemasOfItsServices() {
    assertThat(pipeline.services()).extracting(LetheService::isHealthy).containsOnly(true);
    assertThat(servedIds(pipeline)).isNotEmpty().isEqualTo(idsOfTheServices(pipeline));
  }

  @Test
  void shouldTellThatADatasetIsNotRegistered() {
    CommandRun run = register(data, directory, "0".repeat(64), "voices");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("0000").contains("lethe dataset register");
  }

  @Test
  void shouldRefuseAPortThatIsNone() {
    assertThatThrownBy(() -> new ServicePorts(8080, -1, 8082, 8083))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("intake's port is -1");
  }

  private static String erased(Object... words) {
    List<Object> all = new ArrayList<>(List.of("erase", "--url", url()));
    all.addAll(List.of(words));
    CommandRun erase = CommandRun.of(all.toArray());
    assertDone(erase);
    return erase.out().split(" ", -1)[1];
  }

  /** Empty while the intake does not know it yet. */
  private static String statusOf(String request) {
    return CommandRun.of("status", request, "--url", url()).out();
  }

  private static Map<String, Integer> servedIds(LocalPipeline pipeline) {
    return ids(pipeline.schemasUrl().orElseThrow());
  }

  private static Map<String, Integer> idsOfTheServices(LocalPipeline pipeline) {
    return ids(pipeline.kafka().schemaRegistryUrl());
  }

  /** By subject; every topic's schema must have one. */
  private static Map<String, Integer> ids(String registryUrl) {
    SchemaRegistryClient registry =
        SchemaRegistryClients.of(new SerdeConfig(registryUrl, false, Optional.empty()));
    return TENANTS.topics(Topics.all()).stream()
        .collect(
            Collectors.toMap(
                Topic::valueSubject,
                topic -> registry.idOf(topic.valueSubject(), topic.valueSchema()).orElseThrow()));
  }

  private static String url() {
    return "http://localhost:" + pipeline.intakePort();
  }

  private static void assertDone(CommandRun run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private static String lastLine(CommandRun run) {
    List<String> lines = run.out().strip().lines().toList();
    return lines.get(lines.size() - 1);
  }

  private static JsonNode schemaIds(Path data) throws IOException {
    return new ObjectMapper().readTree(data.resolve("schemas/schemas.json").toFile());
  }

  /** A schema's id is its place in the list: later ones may follow, earlier ones stay. */
  private static void assertThatIdsAreKept(JsonNode before, JsonNode after) {
    assertThat(before.path("schemas")).isNotEmpty();
    assertThat(after.path("schemas")).startsWith(elements(before.path("schemas")));
    for (Map.Entry<String, JsonNode> subject : before.path("subjects").properties()) {
      assertThat(after.path("subjects").path(subject.getKey()))
          .startsWith(elements(subject.getValue()));
    }
  }

  private static JsonNode[] elements(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements.toArray(JsonNode[]::new);
  }
}

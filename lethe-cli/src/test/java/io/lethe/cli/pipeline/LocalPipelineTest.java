// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.cli.CommandRun;
import io.lethe.cli.SmallBundle;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.kit.service.LetheService;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.registry.SchemaRegistryClient;
import io.lethe.schemas.registry.SchemaRegistryClients;
import io.lethe.schemas.registry.SerdeConfig;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPipelineTest {
  private static final Tenants TENANTS = Tenants.of(List.of("shop"));

  @TempDir private Path directory;

  @Test
  void shouldKeepSchemaIdsModelsAndRequestsOverARestart() throws Exception {
    Path bundle = SmallBundle.write(directory.resolve("bundle"), 24);
    Path data = directory.resolve("data");
    Path model = directory.resolve("model");
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
    JsonNode ids;
    String requestId;
    try (LocalPipeline pipeline = started(data)) {
      CommandRun dataset = CommandRun.of("dataset", "register", bundle, "--data", data);
      assertDone(dataset);
      String digest = lastLine(dataset);
      assertDone(register(data, model, digest, "faces"));
      assertThatARegistrationAgainIsToldAtOnce(data, model, digest);
      CommandRun erase =
          CommandRun.of(
              "erase", "--subject", "person-3", "--model", "faces", "--url", url(pipeline));
      assertDone(erase);
      requestId = erase.out().split(" ", -1)[1];
      ids = schemaIds(data);
    }

    try (LocalPipeline pipeline = started(data)) {
      assertThatIdsAreKept(ids, schemaIds(data));
      try (PipelineView view = new PipelineView(pipeline.kafka())) {
        view.catchUp();
        assertThat(view.champions()).containsOnlyKeys("faces");
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
      CommandRun ofRequest = CommandRun.of("status", requestId, "--url", url(pipeline));
      assertDone(ofRequest);
      assertThat(ofRequest.out())
          .contains("trace " + Trace.ofRequest("default", requestId).traceId());
    }
  }

  private void assertThatARegistrationAgainIsToldAtOnce(Path data, Path model, String dataset)
      throws Exception {
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
  void shouldTellThatADatasetIsNotRegistered() {
    Path data = directory.resolve("data");
    try (LocalPipeline pipeline = started(data)) {
      assertThat(pipeline.services()).extracting(LetheService::isHealthy).containsOnly(true);
      assertThat(servedIds(pipeline)).isNotEmpty().isEqualTo(idsOfTheServices(pipeline));

      CommandRun run =
          CommandRun.of(
              "model",
              "register",
              "--model",
              directory,
              "--name",
              "faces",
              "--dataset",
              "0".repeat(64),
              "--data",
              data);

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("0000").contains("lethe dataset register");
    }
  }

  @Test
  void shouldRefuseAPortThatIsNone() {
    assertThatThrownBy(() -> new ServicePorts(8080, -1, 8082, 8083))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("intake's port is -1");
  }

  private static LocalPipeline started(Path data) {
    LocalPipeline pipeline =
        LocalPipeline.builder()
            .directory(data)
            .schemaRegistryPort(0)
            .tenants(TENANTS)
            .ports(ServicePorts.ANY)
            .build()
            .start();
    Endpoints.of(pipeline).write(pipeline.directory());
    return pipeline;
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

  private static String url(LocalPipeline pipeline) {
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

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.domain.text.TextLimit;
import io.lethe.kit.access.Access;
import io.lethe.kit.hostile.CallMutator;
import io.lethe.kit.hostile.GoodCall;
import io.lethe.kit.hostile.HostileRun;
import io.lethe.kit.hostile.Mutator;
import io.lethe.kit.hostile.RawCall;
import io.lethe.kit.http.BoundedServer;
import io.lethe.kit.http.HttpAddress;
import io.lethe.kit.http.HttpBounds;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.registry.FileSchemaRegistryClient;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls that nobody honest makes, to every route of the schema port that takes a schema or a name;
 * see {@link HostileRun} and {@link CallMutator}. Whatever is registered meanwhile, the services
 * find their schemas under the ids that these had before.
 */
class HostileSchemasTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Tenants TENANTS = Tenants.of(List.of("shop"));
  private static final List<Topic<?>> TOPICS = TENANTS.topics(Topics.all());
  private static final String APPS = "deletion.requests-value";
  private static final Set<String> OPEN =
      Set.of(
          APPS,
          "deletion.requests.shop-value",
          "deletion.amendments-value",
          "deletion.amendments.shop-value");

  private static final String SERVICES = "model.events-value";

  /** A message with every character escaped, and what is around it. */
  private static final int LONGEST_REFUSAL = 6 * TextLimit.MESSAGE.characters() + 100;

  private static final String VERSIONS = "/subjects/{subject}/versions";
  private static final String ID = "/schemas/ids/{id}";

  @TempDir private Path directory;
  private final CallMutator calls = new CallMutator(HostileRun.seed());
  private final Mutator mutator = calls.mutator();
  private final HostileRun run = new HostileRun("the schema port", 4);
  private final List<GoodCall> good = new ArrayList<>();
  private Map<String, Integer> ids;
  private SchemaRegistryServer server;

  @BeforeEach
  void start() {
    FileSchemaRegistryClient file = new FileSchemaRegistryClient(directory);
    TOPICS.forEach(topic -> file.register(topic.valueSubject(), topic.valueSchema()));
    ids = ids();
    server = SchemaRegistryServer.start(0, directory, TENANTS);
    for (String subject : List.of(APPS, SERVICES)) {
      Map<String, String> values =
          Map.of("subject", subject, "version", "1", "id", ids.get(subject).toString());
      Stream.of(
              "/subjects/{subject}",
              VERSIONS,
              VERSIONS, // they write, so there is more of them
              "/compatibility" + VERSIONS,
              "/compatibility" + VERSIONS + "/{version}")
          .forEach(path -> good.add(call("POST", path, values, schemaOf(subject))));
      Stream.of(
              VERSIONS,
              VERSIONS + "/{version}",
              VERSIONS + "/{version}/schema",
              "/config/{subject}",
              ID,
              ID + "/schema",
              ID + "/subjects",
              ID + "/versions")
          .forEach(path -> good.add(call("GET", path, values, "")));
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static GoodCall call(
      String method, String path, Map<String, String> values, String body) {
    Map<String, String> own = new HashMap<>(values);
    own.keySet().removeIf(name -> !path.contains("{" + name + "}"));
    return new GoodCall(
        200,
        method,
        path,
        own,
        body.isEmpty() ? List.of() : List.of("Content-Type: " + SchemaRegistryRoutes.CONTENT_TYPE),
        body);
  }

  private static String schemaOf(String subject) {
    return body(
        TOPICS.stream()
            .filter(topic -> topic.valueSubject().equals(subject))
            .findFirst()
            .orElseThrow()
            .valueSchema()
            .toString());
  }

  private static String body(String schema) {
    ObjectNode body = MAPPER.createObjectNode().put("schemaType", "AVRO");
    body.putArray("references");
    return body.put("schema", schema).toString();
  }

  /** What the services look for, by subject, from the file as it is now. */
  private Map<String, Integer> ids() {
    FileSchemaRegistryClient file = new FileSchemaRegistryClient(directory);
    return TOPICS.stream()
        .collect(
            toMap(
                Topic::valueSubject,
                topic -> file.idOf(topic.valueSubject(), topic.valueSchema()).orElseThrow()));
  }

  @Test
  void shouldTryEveryRouteThatTakesASchemaOrAName() {
    Set<String> taking = new HashSet<>();
    SchemaRegistryRoutes routes =
        new SchemaRegistryRoutes(new FileSchemaRegistryClient(directory), TENANTS);
    try (BoundedServer same =
        new BoundedServer(
            HttpAddress.loopback(0),
            HttpBounds.DEFAULT,
            SchemaRegistryRoutes.form(),
            Access.open(),
            config -> {
              routes.addTo(config);
              config.unsafe.internalRouter.allHttpHandlers().stream()
                  .filter(each -> each.endpoint.method.isHttpMethod())
                  .map(each -> each.endpoint.method.name() + " " + each.endpoint.path)
                  .filter(route -> route.contains("{"))
                  .forEach(taking::add);
            })) {
      assertThat(same.port()).isPositive();
    }

    assertThat(good.stream().map(GoodCall::route)).containsAll(taking);
  }

  @Test
  void shouldTakeOrRefuseEveryCallAndAnswerTheNextGoodOne() throws Exception {
    run.all(number -> beHostile(good.get(number % good.size())));

    assertThat(ids()).isEqualTo(ids);
    new FileSchemaRegistryClient(directory)
        .content()
        .subjects()
        .forEach(
            (subject, schemas) ->
                assertThat(schemas)
                    .as(subject)
                    .hasSizeBetween(1, OPEN.contains(subject) ? Admission.MAX_VERSIONS : 1));
    for (GoodCall call : good) {
      RawCall.Answer answer = send(call.raw());
      assertThat(answer.status()).as("%s: %s", call, answer.body()).isEqualTo(200);
    }
  }

  @Test
  void shouldTakeNoSchemaThatAsksTooMuchOfItsReader() throws Exception {
    for (String type : List.of("{\"type\":\"array\",\"items\":\"null\"}", doubled(40))) {
      String schema =
          withOneMore("{\"name\":\"more\",\"default\":null}", "[\"null\"," + type + "]");
      for (String path : List.of(VERSIONS, "/compatibility" + VERSIONS)) {
        RawCall.Answer answer =
            send(call("POST", path, Map.of("subject", APPS), body(schema)).raw());

        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains("no service reads what is written with it");
      }
    }
  }

  private void beHostile(GoodCall call) throws Exception {
    CallMutator.Bent bent = calls.bent(call, this::bent);
    RawCall.Answer answer = send(bent.call());
    run.count(call.route(), Integer.toString(answer.status()));
    try {
      requireAccounted(call, bent, answer);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "%s of %s was answered %d %s"
              .formatted(bent.call(), call, answer.status(), answer.body()),
          e);
    }
  }

  private void requireAccounted(GoodCall call, CallMutator.Bent bent, RawCall.Answer answer)
      throws Exception {
    JsonNode said = MAPPER.readTree(answer.body());
    if (answer.status() == 200) {
      assertThat(said.isContainerNode() || said.isTextual()).isTrue();
      return;
    }
    Set<Integer> expected = new HashSet<>(bent.besides());
    expected.addAll(call.hasBody() ? Set.of(400, 404, 409, 413, 422) : Set.of(404, 422));
    assertThat(answer.status()).isIn(expected).isBetween(400, 499);
    int code = said.path("error_code").asInt();
    assertThat(code / 100 == answer.status() || code == answer.status()).isTrue();
    assertThat(said.path("message").asText()).isNotBlank();
    assertThat(answer.body()).hasSizeLessThan(LONGEST_REFUSAL);
  }

  private RawCall.Answer send(RawCall call) throws Exception {
    return call.send(URI.create(server.url()).getPort());
  }

  /** Another body, or the good one around another schema. */
  private byte[] bent(String body) {
    return switch (mutator.below(5)) {
      case 0 -> calls.bodies().bent(body);
      case 1 -> body(deep()).getBytes(UTF_8);
      case 3 -> body(greedy()).getBytes(UTF_8);
      case 2 -> body(withOneFieldMore()).getBytes(UTF_8);
      default -> {
        String schema = DeletionRequest.getClassSchema().toString();
        yield body(new String(calls.bodies().bent(schema), UTF_8)).getBytes(UTF_8);
      }
    };
  }

  /** As deep or as wide as fits. */
  private String deep() {
    String[] around =
        mutator.oneOf(
            List.of(
                new String[] {"{\"type\":\"array\",\"items\":", "}"},
                new String[] {"{\"type\":\"map\",\"values\":", "}"},
                new String[] {"[\"null\",", "]"},
                new String[] {"{\"type\":", "}"},
                new String[] {"[", "]"}));
    int most = (TextLimit.SCHEMA.characters() - 8) / (around[0].length() + around[1].length());
    int depth = mutator.below(2) == 0 ? most : 1 + mutator.below(most);
    return around[0].repeat(depth) + "\"long\"" + around[1].repeat(depth);
  }

  /** Short, and endless for who reads by it. */
  private String greedy() {
    String items = "{\"type\":\"array\",\"items\":\"null\"}";
    return withOneMore(
        MAPPER.createObjectNode().put("name", "greedy").putNull("default").toString(),
        "[\"null\"," + (mutator.below(4) == 0 ? items : doubled(1 + mutator.below(60))) + "]");
  }

  /** Records, each of which has the one before it twice. */
  private static String doubled(int levels) {
    String schema = "{\"type\":\"record\",\"name\":\"L0\",\"fields\":[]}";
    for (int level = 1; level < levels; level++) {
      schema =
          """
          {"type":"record","name":"L%d","fields":[{"name":"x","type":%s},{"name":"y","type":"L%d"}]}\
          """
              .formatted(level, schema, level - 1);
    }
    return schema;
  }

  /** What an app of tomorrow might register, and one that has nothing of that in mind. */
  private String withOneFieldMore() {
    return withOneMore(
        MAPPER
            .createObjectNode()
            .put("name", mutator.below(2) == 0 ? "f" + mutator.below(400) : mutator.text("field"))
            .put("doc", mutator.text("a field"))
            .put("default", mutator.below(2) == 0 ? null : mutator.text("x"))
            .toString(),
        "[\"null\",\"string\"]");
  }

  private static String withOneMore(String field, String type) {
    String whole = field.substring(0, field.length() - 1) + ",\"type\":" + type + "},";
    return DeletionRequest.getClassSchema()
        .toString()
        .replaceFirst("\"fields\":\\[", Matcher.quoteReplacement("\"fields\":[" + whole));
  }
}

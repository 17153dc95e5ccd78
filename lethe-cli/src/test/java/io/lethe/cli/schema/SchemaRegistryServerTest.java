// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.domain.text.TextLimit;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.registry.FileSchemaRegistryClient;
import io.lethe.schemas.registry.IncompatibleSchemaException;
import io.lethe.schemas.registry.SchemaRegistryClient;
import io.lethe.schemas.registry.SchemaRegistryClients;
import io.lethe.schemas.registry.SerdeConfig;
import io.lethe.schemas.registry.UnknownSchemaException;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaRegistryServerTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Tenants TENANTS = Tenants.of(List.of("shop"));
  private static final List<Topic<?>> TOPICS = TENANTS.topics(Topics.all());
  private static final String REQUESTS = "/subjects/deletion.requests-value";
  private static final String EVENTS = "/subjects/model.events-value";

  @TempDir private Path directory;
  private FileSchemaRegistryClient file;
  private SchemaRegistryServer server;
  private int requestId;

  private record Answer(int status, JsonNode body, String contentType) {
    private int code() {
      return body.path("error_code").asInt();
    }

    private String message() {
      return body.path("message").asText();
    }
  }

  @BeforeEach
  void start() {
    file = new FileSchemaRegistryClient(directory);
    for (Topic<?> topic : TOPICS) {
      file.register(topic.valueSubject(), topic.valueSchema());
    }
    requestId =
        file.idOf("deletion.requests-value", DeletionRequest.getClassSchema()).orElseThrow();
    server = SchemaRegistryServer.start(0, directory, TENANTS);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldGiveASchemaByItsId() throws Exception {
    Answer answer = get("/schemas/ids/" + requestId + "?subject=deletion.requests-value");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.contentType()).isEqualTo("application/vnd.schemaregistry.v1+json");
    String text = answer.body().get("schema").textValue();
    assertThat(new Schema.Parser().parse(text).getFullName())
        .isEqualTo("io.lethe.schemas.DeletionRequest");
    assertThat(get("/schemas/ids/" + requestId + "/schema").body())
        .isEqualTo(MAPPER.readTree(text));
  }

  @Test
  void shouldSayWhereASchemaStands() throws Exception {
    int status = get("/subjects/deletion.status-value/versions/1").body().get("id").intValue();

    assertThat(get("/schemas/ids/" + status + "/subjects").body())
        .isEqualTo(json("['deletion.history-value', 'deletion.status-value']"));
    assertThat(get("/schemas/ids/" + status + "/versions").body())
        .isEqualTo(
            json(
                "[{'subject': 'deletion.history-value', 'version': 1},"
                    + " {'subject': 'deletion.status-value', 'version': 1}]"));
  }

  @Test
  void shouldListSubjectsAndTheirVersions() throws Exception {
    assertThat(get("/subjects").body())
        .hasSize(TOPICS.size())
        .contains(json("'deletion.requests-value'"));
    assertThat(get("/subjects?subjectPrefix=model.").body()).hasSize(5);
    assertThat(get(REQUESTS + "/versions").body()).isEqualTo(json("[1]"));
    assertThat(get("/schemas/types").body()).isEqualTo(json("['AVRO']"));
    assertThat(get("/").body()).isEqualTo(json("{}"));
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "latest", "-1"})
  void shouldGiveAVersion(String version) throws Exception {
    Answer registered = register(REQUESTS, ahead("channel"));
    int number = version.equals("1") ? 1 : 2;

    JsonNode body = get(REQUESTS + "/versions/" + version).body();

    assertThat(body.get("subject").textValue()).isEqualTo("deletion.requests-value");
    assertThat(body.get("version").intValue()).isEqualTo(number);
    assertThat(body.get("id")).isEqualTo(number == 1 ? json("" + requestId) : id(registered));
    assertThat(get(REQUESTS + "/versions/" + version + "/schema").body())
        .isEqualTo(MAPPER.readTree(body.get("schema").textValue()));
  }

  @ParameterizedTest
  @CsvSource({
    "/schemas/ids/4711, 404, 40403, Schema 4711 not found",
    "/schemas/ids/0, 404, 40403, Schema 0 not found",
    "/schemas/ids/99999999999, 404, 40403, Schema 99999999999 not found",
    "/schemas/ids/x/subjects, 404, 40403, Schema x not found",
    "/subjects/nobody/versions, 404, 40401, Subject 'nobody' not found.",
    "/subjects/nobody/versions/latest, 404, 40401, Subject 'nobody' not found.",
    "/config/nobody, 404, 40401, Subject 'nobody' not found.",
    "/subjects/model.events-value/versions/2, 404, 40402, Version 2 not found.",
    "/subjects/model.events-value/versions/9999999999, 404, 40402, Version 2147483647 not found.",
    "/subjects/model.events-value/versions/0, 422, 42202, The specified version '0' is not",
    "/subjects/model.events-value/versions/-2, 422, 42202, The specified version '-2' is not",
    "/subjects/model.events-value/versions/x, 422, 42202, The specified version 'x' is not",
    "/v1/metadata/id, 404, 404, no route has this path",
  })
  void shouldSayInConfluentsFormWhatThereIsNot(String path, int status, int code, String message)
      throws Exception {
    Answer answer = get(path);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.message()).startsWith(message);
    assertThat(answer.contentType()).isEqualTo("application/vnd.schemaregistry.v1+json");
  }

  @Test
  void shouldFindASchemaHoweverItIsWritten() throws Exception {
    String spread = MAPPER.readTree(DeletionRequest.getClassSchema().toString()).toPrettyString();

    JsonNode found = post(REQUESTS + "?normalize=False&deleted=False", schema(spread)).body();

    assertThat(found.get("id").intValue()).isEqualTo(requestId);
    assertThat(found.get("version").intValue()).isEqualTo(1);
    assertThat(post(REQUESTS, schema(ahead("channel").toString())).code()).isEqualTo(40403);
    assertThat(post("/subjects/nobody", schema(spread)).code()).isEqualTo(40401);
  }

  @Test
  void shouldGiveTheIdOfAKnownSchemaThatIsRegisteredAgain() throws Exception {
    assertThat(register(REQUESTS, DeletionRequest.getClassSchema()).body())
        .isEqualTo(json("{'id': " + requestId + "}"));
    assertThat(register(EVENTS, ModelEvent.getClassSchema()).status()).isEqualTo(200);
    assertThat(get(REQUESTS + "/versions").body()).hasSize(1);
  }

  /** What stood there unreadable would stop every reader of a record that names it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name':'x','type':{'type':'map','values':'string'},'default':{'type':'string'}}",
        "{'name':'x','type':{'type':'map','values':'double'},'default':{'a':1e999}}",
        "{'name':'x','type':'double','default':1e999}",
        "{'name':'x','type':{'type':'array','items':'double'},'default':[1e999,-1e99999]}"
      })
  void shouldKeepNoSchemaThatCannotBeReadAgain(String field) throws Exception {
    String good = plain(DeletionRequest.getClassSchema()).toString();
    assertThat(good).endsWith("]}");
    String odd = good.substring(0, good.length() - 2) + ("," + field + "]}").replace('\'', '"');

    Answer answer = post(REQUESTS + "/versions", schema(odd));

    if (answer.status() == 200) {
      assertThat(file.schemaById(id(answer).intValue()).getField("x")).isNotNull();
    } else {
      assertThat(answer.status()).as(answer.body().toString()).isIn(409, 422);
    }
    assertThat(register(REQUESTS, ahead("channel")).status())
        .as("the next good one")
        .isEqualTo(200);
  }

  @Test
  void shouldRegisterACompatibleSchemaWhereAppsWrite() throws Exception {
    Answer answer = register(REQUESTS, ahead("channel"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(file.schemaById(id(answer).intValue())).isEqualTo(ahead("channel"));
    assertThat(get(REQUESTS + "/versions").body()).isEqualTo(json("[1, 2]"));
  }

  @Test
  void shouldRegisterOneOnTheTopicsOfTheTenantsThatThereAre() throws Exception {
    String shops = "/subjects/deletion.requests.shop-value";

    Answer known = register(shops, DeletionRequest.getClassSchema());
    Answer fresh = register(shops, ahead("channel"));
    Answer nobodys =
        register("/subjects/deletion.requests.nobody-value", DeletionRequest.getClassSchema());

    assertThat(id(known).intValue()).isEqualTo(requestId);
    assertThat(fresh.status()).isEqualTo(200);
    assertThat(get(shops + "/versions").body()).isEqualTo(json("[1, 2]"));
    assertThat(get(REQUESTS + "/versions").body()).as("the other's").isEqualTo(json("[1]"));
    assertThat(nobodys.code()).isEqualTo(42205);
  }

  @Test
  void shouldRefuseAnIncompatibleSchema() throws Exception {
    Schema other =
        SchemaBuilder.record("DeletionRequest")
            .namespace("io.lethe.schemas")
            .fields()
            .requiredLong("requestId")
            .endRecord();

    Answer answer = register(REQUESTS, other);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo(409);
    assertThat(answer.message()).contains("deletion.requests-value", "FULL_TRANSITIVE");
    assertThat(get(REQUESTS + "/versions").body()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"model.events-value", "deletion.requests-key", "nobody"})
  void shouldRefuseANewSchemaWhereAppsDoNotWrite(String subject) throws Exception {
    Answer answer = register("/subjects/" + subject, ahead("channel"));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.code()).isEqualTo(42205);
    assertThat(answer.message())
        .contains("'" + subject + "' takes no new schemas")
        .contains("deletion.requests-value");
    assertThat(file.content().schemas())
        .hasSize((int) TOPICS.stream().map(Topic::valueType).distinct().count());
  }

  @Test
  void shouldTakeNoSchemasWithoutEnd() throws Exception {
    for (int i = 1; i < Admission.MAX_VERSIONS; i++) {
      file.register("deletion.requests-value", ahead("channel" + i));
    }

    Answer answer = register(REQUESTS, ahead("channel"));

    assertThat(answer.code()).isEqualTo(42205);
    assertThat(answer.message()).contains("100 schemas and takes no more");
    assertThat(register(REQUESTS, ahead("channel1")).status()).isEqualTo(200);
  }

  @Test
  void shouldSayWhatCouldFollow() throws Exception {
    register(REQUESTS, ahead("channel"));
    String with = schema(ahead("other").toString());
    String without = schema("{\"type\": \"string\"}");
    String versions = "/compatibility" + REQUESTS + "/versions";

    for (String which : List.of("/latest?normalize=False&verbose=False", "/1", "/2", "")) {
      assertThat(post(versions + which, with).body()).isEqualTo(json("{'is_compatible': true}"));
      assertThat(post(versions + which, without).body())
          .isEqualTo(json("{'is_compatible': false}"));
    }
    assertThat(post(versions + "/latest?verbose=true", without).body().get("messages"))
        .isNotEmpty();
    assertThat(post(versions + "/3", with).code()).isEqualTo(40402);
    assertThat(post("/compatibility/subjects/nobody/versions/latest", with).code())
        .isEqualTo(40401);
    assertThat(post("/compatibility/subjects/nobody/versions", with).body())
        .isEqualTo(json("{'is_compatible': true}"));
    assertThat(get("/config").body()).isEqualTo(json("{'compatibilityLevel': 'FULL_TRANSITIVE'}"));
    assertThat(get("/config/model.events-value").body())
        .isEqualTo(json("{'compatibilityLevel': 'FULL_TRANSITIVE'}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "no JSON                                            | 400 | 400   | it is no JSON",
        "{'schema': '{}'} {}                                | 400 | 400   | it is no JSON",
        "{'schema': '{}', 'schema': '{}'}                   | 400 | 400   | it is no JSON",
        "['schema']                                         | 400 | 400   | must be a JSON object",
        "{}                                                 | 422 | 42201 | schema must be the",
        "{'schema': ''}                                     | 422 | 42201 | schema must be the",
        "{'schema': {'type': 'string'}}                     | 422 | 42201 | schema must be the",
        "{'schema': 'no schema'}                            | 422 | 42201 | none of Avro's",
        "{'schema': '{}', 'schemaType': 'PROTOBUF'}         | 422 | 42201 | must be AVRO",
        "{'schema': '{}', 'references': [{'name': 'other'}]}| 422 | 42201 | references must be",
        "{'schema': '{}', 'ruleSet': {'domainRules': []}}   | 422 | 42201 | ruleSet must be empty",
      })
  void shouldRefuseWhatIsNoAvroSchema(String body, int status, int code, String message)
      throws Exception {
    Answer answer = post(REQUESTS + "/versions", body.replace('\'', '"'));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.message()).contains(message);
  }

  @Test
  void shouldRefuseWhatIsTooLong() throws Exception {
    int characters = TextLimit.SCHEMA.characters();
    String longest = "\"" + "x".repeat(characters - 2) + "\"";
    byte[] huge = schema("x".repeat(PostedSchema.MAX_BODY_BYTES)).getBytes(StandardCharsets.UTF_8);

    assertThat(post(REQUESTS, schema(longest)).message()).contains("none of Avro's");
    assertThat(post(REQUESTS, schema(longest + " ")).message())
        .contains("schema must have at most 65,536 characters, not 65537");
    Answer declared = post(REQUESTS, "application/json", BodyPublishers.ofByteArray(huge));
    assertThat(declared.code()).isEqualTo(413);
    Answer chunked =
        post(
            REQUESTS,
            "application/json",
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(huge)));
    assertThat(chunked.status()).isEqualTo(413);
    assertThat(chunked.code()).isEqualTo(413);
  }

  @ParameterizedTest
  @CsvSource({"text/plain", "application/x-www-form-urlencoded", "application/octet-stream"})
  void shouldRefuseWhatAPageOfAnotherSiteMaySend(String contentType) throws Exception {
    Answer answer =
        post(REQUESTS + "/versions", contentType, body(schema(ahead("channel").toString())));

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.message())
        .contains("Content-Type must be one of", "application/vnd.schemaregistry.v1+json")
        .contains("application/json");
    assertThat(get(REQUESTS + "/versions").body()).hasSize(1);
  }

  @Test
  void shouldLetNoPageOfAnotherSiteRegisterWhateverItsNameMeans() throws Exception {
    int before = file.content().schemas().size();
    String body = schema(ahead("channel").toString());
    Answer elsewhere =
        send(
            HttpRequest.newBuilder(URI.create(server.url() + REQUESTS + "/versions"))
                .header("content-type", "application/json")
                .header("origin", "http://evil.example")
                .POST(body(body))
                .build());
    assertThat(elsewhere.status()).isEqualTo(403);
    assertThat(elsewhere.code()).isEqualTo(403);
    assertThat(elsewhere.message()).contains("Origin is another site's");

    String rebound =
        "POST %s/versions HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(REQUESTS, body.length(), body);
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(server.url()).getPort())) {
      socket.getOutputStream().write(rebound.getBytes(StandardCharsets.UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 421")
          .contains("\"error_code\":421", "Host names another machine");
    }
    assertThat(file.content().schemas()).hasSize(before);
  }

  @Test
  void shouldTellThatItsFileIsDamaged() throws Exception {
    Files.writeString(directory.resolve("schemas.json"), "{");

    Answer answer = get("/subjects");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.code()).isEqualTo(50001);
    assertThat(answer.message()).contains("restore it from a backup");
  }

  @Test
  void shouldServeOurOwnClientToo() {
    SchemaRegistryClient client =
        SchemaRegistryClients.of(new SerdeConfig(server.url(), true, Optional.empty()));

    assertThat(client.register("deletion.requests-value", DeletionRequest.getClassSchema()))
        .isEqualTo(requestId);
    assertThat(client.idOf("deletion.requests-value", ahead("channel"))).isEmpty();
    assertThat(client.schemaById(requestId).getFullName())
        .isEqualTo("io.lethe.schemas.DeletionRequest");
    assertThatThrownBy(() -> client.schemaById(4711)).isInstanceOf(UnknownSchemaException.class);
    assertThatThrownBy(
            () -> client.register("deletion.requests-value", ModelEvent.getClassSchema()))
        .isInstanceOf(IncompatibleSchemaException.class);
  }

  @Test
  void shouldListenOnLoopbackAlone() throws IOException {
    List<InetAddress> others =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
            .toList();
    assumeThat(others).isNotEmpty();
    int port = URI.create(server.url()).getPort();

    for (InetAddress other : others) {
      assertThatThrownBy(() -> new Socket(other, port).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  /** A request's schema of tomorrow, with one field more. */
  private static Schema ahead(String field) {
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field each : plain(DeletionRequest.getClassSchema()).getFields()) {
      fields.add(new Schema.Field(each, each.schema()));
    }
    Schema optional = SchemaBuilder.unionOf().nullType().and().stringType().endUnion();
    fields.add(
        new Schema.Field(field, optional, "how they asked", Schema.Field.NULL_DEFAULT_VALUE));
    return Schema.createRecord("DeletionRequest", "", "io.lethe.schemas", false, fields);
  }

  /** As other languages have it. */
  private static Schema plain(Schema schema) {
    return new Schema.Parser()
        .parse(
            schema
                .toString()
                .replace("{\"type\":\"string\",\"avro.java.string\":\"String\"}", "\"string\"")
                .replace(",\"avro.java.string\":\"String\"", ""));
  }

  private static JsonNode id(Answer registered) {
    return registered.body().get("id");
  }

  private static JsonNode json(String text) throws IOException {
    return MAPPER.readTree(text.replace('\'', '"'));
  }

  private static String schema(String text) {
    return MAPPER.createObjectNode().put("schema", text).toString();
  }

  private static BodyPublisher body(String text) {
    return BodyPublishers.ofString(text);
  }

  private Answer register(String subject, Schema schema) throws Exception {
    return post(subject + "/versions?normalize=False", schema(schema.toString()));
  }

  private Answer get(String path) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(server.url() + path)).build());
  }

  private Answer post(String path, String json) throws Exception {
    return post(path, "application/vnd.schemaregistry.v1+json", body(json));
  }

  private Answer post(String path, String contentType, BodyPublisher body) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("content-type", contentType)
            .POST(body)
            .build());
  }

  private static Answer send(HttpRequest request) throws Exception {
    HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(
        response.statusCode(),
        MAPPER.readTree(response.body()),
        response.headers().firstValue("content-type").orElse(""));
  }
}

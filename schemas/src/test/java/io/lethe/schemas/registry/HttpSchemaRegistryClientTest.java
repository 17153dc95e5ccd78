// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSchemaRegistryClientTest extends SchemaRegistryClientContract {

  private static final String NOBODY = "http://127.0.0.1:1";

  private RegistryServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = new RegistryServer();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Override
  SchemaRegistryClient client() {
    return client(server.url());
  }

  @Test
  void shouldSpeakTheProtocol() {
    client().register("a topic/t-value", FIRST);
    client().schemaById(1);

    assertThat(server.received())
        .extracting(RegistryServer.Received::method, RegistryServer.Received::rawPath)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("POST", "/subjects/a%20topic%2Ft-value/versions"),
            org.assertj.core.groups.Tuple.tuple("GET", "/schemas/ids/1"));
    assertThat(server.received().get(0).contentType())
        .isEqualTo("application/vnd.schemaregistry.v1+json");
    assertThat(server.received())
        .allSatisfy(
            each -> assertThat(each.accept()).contains("application/vnd.schemaregistry.v1+json"))
        .allSatisfy(each -> assertThat(each.authorization()).isNull());
  }

  @Test
  void shouldAuthenticateWithUserInfo() {
    SchemaRegistryClient client =
        SchemaRegistryClients.of(new SerdeConfig(server.url(), true, Optional.of("user:secret")));

    client.register("t-value", FIRST);

    assertThat(server.received().get(0).authorization()).isEqualTo(basic("user:secret"));
  }

  @Test
  void shouldAuthenticateWithCredentialsOfTheUrl() {
    SchemaRegistryClient client =
        SchemaRegistryClients.of(
            new SerdeConfig(
                server.url().replace("http://", "http://me:word@"), true, Optional.empty()));

    client.register("t-value", FIRST);

    assertThat(server.received().get(0).authorization()).isEqualTo(basic("me:word"));
  }

  @Test
  void shouldAskOnceForWhatCannotChange() {
    SchemaRegistryClient client =
        SchemaRegistryClients.of(new SerdeConfig(server.url(), true, Optional.empty()));

    int id = client.register("t-value", FIRST);
    client.register("t-value", FIRST);
    client.idOf("t-value", FIRST);
    client.schemaById(id);
    client.schemaById(id);

    assertThat(server.received()).hasSize(2);
  }

  @Test
  void shouldKnowWithoutTheRegistryWhatAnotherPartOfTheProcessHasLearnt() {
    SerdeConfig config = new SerdeConfig(server.url(), true, Optional.empty());
    SchemaRegistryClient one = SchemaRegistryClients.of(config);
    int id = one.register("t-value", FIRST);
    one.schemaById(id);
    server.close();

    SchemaRegistryClient another =
        SchemaRegistryClients.of(new SerdeConfig(server.url(), true, Optional.empty()));

    assertThat(another.register("t-value", FIRST)).isEqualTo(id);
    assertThat(another.schemaById(id)).isEqualTo(FIRST);
  }

  @Test
  void shouldNotRememberThatASchemaWasMissing() {
    SchemaRegistryClient client =
        SchemaRegistryClients.of(new SerdeConfig(server.url(), true, Optional.empty()));
    assertThat(client.idOf("t-value", FIRST)).isEmpty();

    client().register("t-value", FIRST);

    assertThat(client.idOf("t-value", FIRST)).isPresent();
  }

  @Test
  void shouldTryAgainAfterServerErrors() {
    server.failNext(500, 503);

    assertThat(client().register("t-value", FIRST)).isEqualTo(1);
    assertThat(server.received()).hasSize(3);
  }

  @Test
  void shouldGiveUpAfterItsAttempts() {
    server.failNext(500, 500, 500);

    assertThatThrownBy(() -> client().schemaById(1))
        .isInstanceOf(SchemaRegistryException.class)
        .isNotInstanceOf(UnknownSchemaException.class)
        .hasMessageContaining("failed 3 times at /schemas/ids/1")
        .hasMessageContaining("answered 500");
    assertThat(server.received()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"syntax = \"proto3\"; message Request {}", "\"io.other.Reference\"", "{}"})
  void shouldTellWhatIsNoAvroSchemaFromARegistryThatIsAway(String text) {
    server.hold(text);

    assertThatThrownBy(() -> client().schemaById(1))
        .isInstanceOf(UnreadableSchemaException.class)
        .hasMessage("schema id 1 is no whole Avro schema in the registry [" + server.url() + "]");
  }

  @Test
  void shouldNotRepeatWhatTheRegistryRefuses() {
    server.failNext(422);

    assertThatThrownBy(() -> client().register("t-value", FIRST))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining("refused to register a schema for subject t-value: 422")
        .hasMessageContaining("told to fail");
    assertThat(server.received()).hasSize(1);
  }

  @Test
  void shouldTurnToTheNextAddressWhenOneIsDown() {
    assertThat(client(NOBODY, server.url()).register("t-value", FIRST)).isEqualTo(1);
  }

  @Test
  void shouldSayThatNobodyAnswers() {
    assertThatThrownBy(() -> client(NOBODY).register("t-value", FIRST))
        .isInstanceOf(SchemaRegistryException.class)
        .hasMessageContaining(NOBODY)
        .hasMessageContaining("no answer")
        .hasRootCauseInstanceOf(IOException.class);
  }

  private static HttpSchemaRegistryClient client(String... urls) {
    return new HttpSchemaRegistryClient(
        new RegistryHttp(
            Arrays.stream(urls).map(URI::create).toList(),
            Optional.empty(),
            Optional.empty(),
            new RetryPolicy(3, Duration.ZERO)));
  }

  private static String basic(String userInfo) {
    return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.lethe.kit.config.Configuration;
import io.lethe.kit.config.ConfigurationException;
import io.lethe.kit.service.ExitCode;
import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(S3Server.Shared.class)
class ArtifactStoresTest {

  private static final String SECRET = "wJalrXUtnFEMI";
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

  /** A service's configuration. */
  @ConfigMapping(prefix = "lethe.room")
  public interface RoomConfig {
    ArtifactSettings artifacts();
  }

  @TempDir Path directory;

  private final URI server;

  ArtifactStoresTest(S3Server server) {
    this.server = server.endpoint();
  }

  @BeforeEach
  void setCredentials() {
    System.setProperty("aws.accessKeyId", "AKIAtest");
    System.setProperty("aws.secretAccessKey", SECRET);
  }

  @AfterEach
  void clearCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @Test
  void shouldOpenAFolder() {
    Path folder = directory.resolve("store");

    ArtifactStore store =
        ArtifactStores.open(settings("location", folder.toString()), ArtifactWriter.WORKER);

    String digest = store.putBlob(CONTENT).digest();
    assertThat(folder.resolve(new StoreLayout(ArtifactWriter.WORKER).blob(digest))).exists();
  }

  @Test
  void shouldOpenABucketWithAPrefix() {
    ArtifactStore store =
        ArtifactStores.open(
            settings(
                "location",
                "s3://lethe/some/house",
                "cache",
                directory.resolve("cache").toString(),
                "s3.endpoint",
                server.toString(),
                "s3.region",
                "eu-central-1"),
            ArtifactWriter.WORKER);

    String digest = store.putBlob(CONTENT).digest();
    assertThat(store.readBlob(digest)).isEqualTo(CONTENT);
    assertThat(
            ArtifactStores.open(s3(server, "lethe/some/other-house"), ArtifactWriter.WORKER)
                .contains(digest))
        .isFalse();
  }

  @Test
  void shouldReadItsKeysFromYaml() throws IOException {
    Path file = directory.resolve("room.yaml");
    Files.writeString(
        file,
        """
        lethe:
          room:
            artifacts:
              location: s3://lethe/house
              cache: /var/cache/lethe
              s3:
                endpoint: http://s3:9000
                region: eu-central-1
        """);

    ArtifactSettings settings =
        Configuration.load(RoomConfig.class, Optional.of(file), Map.of()).artifacts();

    assertThat(settings.location()).isEqualTo("s3://lethe/house");
    assertThat(settings.cache()).contains(Path.of("/var/cache/lethe"));
    assertThat(settings.s3().endpoint()).contains("http://s3:9000");
    assertThat(settings.s3().region()).contains("eu-central-1");
  }

  @Test
  void shouldNeedALocationOnly() {
    ArtifactSettings settings = settings("location", "/data");

    assertThat(settings.cache()).isEmpty();
    assertThat(settings.s3().endpoint()).isEmpty();
    assertThat(settings.s3().region()).isEmpty();
    assertThatThrownBy(() -> settings())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("lethe.room.artifacts.location");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://",
        "s3://ab",
        "s3://Lethe",
        "s3:///lethe",
        "s3://lethe//house",
        "s3://lethe/../other",
        "s3://lethe/a b",
        "http://lethe",
        "file:///data",
        " "
      })
  void shouldRefuseLocationsThatAreNone(String location) {
    assertThatThrownBy(
            () ->
                ArtifactStores.open(
                    settings("location", location, "cache", "/cache"), ArtifactWriter.WORKER))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("location");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3.example", "ftp://s3", "http:s3", "http://s3/?a=b", "http://a b"})
  void shouldNameEveryBrokenRuleAtOnce(String endpoint) {
    assertThatThrownBy(
            () ->
                ArtifactStores.open(
                    settings("location", "s3://lethe", "s3.endpoint", endpoint),
                    ArtifactWriter.WORKER))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("artifacts.cache is not set; a store on S3 needs a folder")
        .hasMessageContaining("artifacts.s3.endpoint is ")
        .hasMessageContaining("it must be http(s)://host[:port]");
  }

  @Test
  void shouldNotRepeatCredentialsOfAnEndpoint() {
    assertThatThrownBy(
            () ->
                ArtifactStores.open(
                    s3(URI.create("http://me:" + SECRET + "@s3"), "x"), ArtifactWriter.WORKER))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("artifacts.s3.endpoint holds credentials")
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void shouldNotTakeABucketForAFolder() {
    assertThatThrownBy(
            () ->
                ArtifactStores.open(
                    settings("location", "lethe", "s3.endpoint", "http://localhost:9000"),
                    ArtifactWriter.WORKER))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'lethe', a folder, and artifacts.s3.endpoint is set");
  }

  @Test
  void shouldSayThatTheBucketIsMissing() {
    assertUnreachable(
        () -> ArtifactStores.open(s3(server, "lost-bucket"), ArtifactWriter.WORKER),
        "s3://lost-bucket/ at " + server + " cannot be opened: status 404",
        "create it, or correct artifacts.location");
  }

  @Test
  void shouldSayThatNobodyAnswers() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertUnreachable(
        () ->
            ArtifactStores.open(
                s3(URI.create("http://127.0.0.1:" + port), "lethe"), ArtifactWriter.WORKER),
        "no answer",
        "check that the store runs, artifacts.s3.endpoint and the network");
  }

  @Test
  void shouldSayThatCredentialsAreRefused() throws IOException {
    HttpServer refusing =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    refusing.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(403, -1);
          exchange.close();
        });
    refusing.start();
    try {
      URI endpoint = URI.create("http://127.0.0.1:" + refusing.getAddress().getPort());
      assertUnreachable(
          () -> ArtifactStores.open(s3(endpoint, "lethe"), ArtifactWriter.WORKER),
          "status 403",
          "the credentials were refused or lack a right");
    } finally {
      refusing.stop(0);
    }
  }

  @Test
  void shouldSayThatTheCacheCannotBeUsed() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertUnreachable(
        () ->
            ArtifactStores.open(
                settings(
                    "location", "s3://lethe/without-cache",
                    "cache", file.toString(),
                    "s3.endpoint", server.toString()),
                ArtifactWriter.WORKER),
        "cannot be opened",
        "artifacts.cache must be a folder");
  }

  private static void assertUnreachable(ThrowingCallable opening, String what, String wayOut) {
    assertThatThrownBy(opening)
        .isInstanceOf(ArtifactStoreException.class)
        .hasMessageContaining(what)
        .hasMessageContaining(wayOut)
        .hasMessageNotContaining(SECRET)
        .satisfies(failure -> assertThat(ExitCode.of(failure)).isEqualTo(ExitCode.UNREACHABLE));
  }

  private ArtifactSettings s3(URI endpoint, String place) {
    return settings(
        "location", "s3://" + place,
        "cache", directory.resolve("cache").toString(),
        "s3.endpoint", endpoint.toString());
  }

  private static ArtifactSettings settings(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put("lethe.room.artifacts." + keysAndValues[i], keysAndValues[i + 1]);
    }
    return Configuration.load(RoomConfig.class, Optional.empty(), values).artifacts();
  }

  @Test
  void shouldTellAFullDiskFromAStoreThatCannotBeReached() {
    ArtifactStoreException failure =
        new ArtifactStoreException(
            "Tree cannot be stored", new IOException("/cache/x: No space left on device"));

    assertThat(ExitCode.of(failure)).isEqualTo(ExitCode.DISK_FULL);
  }
}

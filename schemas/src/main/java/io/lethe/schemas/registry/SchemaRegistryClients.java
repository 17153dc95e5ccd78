package io.lethe.schemas.registry;

import io.lethe.schemas.serde.SerdeConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/** Opens the client that a registry's URL asks for. */
public final class SchemaRegistryClients {

  private static final String MOCK = "mock://";

  private SchemaRegistryClients() {}

  /**
   * Opens a client that remembers answers.
   *
   * @throws ConfigException where the URL has no known scheme
   */
  public static SchemaRegistryClient open(SerdeConfig config) {
    String url = config.schemaRegistryUrl();
    if (url.startsWith(MOCK)) {
      return new CachingSchemaRegistryClient(
          new MockSchemaRegistryClient(url.substring(MOCK.length())));
    }
    if (url.startsWith("file:")) {
      return new CachingSchemaRegistryClient(new FileSchemaRegistryClient(path(url)));
    }
    if (url.startsWith("http://") || url.startsWith("https://")) {
      return new CachingSchemaRegistryClient(
          new HttpSchemaRegistryClient(httpTransport(url, config.userInfo())));
    }
    throw new ConfigException(
        SerdeConfig.SCHEMA_REGISTRY_URL,
        url,
        "must begin with http://, https://, file:/// or mock://");
  }

  private static Path path(String url) {
    try {
      return Path.of(URI.create(url));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          SerdeConfig.SCHEMA_REGISTRY_URL, url, "must be file:/// and an absolute directory");
    }
  }

  private static RegistryHttp httpTransport(String urls, Optional<String> userInfo) {
    List<URI> bases =
        Arrays.stream(urls.split(",", -1)).map(String::strip).map(URI::create).toList();
    String credentials = userInfo.orElseGet(() -> bases.get(0).getUserInfo());
    return new RegistryHttp(
        bases.stream().map(RegistryHttp::withoutUserInfo).toList(),
        Optional.ofNullable(credentials),
        RetryPolicy.DEFAULT);
  }
}

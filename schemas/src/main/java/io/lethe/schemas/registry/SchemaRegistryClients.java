// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import io.lethe.domain.crypto.TrustedIssuers;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.config.ConfigException;

/**
 * The clients of this process, one for each configuration. Producers are made anew for every
 * transaction, and each brings new serdes: only because they share a client, and with it what it
 * has learnt, does a registry that is away not stop work under schemas that are known.
 */
public final class SchemaRegistryClients {

  private static final String MOCK = "mock://";
  private static final Map<SerdeConfig, SchemaRegistryClient> CLIENTS = new ConcurrentHashMap<>();

  private SchemaRegistryClients() {}

  /**
   * The client that a configuration asks for; it remembers answers as long as the process lives.
   *
   * @throws ConfigException where the URL has no known scheme
   */
  public static SchemaRegistryClient of(SerdeConfig config) {
    return CLIENTS.computeIfAbsent(config, SchemaRegistryClients::open);
  }

  private static SchemaRegistryClient open(SerdeConfig config) {
    String url = config.schemaRegistryUrl();
    if (url.startsWith(MOCK)) {
      return new CachingSchemaRegistryClient(
          new MockSchemaRegistryClient(url.substring(MOCK.length())));
    }
    if (url.startsWith("file:")) {
      return shared(new FileSchemaRegistryClient(path(url)));
    }
    if (url.startsWith("http://") || url.startsWith("https://")) {
      return shared(new HttpSchemaRegistryClient(httpTransport(url, config)));
    }
    throw new ConfigException(
        SerdeConfig.SCHEMA_REGISTRY_URL,
        url,
        "must begin with http://, https://, file:/// or mock://");
  }

  /** Of a registry that others write to: what they register may show here a little later. */
  private static SchemaRegistryClient shared(SchemaRegistryClient registry) {
    return new CachingSchemaRegistryClient(
        new PatientSchemaRegistryClient(registry, RetryPolicy.DEFAULT, UnknownIds.DEFAULT_REST));
  }

  private static Path path(String url) {
    try {
      return Path.of(URI.create(url));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          SerdeConfig.SCHEMA_REGISTRY_URL, url, "must be file:/// and an absolute directory");
    }
  }

  private static RegistryHttp httpTransport(String urls, SerdeConfig config) {
    List<URI> bases =
        Arrays.stream(urls.split(",", -1)).map(String::strip).map(URI::create).toList();
    String credentials = config.userInfo().orElseGet(() -> bases.get(0).getUserInfo());
    return new RegistryHttp(
        bases.stream().map(RegistryHttp::withoutUserInfo).toList(),
        Optional.ofNullable(credentials),
        config.issuers().map(TrustedIssuers::read),
        RetryPolicy.DEFAULT);
  }
}

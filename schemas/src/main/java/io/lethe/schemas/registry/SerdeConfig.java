// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * The settings of the serde and its registry client, under Confluent's names.
 *
 * @param schemaRegistryUrl {@code mock://scope}, {@code http(s)://host:port[,...]} or {@code
 *     file:///directory}
 * @param autoRegisterSchemas whether a serializer may register a schema the registry does not know
 * @param userInfo {@code user:password} for HTTP basic authentication
 * @param issuers PEM: whose certificates are taken over https; the JDK's where none are named
 */
public record SerdeConfig(
    String schemaRegistryUrl,
    boolean autoRegisterSchemas,
    Optional<String> userInfo,
    Optional<Path> issuers) {

  /** Where the registry is; mandatory. */
  public static final String SCHEMA_REGISTRY_URL = "schema.registry.url";

  /** Whether a serializer registers unknown schemas; default true. */
  public static final String AUTO_REGISTER_SCHEMAS = "auto.register.schemas";

  /** Where credentials come from: {@code URL} (default) or {@code USER_INFO}. */
  public static final String CREDENTIALS_SOURCE = "basic.auth.credentials.source";

  /** {@code user:password}, read where the source is {@code USER_INFO}. */
  public static final String USER_INFO = "basic.auth.user.info";

  /** The file of the issuers to trust over https. */
  public static final String TRUSTSTORE = "schema.registry.ssl.truststore.location";

  /** The file's form; {@code PEM} alone. */
  public static final String TRUSTSTORE_TYPE = "schema.registry.ssl.truststore.type";

  private static final String PEM = "PEM";

  public SerdeConfig {
    requireNonNull(schemaRegistryUrl, "schemaRegistryUrl");
    requireNonNull(userInfo, "userInfo");
    requireNonNull(issuers, "issuers");
  }

  /** Settings that trust the issuers that the JDK trusts. */
  public SerdeConfig(
      String schemaRegistryUrl, boolean autoRegisterSchemas, Optional<String> userInfo) {
    this(schemaRegistryUrl, autoRegisterSchemas, userInfo, Optional.empty());
  }

  /**
   * Picks the serde's settings out of a client's.
   *
   * @throws ConfigException where one is missing or breaks its rule
   */
  public static SerdeConfig from(Map<String, ?> config) {
    Object url = config.get(SCHEMA_REGISTRY_URL);
    if (url == null || url.toString().isBlank()) {
      throw new ConfigException(
          SCHEMA_REGISTRY_URL,
          url,
          "must name a registry: http(s)://host:port, file:///directory or mock://scope");
    }
    return new SerdeConfig(
        url.toString().strip(), autoRegister(config), userInfo(config), issuers(config));
  }

  private static boolean autoRegister(Map<String, ?> config) {
    Object value = config.get(AUTO_REGISTER_SCHEMAS);
    if (value == null || "true".equals(value.toString())) {
      return true;
    }
    if ("false".equals(value.toString())) {
      return false;
    }
    throw new ConfigException(AUTO_REGISTER_SCHEMAS, value, "must be true or false");
  }

  private static Optional<String> userInfo(Map<String, ?> config) {
    Object source = config.get(CREDENTIALS_SOURCE);
    if (source == null || "URL".equals(source.toString())) {
      return Optional.empty();
    }
    if (!"USER_INFO".equals(source.toString())) {
      throw new ConfigException(CREDENTIALS_SOURCE, source, "must be URL or USER_INFO");
    }
    Object info = config.get(USER_INFO);
    if (info == null || info.toString().indexOf(':') < 1) {
      // the value is a secret: say the rule, not the value
      throw new ConfigException(USER_INFO + " must be user:password");
    }
    return Optional.of(info.toString());
  }

  private static Optional<Path> issuers(Map<String, ?> config) {
    Object type = config.get(TRUSTSTORE_TYPE);
    if (type != null && !PEM.equals(type.toString())) {
      throw new ConfigException(TRUSTSTORE_TYPE, type, "must be PEM");
    }
    return Optional.ofNullable(config.get(TRUSTSTORE)).map(file -> Path.of(file.toString()));
  }

  @Override
  public String toString() {
    return "SerdeConfig[schemaRegistryUrl="
        + schemaRegistryUrl.replaceAll("//[^/@]*@", "//***@")
        + ", autoRegisterSchemas="
        + autoRegisterSchemas
        + "]";
  }
}

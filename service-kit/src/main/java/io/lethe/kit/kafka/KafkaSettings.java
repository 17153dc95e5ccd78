// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import static java.util.Objects.requireNonNull;

import io.lethe.kit.config.ConfigurationException;
import io.lethe.schemas.registry.SerdeConfig;
import io.lethe.schemas.topic.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where Kafka is and how its clients are set.
 *
 * <p>Merge order, later wins: Lethe's defaults; overrides without prefix, for every client;
 * overrides with the prefix of a role ({@code consumer.}, {@code producer.}, {@code streams.},
 * {@code admin.}); what Lethe owns. A key that Lethe owns may not be overridden at all, so that
 * nobody believes in a setting that has no effect.
 *
 * @param bootstrapServers {@code host:port[,host:port]}
 * @param schemaRegistryUrl as {@link SerdeConfig}
 * @param overrides further Kafka and serde settings, for example {@code security.protocol}
 * @param passOver records that cannot be decoded and are given up, each as topic/partition/offset
 */
public record KafkaSettings(
    String bootstrapServers,
    String schemaRegistryUrl,
    Map<String, String> overrides,
    Set<String> passOver) {

  private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

  /**
   * The brokers' newer group protocols are not used: session timeouts and static members are set
   * and tested for this one, and every supported broker speaks it.
   */
  private static final String CLASSIC = "classic";

  private static final String[] SERDE_KEYS = {
    SerdeConfig.AUTO_REGISTER_SCHEMAS,
    SerdeConfig.CREDENTIALS_SOURCE,
    SerdeConfig.USER_INFO,
    SerdeConfig.TRUSTSTORE,
    SerdeConfig.TRUSTSTORE_TYPE
  };

  private static final Pattern RECORD = Pattern.compile("[A-Za-z0-9._-]+/\\d+/\\d+");

  public KafkaSettings {
    requireNonNull(bootstrapServers, "bootstrapServers");
    requireNonNull(schemaRegistryUrl, "schemaRegistryUrl");
    overrides = Map.copyOf(overrides);
    passOver = Set.copyOf(passOver);
    List<String> problems = new ArrayList<>();
    if (bootstrapServers.isBlank()) {
      problems.add("Kafka bootstrap servers must be host:port[,host:port], not blank");
    }
    if (schemaRegistryUrl.isBlank()) {
      problems.add("The schema registry's URL must not be blank");
    }
    new TreeMap<>(overrides)
        .keySet()
        .forEach(
            key -> {
              if (isOwned(key)) {
                problems.add("Kafka setting " + key + " belongs to Lethe; remove the override");
              }
            });
    passOver.stream()
        .filter(record -> !RECORD.matcher(record).matches())
        .forEach(
            record ->
                problems.add(
                    "Kafka's pass-over has '"
                        + record
                        + "'; it must be topic/partition/offset, as the service's log names it"));
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  /** Settings that pass over no record. */
  public KafkaSettings(
      String bootstrapServers, String schemaRegistryUrl, Map<String, String> overrides) {
    this(bootstrapServers, schemaRegistryUrl, overrides, Set.of());
  }

  /** Settings of serdes: the registry and its credentials. */
  public Map<String, Object> serdeConfig() {
    Map<String, Object> config = new HashMap<>();
    config.put(SerdeConfig.SCHEMA_REGISTRY_URL, schemaRegistryUrl);
    for (String key : SERDE_KEYS) {
      if (overrides.containsKey(key)) {
        config.put(key, overrides.get(key));
      }
    }
    return config;
  }

  /**
   * Settings of a consumer: committed records only, from the earliest, offsets committed by hand.
   * Deserializers are given to its constructor.
   */
  public Map<String, Object> consumer(String groupId) {
    requireNonNull(groupId, "groupId");
    Map<String, Object> config = merged(ClientRole.CONSUMER, Map.of());
    config.put("group.id", groupId);
    config.put("isolation.level", "read_committed");
    config.put("auto.offset.reset", "earliest");
    config.put("enable.auto.commit", "false");
    config.put("group.protocol", CLASSIC);
    return config;
  }

  /** Settings of a producer: all replicas, idempotent. Serializers are given to its constructor. */
  public Map<String, Object> producer(String clientId) {
    requireNonNull(clientId, "clientId");
    Map<String, Object> config = merged(ClientRole.PRODUCER, Map.of());
    config.put("client.id", clientId);
    config.put("acks", "all");
    config.put("enable.idempotence", "true");
    return config;
  }

  /** Settings of a producer that writes in transactions. */
  public Map<String, Object> transactionalProducer(String transactionalId) {
    Map<String, Object> config = producer(transactionalId);
    config.put("transactional.id", transactionalId);
    return config;
  }

  /**
   * Settings of a Streams application: exactly once, transactional stores in its own state
   * directory, one thread, commits every 100 ms so that followers see results soon.
   */
  public Properties streams(String applicationId, Path stateDirectory) {
    requireNonNull(applicationId, "applicationId");
    requireNonNull(stateDirectory, "stateDirectory");
    Map<String, Object> config =
        merged(
            ClientRole.STREAMS,
            Map.of(
                "num.stream.threads", "1",
                "num.standby.replicas", "0",
                "commit.interval.ms", "100",
                "metadata.max.age.ms", "30000"));
    config.put("application.id", applicationId);
    config.put("state.dir", stateDirectory.toString());
    config.put("processing.guarantee", "exactly_once_v2");
    // KIP-892: what a store holds on disk is what was committed. Without it a store that was open
    // when the process was killed is corrupt by definition, and a global one would not be restored.
    config.put("enable.transactional.statestores", "true");
    // Streams would make its topics with the sender's time, which a broker refuses that is an hour
    // behind this machine.
    config.put("topic.message.timestamp.type", Storage.TIME_OF_RECEIPT);
    // And where nobody's rights are asked, anybody may write what unpacks to a gigabyte there.
    config.putIfAbsent("topic.compression.type", Storage.PLAIN);
    // Asked for at the wrong moment, a store's metric ends the process: see GuardedStreams.
    config.put("metrics.jmx.exclude", "kafka\\.streams:type=stream-state-metrics,.*");
    config.put("enable.metrics.push", "false");
    config.put("group.protocol", CLASSIC);
    config.put("auto.offset.reset", "earliest");
    Properties properties = new Properties();
    properties.putAll(config);
    return properties;
  }

  /** Settings of an admin client. */
  public Map<String, Object> admin() {
    return merged(ClientRole.ADMIN, Map.of());
  }

  /** What is set for the clients of each role. */
  List<Map<String, Object>> ofEveryRole() {
    return Arrays.stream(ClientRole.values()).map(role -> merged(role, Map.of())).toList();
  }

  @Override
  public String toString() {
    // values may be secrets: name the keys only
    return "KafkaSettings[bootstrapServers="
        + bootstrapServers
        + ", overridden="
        + new TreeMap<>(overrides).keySet()
        + "]";
  }

  private Map<String, Object> merged(ClientRole role, Map<String, String> defaults) {
    Map<String, Object> config = new HashMap<>(defaults);
    overrides.forEach(
        (key, value) -> {
          if (roleOf(key) == null && !isSerdeKey(key)) {
            config.put(key, value);
          }
        });
    overrides.forEach(
        (key, value) -> {
          if (key.startsWith(role.prefix())) {
            config.put(key.substring(role.prefix().length()), value);
          }
        });
    config.put(BOOTSTRAP_SERVERS, bootstrapServers);
    return config;
  }

  private static boolean isOwned(String key) {
    ClientRole role = roleOf(key);
    String bare = role == null ? key : key.substring(role.prefix().length());
    // Streams passes settings on to its inner clients under further prefixes
    String inner = bare.replaceFirst("^(main\\.|restore\\.|global\\.)?(consumer|producer)\\.", "");
    if (inner.equals(BOOTSTRAP_SERVERS) || inner.equals(SerdeConfig.SCHEMA_REGISTRY_URL)) {
      return true;
    }
    for (ClientRole each : ClientRole.values()) {
      if ((role == null || role == each) && each.owns(inner)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSerdeKey(String key) {
    return List.of(SERDE_KEYS).contains(key);
  }

  private static @Nullable ClientRole roleOf(String key) {
    for (ClientRole each : ClientRole.values()) {
      if (key.startsWith(each.prefix())) {
        return each;
      }
    }
    return null;
  }
}

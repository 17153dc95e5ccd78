package io.lethe.kit.kafka;

import io.lethe.schemas.topic.Cleanup;
import io.lethe.schemas.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Sees to the topics of a service before it starts: makes its own, waits for the others'. */
public final class TopicProvisioner {

  private final Admin admin;
  private final String brokers;
  private final Patience patience;

  private TopicProvisioner(Admin admin, String brokers, Patience patience) {
    this.admin = admin;
    this.brokers = brokers;
    this.patience = patience;
  }

  /**
   * Creates the owned topics that are missing, registers their schemas, waits until the awaited
   * topics exist, and checks the settings of all. Says every few seconds what it waits for.
   *
   * @param patience how long to wait for Kafka, the schema registry and topics in all
   * @throws TopicMismatchException where a topic has other settings than the catalogue says, or its
   *     schema may not join; names topic, setting, expected and found
   * @throws TopicsUnavailableException where Kafka, the registry or an awaited topic is not there
   *     in time
   */
  public static void ensure(
      KafkaSettings settings,
      Collection<Topic<?>> owned,
      Collection<Topic<?>> awaited,
      Duration patience) {
    Patience waiting = new Patience(patience);
    Admin admin = Admin.create(settings.admin());
    try {
      TopicProvisioner provisioner =
          new TopicProvisioner(admin, settings.bootstrapServers(), waiting);
      owned.forEach(provisioner::create);
      TopicSchemas.ensure(settings, owned, waiting);
      Map<String, Topic<?>> all = new LinkedHashMap<>();
      owned.forEach(topic -> all.put(topic.name(), topic));
      awaited.forEach(topic -> all.put(topic.name(), topic));
      List<String> differences = new ArrayList<>();
      for (Topic<?> topic : all.values()) {
        differences.addAll(provisioner.differences(topic));
      }
      if (!differences.isEmpty()) {
        throw new TopicMismatchException(differences);
      }
    } finally {
      admin.close(Duration.ZERO); // what it still waits for is of no use
    }
  }

  private void create(Topic<?> topic) {
    // no replication factor: the cluster's default is the operator's decision
    NewTopic wanted =
        new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
            .configs(topic.settings());
    try {
      await(
          "Topic " + topic.name() + " cannot be created",
          () -> admin.createTopics(List.of(wanted)).all());
    } catch (TopicExistsException e) {
      // made before, by us or a twin: its settings are checked below
      return;
    }
  }

  private List<String> differences(Topic<?> topic) {
    TopicDescription description =
        await(
            "Topic " + topic.name() + " of " + topic.owner() + " is not there",
            () -> only(admin.describeTopics(List.of(topic.name())).topicNameValues()));
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    Config config =
        await(
            "Settings of topic " + topic.name() + " cannot be read",
            () -> only(admin.describeConfigs(List.of(resource)).values()));
    List<String> differences = new ArrayList<>();
    compare(
        topic,
        "partitions",
        Integer.toString(topic.partitions()),
        Integer.toString(description.partitions().size()),
        differences);
    Map<String, String> expected = new HashMap<>(topic.settings());
    String bounded = expected.get(TopicConfig.RETENTION_MS_CONFIG);
    if (topic.cleanup() == Cleanup.DELETE && isBounded(config)) {
      // how long is the operator's decision, that it ends is ours
      expected.remove(TopicConfig.RETENTION_MS_CONFIG, bounded);
    }
    expected.forEach((key, value) -> compare(topic, key, value, value(config, key), differences));
    return differences;
  }

  /** The answer about the one thing that was asked for. */
  private static <T> KafkaFuture<T> only(Map<?, KafkaFuture<T>> answers) {
    return answers.values().iterator().next();
  }

  private static boolean isBounded(Config config) {
    return Long.parseLong(value(config, TopicConfig.RETENTION_MS_CONFIG)) > 0;
  }

  private static String value(Config config, String key) {
    return config.get(key).value();
  }

  private static void compare(
      Topic<?> topic, String setting, String expected, String found, List<String> differences) {
    if (!expected.equals(found)) {
      differences.add(topic.name() + ": " + setting + " must be " + expected + ", found " + found);
    }
  }

  /** A call to Kafka. */
  private interface Call<T> {
    KafkaFuture<T> start();
  }

  private <T> T await(String failure, Call<T> call) {
    while (true) {
      try {
        return call.start().get(patience.forOneCall().toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        patience.pause(failure, retriable(failure, e.getCause()));
      } catch (TimeoutException e) {
        patience.pause(failure + ": no answer from Kafka at " + brokers, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptException(e);
      }
    }
  }

  private static RuntimeException retriable(String failure, @Nullable Throwable cause) {
    if (cause instanceof UnknownTopicOrPartitionException missing) {
      return missing;
    }
    if (cause instanceof RetriableException retriable) {
      return retriable;
    }
    if (cause instanceof TopicExistsException exists) {
      throw exists;
    }
    throw new TopicsUnavailableException(failure, cause);
  }
}

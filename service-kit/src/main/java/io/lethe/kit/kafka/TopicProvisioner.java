// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import io.lethe.kit.layout.Layout;
import io.lethe.kit.layout.LayoutMismatchException;
import io.lethe.schemas.topic.Cleanup;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Sees to the topics of a service before it starts: makes its own, waits for the others'. */
public final class TopicProvisioner {

  private final PatientAdmin admin;

  private TopicProvisioner(PatientAdmin admin) {
    this.admin = admin;
  }

  /**
   * As the other, for the topics that the catalogue says a party creates, and those that it opens
   * and others create.
   */
  public static void ensure(KafkaSettings settings, Party party, Duration patience) {
    ensure(settings, Topics.createdBy(party), Topics.awaitedBy(party), patience);
  }

  /**
   * Checks the layout of the cluster's topics, creates the owned ones that are missing, registers
   * their schemas, waits until the awaited ones exist, and checks the settings of all. Says every
   * few seconds what it waits for.
   *
   * @param patience how long to wait for Kafka, the schema registry and topics in all
   * @throws LayoutMismatchException where the topics were made by a build of another layout
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
      PatientAdmin patient = new PatientAdmin(admin, settings.bootstrapServers(), waiting);
      requireLayout(patient, settings.bootstrapServers(), !owned.isEmpty());
      TopicProvisioner provisioner = new TopicProvisioner(patient);
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
      // Once more: whoever made the topics that were waited for may be of another layout.
      requireLayout(patient, settings.bootstrapServers(), false);
    } finally {
      admin.close(Duration.ZERO); // what it still waits for is of no use
    }
  }

  /** Whoever creates no topics begins no layout. */
  private static void requireLayout(PatientAdmin admin, String brokers, boolean mayBegin) {
    TopicLayout mark = new TopicLayout(admin);
    if (mayBegin) {
      Layout.TOPICS.requireOrBegin("at " + brokers, mark);
    } else {
      Layout.TOPICS.require("at " + brokers, mark);
    }
  }

  private void create(Topic<?> topic) {
    // no replication factor: the cluster's default is the operator's decision
    admin.create(
        new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
            .configs(topic.storage().settings()));
  }

  private List<String> differences(Topic<?> topic) {
    TopicDescription description =
        admin.await(
            "Topic " + topic.name() + " of " + topic.access().creator().label() + " is not there",
            kafka -> only(kafka.describeTopics(List.of(topic.name())).topicNameValues()));
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    Config config =
        admin.await(
            "Settings of topic " + topic.name() + " cannot be read",
            kafka -> only(kafka.describeConfigs(List.of(resource)).values()));
    List<String> differences = new ArrayList<>();
    compare(
        topic,
        "partitions",
        Integer.toString(topic.partitions()),
        Integer.toString(description.partitions().size()),
        differences);
    Map<String, String> expected = new HashMap<>(topic.storage().settings());
    String bounded = expected.get(TopicConfig.RETENTION_MS_CONFIG);
    if (topic.storage().cleanup() == Cleanup.DELETE && isBounded(config)) {
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
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Questions to Kafka at a start, asked again until the patience is over. */
final class PatientAdmin {
  private final Admin admin;
  private final String brokers;
  private final Patience patience;

  PatientAdmin(Admin admin, String brokers, Patience patience) {
    this.admin = admin;
    this.brokers = brokers;
    this.patience = patience;
  }

  /** The names of all topics but Kafka's own. */
  Set<String> topics() {
    return await("Topics cannot be listed", kafka -> kafka.listTopics().names());
  }

  /** Creates a topic, unless it is there. */
  void create(NewTopic topic) {
    try {
      await(
          "Topic " + topic.name() + " cannot be created",
          kafka -> kafka.createTopics(List.of(topic)).all());
    } catch (TopicExistsException e) {
      return; // made before, by us or a twin
    }
  }

  /**
   * The answer to a question.
   *
   * @param failure what is lacking as long as there is none
   * @throws TopicsUnavailableException where there is none in time, or none to be had
   */
  <T> T await(String failure, Function<Admin, KafkaFuture<T>> question) {
    while (true) {
      try {
        return question.apply(admin).get(patience.forOneCall().toNanos(), TimeUnit.NANOSECONDS);
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

  /** Waits a little before a question is asked again. */
  void pause(String lack) {
    patience.pause(lack, new UnknownTopicOrPartitionException(lack));
  }
}

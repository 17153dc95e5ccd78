// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.cli.pipeline.TopicWriter;
import io.lethe.domain.text.TenantName;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.topic.Topics;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Asks for people to be forgotten, as an application would: a Kafka record each. */
final class DeletionSender {
  private static final String TENANT = TenantName.DEFAULT;

  private final KafkaSettings kafka;
  private final String model;
  private final Clock clock;

  DeletionSender(KafkaSettings kafka, String model, Clock clock) {
    this.kafka = kafka;
    this.model = model;
    this.clock = clock;
  }

  /**
   * What was sent.
   *
   * @param statusKeys keys of the requests on {@code deletion.status}, for this model
   * @param lastSentAt when the broker had the last one
   */
  record Sent(List<String> statusKeys, Instant lastSentAt) {
    Sent {
      statusKeys = List.copyOf(statusKeys);
    }
  }

  /** Sends one request per subject and waits until the broker has them all. */
  Sent send(WavePlan wave) {
    List<String> statusKeys = new ArrayList<>();
    try (var requests = new TopicWriter<>(kafka, Topics.DELETION_REQUESTS, "demo-application")) {
      for (String subjectId : wave.subjectIds()) {
        String requestId = UUID.randomUUID().toString();
        requests.write(
            subjectId,
            DeletionRequest.newBuilder()
                .setRequestId(requestId)
                .setTenant(TENANT)
                .setSubjectId(subjectId)
                .setModel(model)
                .setRequestedAt(clock.instant())
                .build());
        statusKeys.add(TENANT + "/" + requestId + "/" + model);
      }
      requests.flush();
      return new Sent(statusKeys, clock.instant());
    }
  }
}

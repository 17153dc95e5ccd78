// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import io.lethe.kit.loop.FailedRecordHandler;
import io.lethe.kit.loop.Faults;
import io.lethe.kit.loop.UndecodableHandler;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the topology does with records that cannot be decoded or processed. */
final class StreamsFaults {
  /** The topics whose values the topology decodes; of what senders write it reads the bytes. */
  private static final List<String> SOURCES =
      Stream.of(
              Topics.MODEL_EVENTS,
              Topics.FORGET_SETS_STORED,
              Topics.VERIFICATION_PROGRESS,
              Topics.DELETION_STANDING,
              Topics.DATASET_SUBJECTS,
              Topics.MODEL_CHAMPIONS)
          .map(Topic::name)
          .toList();

  private StreamsFaults() {}

  /**
   * The Streams settings for it. Set aside are requests and amendments, at whatever step, and signs
   * of life; without any other record the state would be wrong.
   *
   * @param faults of the service
   * @param applicationId Kafka Streams' application id
   * @param tenants whose topics are read
   */
  static Map<String, Object> settings(Faults faults, String applicationId, Tenants tenants) {
    List<String> aside = new ArrayList<>();
    aside.addAll(tenants.topicNames(Topics.DELETION_REQUESTS));
    aside.addAll(tenants.topicNames(Topics.DELETION_AMENDMENTS));
    aside.add(applicationId + "-" + IngestTopology.REQUESTS_BY_ID + "-repartition");
    aside.add(applicationId + "-" + IngestTopology.AMENDMENTS_BY_ID + "-repartition");
    aside.add(applicationId + "-" + IngestTopology.REQUESTS_BY_MODEL + "-repartition");
    aside.add(Topics.VERIFICATION_PROGRESS.name());
    Map<String, Object> settings = new HashMap<>(UndecodableHandler.settings(faults, SOURCES));
    settings.putAll(FailedRecordHandler.settings(faults, aside));
    return settings;
  }
}

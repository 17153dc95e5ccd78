// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import io.lethe.cli.pipeline.TopicWriter;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.schemas.SubjectSamples;
import io.lethe.schemas.SubjectSamplesKind;
import io.lethe.schemas.topic.Topics;
import java.util.List;

/**
 * So many subjects of a dataset that nobody asks for that the intake's store of subjects is written
 * to disk while it runs: a small one is in memory only, and a kill leaves nothing of it.
 */
final class Crowd {
  private static final String DATASET = "c".repeat(64);
  private static final String KEY_ID = "0".repeat(16);

  private Crowd() {}

  static void publish(KafkaSettings kafka, int subjects) {
    try (var writer = new TopicWriter<>(kafka, Topics.DATASET_SUBJECTS, "crowd")) {
      for (int subject = 0; subject < subjects; subject++) {
        String key = "%064x".formatted(subject);
        writer.write(
            DATASET + "/" + key,
            SubjectSamples.newBuilder()
                .setKind(SubjectSamplesKind.SAMPLES)
                .setDatasetDigest(DATASET)
                .setSubjectKeyId(KEY_ID)
                .setSubjectKey(key)
                .setOrdinals(List.of(subject))
                .build());
      }
    }
  }
}

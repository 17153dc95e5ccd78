// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import io.lethe.schemas.ForgetSetState;
import io.lethe.schemas.topic.Topics;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * A set's state lies where its model's commands do, so that one task of the registry reads both.
 */
final class BesideItsModel implements StreamPartitioner<String, ForgetSetState> {

  @Override
  @SuppressWarnings("removal") // It is the abstract one; what is to follow it calls it.
  public Optional<Set<Integer>> partitions(
      String topic, String key, ForgetSetState state, int partitions) {
    return Optional.of(Set.of(Topics.MODEL_COMMANDS.partitionOf(state.getModel())));
  }
}

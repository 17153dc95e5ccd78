// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import io.lethe.schemas.ModelChampion;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/**
 * The models that are registered: whatever has a champion, and whatever has been offered orders,
 * even where this instance has not read its champion yet.
 *
 * @param champions global table of the registered models
 * @param sweeps store of {@link Sweep} by model
 */
record KnownModels(
    ReadOnlyKeyValueStore<String, ValueAndTimestamp<ModelChampion>> champions,
    ReadOnlyKeyValueStore<String, Sweep> sweeps) {

  boolean hasChampion(String model) {
    return champions.get(model) != null;
  }

  /** Their names, in order. */
  List<String> names() {
    SortedSet<String> models = new TreeSet<>();
    try (KeyValueIterator<String, ValueAndTimestamp<ModelChampion>> all = champions.all();
        KeyValueIterator<String, Sweep> offered = sweeps.all()) {
      all.forEachRemaining(entry -> models.add(entry.key));
      offered.forEachRemaining(entry -> models.add(entry.key));
    }
    return List.copyOf(models);
  }
}

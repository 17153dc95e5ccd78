// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import io.lethe.kit.kafka.RequiredSerde;
import io.lethe.kit.kafka.RowSerde;
import io.lethe.schemas.topic.Topics;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.ValueMapper;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** What the topology's nodes have in common. */
final class Nodes {
  private Nodes() {}

  /** Lets one kind of a sealed type pass, as what it holds. */
  static <T, K extends T, V> ValueMapper<T, List<V>> only(Class<K> kind, Function<K, V> content) {
    return value -> kind.isInstance(value) ? List.of(content.apply(kind.cast(value))) : List.of();
  }

  static <V> Repartitioned<String, V> repartitioned(String name, Class<V> type) {
    return Repartitioned.<String, V>as(name)
        .withKeySerde(RequiredSerde.ofKeys(Serdes.String()))
        .withValueSerde(RequiredSerde.ofValues(new RowSerde<>(type)))
        .withNumberOfPartitions(Topics.PARTITIONS);
  }

  static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> serde) {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(name), Serdes.String(), serde);
  }
}

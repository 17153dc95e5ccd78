// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import io.lethe.kit.kafka.RequiredSerde;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/**
 * A topic as a table that every instance holds whole, with a store like that of {@link
 * StreamsBuilder#globalTable}. That one's restore copies bytes as they are, also those that cannot
 * be decoded; this one's decodes every record, so that they meet the same rule at every start.
 *
 * @param <V> the topic's values; a record without one deletes the row of its key
 */
public final class GlobalTable<V> implements Processor<String, V, Void, Void> {
  private final String name;
  private TimestampedKeyValueStore<String, V> rows;

  private GlobalTable(String name) {
    this.name = name;
  }

  /**
   * Adds a table to a topology.
   *
   * @param name of its store and its nodes
   */
  public static <V> void add(StreamsBuilder builder, String name, String topic, Serde<V> values) {
    builder.addGlobalStore(
        Stores.timestampedKeyValueStoreBuilder(
                Stores.persistentTimestampedKeyValueStore(name), Serdes.String(), values)
            .withLoggingDisabled(),
        topic,
        Consumed.with(RequiredSerde.ofKeys(Serdes.String()), values).withName(name),
        () -> new GlobalTable<>(name));
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    rows = context.getStateStore(name);
  }

  @Override
  public void process(Record<String, V> record) {
    rows.put(record.key(), ValueAndTimestamp.make(record.value(), record.timestamp()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes to one topic; {@link #flush} returns when the broker has everything. For one thread. */
public final class TopicWriter<V extends SpecificRecord> implements AutoCloseable {
  private final Topic<V> topic;
  private final Serde<V> serde;
  private final Producer<String, V> producer;
  private final List<Future<RecordMetadata>> pending = new ArrayList<>();

  /**
   * @param clientId tells the broker's log who writes
   */
  public TopicWriter(KafkaSettings kafka, Topic<V> topic, String clientId) {
    this.topic = topic;
    this.serde = topic.valueSerde(kafka.serdeConfig());
    this.producer =
        new KafkaProducer<>(kafka.producer(clientId), new StringSerializer(), serde.serializer());
  }

  /** Hands a record over; it may still be on its way. */
  public void write(String key, V value) {
    pending.add(producer.send(new ProducerRecord<>(topic.name(), key, value)));
  }

  /**
   * Waits until the broker has taken every record.
   *
   * @throws PipelineException if it refused one
   */
  public void flush() {
    producer.flush();
    for (Future<RecordMetadata> sent : pending) {
      try {
        sent.get();
      } catch (ExecutionException e) {
        throw PipelineException.of("topic " + topic.name() + " did not take a record", e);
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
    pending.clear();
  }

  /** Flushes and closes. */
  @Override
  public void close() {
    try {
      flush();
    } finally {
      producer.close();
      serde.close();
    }
  }
}

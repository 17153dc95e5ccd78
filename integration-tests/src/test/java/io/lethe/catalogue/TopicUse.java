// SPDX-License-Identifier: Apache-2.0
package io.lethe.catalogue;

import io.lethe.invariants.TopicContents;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topics;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Which topics the Kafka clients of this process read and write, seen from inside every client: as
 * an interceptor it meets each record that a client takes or sends, whatever code does it.
 */
public final class TopicUse
    implements ConsumerInterceptor<Object, Object>, ProducerInterceptor<Object, Object> {
  private static final Set<Use> SEEN = ConcurrentHashMap.newKeySet();

  private Party party = Party.UPSTREAM_APP;
  private boolean isTestsOwn;

  /** What a party did with a topic. */
  private record Use(Party party, String topic, boolean wrote) {}

  /** Settings by which every client of a pipeline is watched. */
  public static Map<String, String> settings() {
    SEEN.clear();
    String name = TopicUse.class.getName();
    return Map.of(
        "consumer.interceptor.classes", name,
        "producer.interceptor.classes", name,
        "streams.consumer.interceptor.classes", name,
        "streams.producer.interceptor.classes", name);
  }

  /** Who wrote to each topic of the catalogue. */
  public static Map<String, Set<Party>> writers() {
    return seen(true);
  }

  /** Who read from each topic of the catalogue. */
  public static Map<String, Set<Party>> readers() {
    return seen(false);
  }

  private static Map<String, Set<Party>> seen(boolean wrote) {
    Map<String, Set<Party>> parties = new TreeMap<>();
    Topics.all().forEach(topic -> parties.put(topic.name(), EnumSet.noneOf(Party.class)));
    for (Use use : SEEN) {
      if (use.wrote == wrote && parties.containsKey(use.topic)) {
        parties.get(use.topic).add(use.party);
      }
    }
    return parties;
  }

  /**
   * A client is known by its group, else by its id; what bears nobody's label is an app's. A test
   * that looks at what topics hold is nobody.
   */
  @Override
  public void configure(Map<String, ?> settings) {
    Object group = settings.get("group.id");
    String id = String.valueOf(group == null ? settings.get("client.id") : group);
    isTestsOwn = id.startsWith(TopicContents.CLIENT);
    party =
        Arrays.stream(Party.values())
            .filter(each -> id.startsWith(each.label()))
            .findFirst()
            .orElse(Party.UPSTREAM_APP);
  }

  @Override
  public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
    records.partitions().forEach(partition -> saw(partition.topic(), false));
    return records;
  }

  @Override
  public ProducerRecord<Object, Object> onSend(ProducerRecord<Object, Object> record) {
    saw(record.topic(), true);
    return record;
  }

  private void saw(String topic, boolean wrote) {
    if (!isTestsOwn) {
      SEEN.add(new Use(party, topic, wrote));
    }
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception failure) {}

  @Override
  public void close() {}
}

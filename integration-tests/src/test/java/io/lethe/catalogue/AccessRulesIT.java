// SPDX-License-Identifier: Apache-2.0
package io.lethe.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.kafka.TopicProvisioner;
import io.lethe.schemas.topic.Access;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The matrix of parties and what a broker holds: every grant works, every other cell is denied.
 * That the services do their work with no more than that, {@code KilledIT} shows.
 */
class AccessRulesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(200);

  /** Who looks at the settings of what it opens, before it starts. */
  private static final Set<Party> CHECKING =
      EnumSet.complementOf(EnumSet.of(Party.UPSTREAM_APP, Party.AUDITOR, Party.DEPLOYMENT));

  private static final String SHOP = "shop";
  private static final List<Topic<?>> TOPICS = GuardedBroker.TENANTS.topics(Topics.all());

  private static final AtomicInteger asked = new AtomicInteger();

  @TempDir private static Path folder;
  private static GuardedBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = GuardedBroker.start(folder.resolve("broker"), "mock://" + UUID.randomUUID());
    TopicProvisioner.ensure(broker.operator(), TOPICS, List.of(), PATIENCE);
    try (KafkaProducer<String, byte[]> producer = producer(broker.operator().producer("any"))) {
      for (Topic<?> topic : TOPICS) {
        producer.send(anything(topic)).get();
      }
    }
  }

  @AfterAll
  static void stop() {
    System.out.printf("AccessRulesIT tried %,d accesses%n", asked.get());
    broker.close();
  }

  @ParameterizedTest
  @EnumSource
  void shouldAllowAPartyOfEachTopicWhatTheCatalogueSaysAndNothingElse(Party party)
      throws Exception {
    Map<String, Set<AclOperation>> allowed = new TreeMap<>();
    Map<String, Set<AclOperation>> expected = new TreeMap<>();
    try (Admin admin = Admin.create(broker.of(party).admin())) {
      for (Topic<?> topic : TOPICS) {
        allowed.put(topic.name(), allowed(admin, topic.name()));
        expected.put(topic.name(), expected(party, topic));
      }
    }

    assertThat(allowed).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void shouldLetAPartyWriteAndReadWhatItMayAndRefuseTheRest(Party party) throws Exception {
    Set<String> written = new TreeSet<>();
    Set<String> read = new TreeSet<>();
    try (KafkaProducer<String, byte[]> producer = producer(broker.of(party).producer("any"));
        KafkaConsumer<String, byte[]> consumer = consumer(party, party)) {
      for (Topic<?> topic : TOPICS) {
        if (isAllowed(() -> producer.send(anything(topic)).get())) {
          written.add(topic.name());
        }
        if (isAllowed(() -> readBeginning(consumer, topic))) {
          read.add(topic.name());
        }
      }
    }

    assertThat(written).isEqualTo(names(topic -> writes(party, topic)));
    assertThat(read).isEqualTo(names(topic -> topic.access().readers().contains(party)));
  }

  @ParameterizedTest
  @EnumSource
  void shouldLetAPartyUseGroupsAndTransactionsOfItsOwnNameAlone(Party party) throws Exception {
    boolean reads = !Topics.readBy(party).isEmpty();
    Topic<?> readable = reads ? Topics.readBy(party).get(0) : Topics.DELETION_REQUESTS;
    Map<TopicPartition, OffsetAndMetadata> offset =
        Map.of(new TopicPartition(readable.name(), 0), new OffsetAndMetadata(0));
    Set<Party> groups = EnumSet.noneOf(Party.class);
    Set<Party> transactions = EnumSet.noneOf(Party.class);
    for (Party owner : Party.values()) {
      try (KafkaConsumer<String, byte[]> consumer = consumer(party, owner);
          KafkaProducer<String, byte[]> producer =
              producer(broker.of(party).transactionalProducer(owner.label() + "-1"))) {
        if (isAllowed(() -> commit(consumer, offset))) {
          groups.add(owner);
        }
        if (isAllowed(() -> initialized(producer))) {
          transactions.add(owner);
        }
      }
    }

    boolean writes = !names(topic -> writes(party, topic)).isEmpty();
    assertThat(groups).isEqualTo(reads ? EnumSet.of(party) : EnumSet.noneOf(Party.class));
    assertThat(transactions).isEqualTo(writes ? EnumSet.of(party) : EnumSet.noneOf(Party.class));
  }

  @ParameterizedTest
  @EnumSource
  void shouldLetOnlyStreamsApplicationsMakeInternalTopicsAndOnlyTheirOwn(Party party)
      throws Exception {
    Set<Party> made = EnumSet.noneOf(Party.class);
    try (Admin admin = Admin.create(broker.of(party).admin())) {
      for (Party owner : Party.values()) {
        NewTopic internal =
            new NewTopic(owner.label() + "-store-changelog", Optional.of(1), Optional.empty());
        if (isAllowed(
            () ->
                admin
                    .createTopics(List.of(internal), new CreateTopicsOptions().validateOnly(true))
                    .all()
                    .get())) {
          made.add(owner);
        }
      }
    }

    boolean streams = party == Party.DELETION_INGEST || party == Party.MODEL_REGISTRY;
    assertThat(made).isEqualTo(streams ? EnumSet.of(party) : EnumSet.noneOf(Party.class));
  }

  @ParameterizedTest
  @EnumSource
  void shouldLetWhoChecksTopicsBeforeItStartsCheckThem(Party party) {
    if (CHECKING.contains(party)) {
      assertThatCode(
              () ->
                  TopicProvisioner.ensure(
                      broker.of(party),
                      GuardedBroker.TENANTS.topics(Topics.createdBy(party)),
                      Topics.awaitedBy(party),
                      PATIENCE))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void shouldLetTheApplicationOfATenantWriteItsOwnTopicsAndNothingElse() throws Exception {
    Set<AclOperation> write = EnumSet.of(AclOperation.WRITE, AclOperation.DESCRIBE);
    Map<String, Set<AclOperation>> expected = new TreeMap<>();
    Map<String, Set<AclOperation>> allowed = new TreeMap<>();
    Set<String> written = new TreeSet<>();
    KafkaSettings app = broker.ofApp(SHOP);
    try (Admin admin = Admin.create(app.admin());
        KafkaProducer<String, byte[]> producer = producer(app.producer("any"))) {
      for (Topic<?> topic : TOPICS) {
        expected.put(topic.name(), EnumSet.noneOf(AclOperation.class));
        allowed.put(topic.name(), allowed(admin, topic.name()));
        if (isAllowed(() -> producer.send(anything(topic)).get())) {
          written.add(topic.name());
        }
      }
    }
    expected.put("deletion.requests.shop", write);
    expected.put("deletion.amendments.shop", write);

    assertThat(allowed).isEqualTo(expected);
    assertThat(written).containsExactly("deletion.amendments.shop", "deletion.requests.shop");
  }

  /** Who may use another's transactional id can end the other's transactions. */
  @Test
  void shouldLetTheApplicationsOfTenantsUseTransactionsOfTheirOwnAlone() throws Exception {
    assertThat(mayUse(broker.ofApp(SHOP), "app.shop.1")).isTrue();
    assertThat(mayUse(broker.ofApp(SHOP), "app.shop-b.1")).isFalse();
    assertThat(mayUse(broker.ofApp(SHOP), "upstream-app-1")).isFalse();
    for (Party party : Party.values()) {
      assertThat(mayUse(broker.of(party), "app.shop.1")).as(party.label()).isFalse();
    }
  }

  private static boolean mayUse(KafkaSettings user, String transactionalId) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        producer(user.transactionalProducer(transactionalId))) {
      return isAllowed(() -> initialized(producer));
    }
  }

  /** The application of the first tenant does not write what others have. */
  private static boolean writes(Party party, Topic<?> topic) {
    return topic.access().writers().contains(party)
        && (party != Party.UPSTREAM_APP || Topics.all().contains(topic));
  }

  private static Set<AclOperation> expected(Party party, Topic<?> topic) {
    Access access = topic.access();
    Set<AclOperation> expected = EnumSet.noneOf(AclOperation.class);
    if (access.readers().contains(party)) {
      expected.add(AclOperation.READ);
    }
    if (writes(party, topic)) {
      expected.add(AclOperation.WRITE);
    }
    if (access.creator() == party) {
      expected.add(AclOperation.CREATE);
    }
    if (!expected.isEmpty()) {
      expected.add(AclOperation.DESCRIBE);
      if (CHECKING.contains(party)) {
        expected.add(AclOperation.DESCRIBE_CONFIGS);
      }
    }
    return expected;
  }

  /** As the broker itself says; who may not even see a topic may do nothing with it. */
  private static Set<AclOperation> allowed(Admin admin, String topic) throws Exception {
    try {
      return admin
          .describeTopics(
              List.of(topic), new DescribeTopicsOptions().includeAuthorizedOperations(true))
          .topicNameValues()
          .get(topic)
          .get()
          .authorizedOperations();
    } catch (ExecutionException e) {
      assertThat(e.getCause())
          .isInstanceOfAny(AuthorizationException.class, UnknownTopicOrPartitionException.class);
      return EnumSet.noneOf(AclOperation.class);
    }
  }

  /** What is tried at the broker. */
  @FunctionalInterface
  private interface Attempt {
    Object make() throws Exception;
  }

  private static boolean isAllowed(Attempt attempt) throws Exception {
    asked.incrementAndGet();
    try {
      attempt.make();
      return true;
    } catch (AuthorizationException e) {
      return false;
    } catch (ExecutionException | KafkaException e) {
      // Who may write nothing at all is given no producer id, and every later send repeats that.
      assertThat(e.getCause()).isInstanceOf(AuthorizationException.class);
      return false;
    }
  }

  private static Object readBeginning(KafkaConsumer<String, byte[]> consumer, Topic<?> topic) {
    TopicPartition partition = new TopicPartition(topic.name(), 0);
    consumer.assign(List.of(partition));
    consumer.seek(partition, 0); // asks no group
    return await().atMost(PATIENCE).until(() -> consumer.poll(POLL), read -> !read.isEmpty());
  }

  private static ProducerRecord<String, byte[]> anything(Topic<?> topic) {
    return new ProducerRecord<>(topic.name(), 0, "key", new byte[1]);
  }

  private static Object commit(
      KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> offset) {
    consumer.assign(offset.keySet());
    consumer.commitSync(offset);
    return offset;
  }

  private static Object initialized(KafkaProducer<String, byte[]> producer) {
    producer.initTransactions();
    return producer;
  }

  private static KafkaProducer<String, byte[]> producer(Map<String, Object> settings) {
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  private static KafkaConsumer<String, byte[]> consumer(Party party, Party owner) {
    KafkaSettings kafka = broker.of(party);
    return new KafkaConsumer<>(
        kafka.consumer(owner.label() + "-1"),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  private static Set<String> names(Predicate<Topic<?>> condition) {
    return TOPICS.stream()
        .filter(condition)
        .map(Topic::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

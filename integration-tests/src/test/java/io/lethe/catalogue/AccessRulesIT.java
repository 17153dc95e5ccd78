// SPDX-License-Identifier: Apache-2.0
package io.lethe.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.lethe.kit.kafka.TopicProvisioner;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
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
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The matrix of users (parties, the application of a further tenant, the schema registry) and what
 * a broker holds: every grant works, every other cell is denied. That the services do their work
 * with no more than that, {@code KilledIT} shows.
 */
@TestMethodOrder(OrderAnnotation.class)
class AccessRulesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Path PAGE = Path.of("..", "docs", "security.md");
  private static final int LAST = Integer.MAX_VALUE;

  private static final List<Topic<?>> TOPICS = GuardedBroker.TENANTS.topics(Topics.all());
  private static final List<String> TOPIC_NAMES =
      Stream.concat(TOPICS.stream().map(Topic::name), BrokerUser.innerTopics().stream()).toList();

  private static int tried;

  @TempDir private static Path folder;
  private static GuardedBroker broker;

  static List<BrokerUser> users() {
    return BrokerUser.all();
  }

  @BeforeAll
  static void start() throws Exception {
    broker = GuardedBroker.start(folder.resolve("broker"), "mock://" + UUID.randomUUID());
    TopicProvisioner.ensure(broker.operator(), TOPICS, List.of(), PATIENCE);
    try (Admin admin = Admin.create(broker.operator().admin());
        KafkaProducer<String, byte[]> producer = producer(broker.operator().producer("any"))) {
      admin
          .createTopics(
              BrokerUser.innerTopics().stream()
                  .filter(name -> !name.equals(BrokerUser.LAYOUT)) // came with the catalogue's
                  .map(name -> new NewTopic(name, Optional.of(1), Optional.empty()))
                  .toList())
          .all()
          .get();
      for (String topic : TOPIC_NAMES) {
        producer.send(anything(topic)).get();
      }
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @ParameterizedTest
  @MethodSource("users")
  void shouldAllowAUserOfEachTopicWhatTheCatalogueSaysAndNothingElse(BrokerUser user)
      throws Exception {
    Map<String, Set<AclOperation>> allowed = new TreeMap<>();
    Map<String, Set<AclOperation>> expected = new TreeMap<>();
    try (Admin admin = Admin.create(broker.of(user).admin())) {
      for (String topic : TOPIC_NAMES) {
        allowed.put(topic, allowed(admin, topic));
        expected.put(topic, user.operations(topic));
      }
    }

    assertThat(allowed).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("users")
  void shouldLetAUserWriteAndReadWhatHeMayAndRefuseTheRest(BrokerUser user) throws Exception {
    List<String> written = new ArrayList<>();
    List<String> read = new ArrayList<>();
    try (KafkaProducer<String, byte[]> producer = producer(broker.of(user).producer("any"));
        KafkaConsumer<String, byte[]> consumer = consumer(user, user)) {
      for (String topic : TOPIC_NAMES) {
        if (isAllowed(() -> producer.send(anything(topic)).get())) {
          written.add(topic);
        }
        if (isAllowed(() -> readBeginning(consumer, topic))) {
          read.add(topic);
        }
      }
    }

    assertThat(written).isEqualTo(topicsWith(user, AclOperation.WRITE));
    assertThat(read).isEqualTo(topicsWith(user, AclOperation.READ));
  }

  @ParameterizedTest
  @MethodSource("users")
  void shouldLetAUserUseGroupsOfHisOwnNameAlone(BrokerUser user) throws Exception {
    String readable =
        topicsWith(user, AclOperation.READ).stream()
            .findFirst()
            .orElse(Topics.DELETION_REQUESTS.name());
    Map<TopicPartition, OffsetAndMetadata> offset =
        Map.of(new TopicPartition(readable, 0), new OffsetAndMetadata(0));
    List<BrokerUser> joined = new ArrayList<>();
    List<BrokerUser> seen = new ArrayList<>();
    try (Admin admin = Admin.create(broker.of(user).admin())) {
      for (BrokerUser owner : users()) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(user, owner)) {
          if (isAllowed(() -> commit(consumer, offset))) {
            joined.add(owner);
          }
        }
        if (isAllowed(
            () ->
                admin
                    .listConsumerGroupOffsets(owner.group())
                    .partitionsToOffsetAndMetadata()
                    .get())) {
          seen.add(owner);
        }
      }
    }

    assertThat(joined).isEqualTo(user.hasGroups() ? List.of(user) : List.of());
    assertThat(seen).isEqualTo(joined);
  }

  /** Who may use another's transactional id can end the other's transactions. */
  @ParameterizedTest
  @MethodSource("users")
  void shouldLetAUserUseTransactionsOfHisOwnNameAlone(BrokerUser user) throws Exception {
    List<BrokerUser> used = new ArrayList<>();
    for (BrokerUser owner : users()) {
      if (mayUse(user, owner.transaction())) {
        used.add(owner);
      }
    }

    assertThat(used).isEqualTo(user.hasTransactions() ? List.of(user) : List.of());
    assertThat(mayUse(user, "app.shop-b.1")).as("of a tenant whose name begins so").isFalse();
  }

  @ParameterizedTest
  @MethodSource("users")
  void shouldLetAUserMakeTopicsWithinHimAloneAndMarkALayoutIfHeMakesTopics(BrokerUser user)
      throws Exception {
    List<BrokerUser> made = new ArrayList<>();
    try (Admin admin = Admin.create(broker.of(user).admin())) {
      for (BrokerUser owner : users()) {
        if (mayMake(admin, owner.innerTopic())) {
          made.add(owner);
        }
      }
      assertThat(mayMake(admin, Topics.LAYOUT_PREFIX + "99")).isEqualTo(user.marksLayouts());
    }

    assertThat(made).isEqualTo(user.hasInnerTopics() ? List.of(user) : List.of());
  }

  @ParameterizedTest
  @MethodSource("users")
  void shouldAllowAUserNothingOfTheCluster(BrokerUser user) throws Exception {
    EnumSet<ClusterCall> allowed = EnumSet.noneOf(ClusterCall.class);
    try (Admin admin = Admin.create(broker.of(user).admin())) {
      for (ClusterCall call : ClusterCall.values()) {
        if (isAllowed(() -> call.make(admin))) {
          allowed.add(call);
        }
      }
      assertThat(ofTheCluster(admin)).isEmpty();
    }

    assertThat(allowed).isEmpty();
  }

  /** What is denied above is denied for want of a right, and not because it makes no sense. */
  @ParameterizedTest
  @EnumSource
  void shouldAllowTheOperatorEveryCallToTheCluster(ClusterCall call) throws Exception {
    try (Admin admin = Admin.create(broker.operator().admin())) {
      assertThatCode(() -> call.make(admin)).doesNotThrowAnyException();
      assertThat(ofTheCluster(admin)).contains(AclOperation.CLUSTER_ACTION, AclOperation.ALTER);
    }
  }

  /** A producer id is given to whoever may write some topic, or IDEMPOTENT_WRITE to the cluster. */
  @Test
  void shouldGiveNoProducerIdToWhoWritesNothing() throws Exception {
    for (BrokerUser user : users()) {
      Optional<String> readable = topicsWith(user, AclOperation.READ).stream().findFirst();
      if (!user.isWriter() && readable.isPresent()) {
        try (KafkaProducer<String, byte[]> producer = producer(broker.of(user).producer("any"))) {
          tried++;
          assertThatCode(() -> producer.send(anything(readable.get())).get())
              .as(user.label())
              .hasRootCauseInstanceOf(ClusterAuthorizationException.class);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("users")
  void shouldLetWhoChecksTopicsBeforeItStartsCheckThem(BrokerUser user) {
    if (user.isChecking()) {
      assertThatCode(
              () ->
                  TopicProvisioner.ensure(
                      broker.of(user),
                      GuardedBroker.TENANTS.topics(Topics.createdBy(user.party().orElseThrow())),
                      Topics.awaitedBy(user.party().orElseThrow()),
                      PATIENCE))
          .doesNotThrowAnyException();
    }
  }

  /** Stands behind all others: a user, topic or call that is new is counted, or it is not tried. */
  @Test
  @Order(LAST)
  void shouldHaveTriedAsMuchAsTheDocumentSays() throws Exception {
    int users = users().size();
    int calls = ClusterCall.values().length;
    int readers = (int) users().stream().filter(Predicate.not(BrokerUser::isWriter)).count();
    // Write and read; commit and look; a transactional id, and another tenant's; an inner topic,
    // and the layout's; the cluster's calls.
    int cells = users * (2 * TOPIC_NAMES.size() + 2 * users + users + 1 + users + 1 + calls);

    assertThat(tried).as("behind the other tests, all of them").isEqualTo(cells + readers);
    assertThat(Files.readString(PAGE)).contains("tries %,d accesses".formatted(tried));
  }

  private static boolean mayUse(BrokerUser user, String transactionalId) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        producer(broker.of(user).transactionalProducer(transactionalId))) {
      return isAllowed(() -> initialized(producer));
    }
  }

  private static boolean mayMake(Admin admin, String topic) throws Exception {
    NewTopic made = new NewTopic(topic, Optional.of(1), Optional.empty());
    return isAllowed(
        () ->
            admin
                .createTopics(List.of(made), new CreateTopicsOptions().validateOnly(true))
                .all()
                .get());
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

  private static Set<AclOperation> ofTheCluster(Admin admin) throws Exception {
    return admin
        .describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true))
        .authorizedOperations()
        .get();
  }

  /** What is tried at the broker. */
  @FunctionalInterface
  private interface Attempt {
    Object make() throws Exception;
  }

  private static boolean isAllowed(Attempt attempt) throws Exception {
    tried++;
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

  private static Object readBeginning(KafkaConsumer<String, byte[]> consumer, String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seek(partition, 0); // asks no group
    return await().atMost(PATIENCE).until(() -> consumer.poll(POLL), read -> !read.isEmpty());
  }

  private static ProducerRecord<String, byte[]> anything(String topic) {
    return new ProducerRecord<>(topic, 0, "key", new byte[1]);
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

  private static KafkaConsumer<String, byte[]> consumer(BrokerUser user, BrokerUser owner) {
    return new KafkaConsumer<>(
        broker.of(user).consumer(owner.group()),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  private static List<String> topicsWith(BrokerUser user, AclOperation operation) {
    return TOPIC_NAMES.stream()
        .filter(topic -> user.operations(topic).contains(operation))
        .toList();
  }
}

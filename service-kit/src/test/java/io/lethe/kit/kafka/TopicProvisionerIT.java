// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lethe.kit.layout.Layout;
import io.lethe.kit.layout.LayoutMismatchException;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.registry.SchemaRegistryClient;
import io.lethe.schemas.registry.SchemaRegistryClients;
import io.lethe.schemas.registry.SerdeConfig;
import io.lethe.schemas.topic.Access;
import io.lethe.schemas.topic.Cleanup;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Storage;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class TopicProvisionerIT {

  private static final String NEXT_LAYOUT = Integer.toString(Layout.TOPICS.number() + 1);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(700);

  @TempDir static Path directory;
  private static TestBroker broker;
  private static Admin admin;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = new TestBroker(directory);
    admin = Admin.create(broker.settings().admin());
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  @Test
  void shouldCreateEveryTopicOfTheCatalogueOnceAndAcceptItAfterwards() throws Exception {
    TopicProvisioner.ensure(broker.settings(), Topics.all(), List.of(), PATIENCE);
    TopicProvisioner.ensure(broker.settings(), Topics.all(), Topics.all(), PATIENCE);

    String events = Topics.MODEL_EVENTS.name();
    assertThat(admin.describeTopics(List.of(events)).allTopicNames().get().get(events).partitions())
        .hasSize(Topics.PARTITIONS);
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, events);
    assertThat(
            admin
                .describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get("retention.ms")
                .value())
        .isEqualTo("-1");
  }

  @Test
  void shouldWaitForATopicOfAnother() throws Exception {
    Topic<ModelEvent> late = topic("late.topic", Cleanup.COMPACT, Duration.ZERO);
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(
            () -> TopicProvisioner.ensure(broker.settings(), List.of(), List.of(late), PATIENCE));

    TopicProvisioner.ensure(broker.settings(), List.of(late), List.of(), PATIENCE);

    assertThat(waiting).succeedsWithin(PATIENCE);
  }

  @Test
  void shouldSayWhoseTopicIsMissing() {
    Topic<ModelEvent> absent = topic("absent.topic", Cleanup.COMPACT, Duration.ZERO);

    assertThatThrownBy(
            () -> TopicProvisioner.ensure(broker.settings(), List.of(), List.of(absent), SHORT))
        .isInstanceOf(TopicsUnavailableException.class)
        .hasMessageContaining("absent.topic")
        .hasMessageContaining("of verifier");
  }

  @Test
  void shouldRefuseWrongPartitionsAndCleanupNamingExpectedAndFound() throws Exception {
    create("wrong.topic", 2, Map.of("cleanup.policy", "delete"));
    Topic<ModelEvent> expected = topic("wrong.topic", Cleanup.COMPACT, Duration.ZERO);

    for (boolean owned : new boolean[] {true, false}) {
      assertThatThrownBy(
              () ->
                  TopicProvisioner.ensure(
                      broker.settings(),
                      owned ? List.of(expected) : List.of(),
                      owned ? List.of() : List.of(expected),
                      PATIENCE))
          .isInstanceOf(TopicMismatchException.class)
          .hasMessageContaining("wrong.topic: partitions must be 4, found 2")
          .hasMessageContaining("wrong.topic: cleanup.policy must be compact, found delete");
    }
  }

  @Test
  void shouldRefuseATopicThatForgetsWhatMustBeKept() throws Exception {
    create("short.topic", 4, Map.of("cleanup.policy", "delete", "retention.ms", "1000"));

    assertThatThrownBy(
            () ->
                TopicProvisioner.ensure(
                    broker.settings(),
                    List.of(),
                    List.of(topic("short.topic", Cleanup.KEEP_FOREVER, Duration.ZERO)),
                    PATIENCE))
        .isInstanceOf(TopicMismatchException.class)
        .hasMessageContaining("short.topic: retention.ms must be -1, found 1000");
  }

  @Test
  void shouldRefuseATopicThatKeepsTheSendersTime() throws Exception {
    create("stamped.topic", 4, Map.of("cleanup.policy", "delete"));

    assertThatThrownBy(
            () ->
                TopicProvisioner.ensure(
                    broker.settings(),
                    List.of(topic("stamped.topic", Cleanup.DELETE, Duration.ofDays(7))),
                    List.of(),
                    PATIENCE))
        .isInstanceOf(TopicMismatchException.class)
        .hasMessageContaining(
            "stamped.topic: message.timestamp.type must be LogAppendTime, found CreateTime");
  }

  @Test
  void shouldRefuseATopicThatKeepsWhatIsCompressedOrAnyLength() throws Exception {
    Topic<ModelEvent> expected = topic("packed.topic", Cleanup.DELETE, Duration.ofDays(7));
    Map<String, String> settings = new HashMap<>(expected.storage().settings());
    settings.put("compression.type", "producer");
    settings.put("max.message.bytes", "8388608");
    create("packed.topic", Topics.PARTITIONS, settings);

    assertThatThrownBy(
            () ->
                TopicProvisioner.ensure(broker.settings(), List.of(expected), List.of(), PATIENCE))
        .isInstanceOf(TopicMismatchException.class)
        .hasMessageContaining("kafka-configs.sh --alter")
        .hasMessageContaining("packed.topic: compression.type must be uncompressed, found producer")
        .hasMessageContaining("packed.topic: max.message.bytes must be 1048588, found 8388608");
  }

  @Test
  void shouldLetTheOperatorShortenABoundedRetentionButNotUnbindIt() throws Exception {
    create("bounded.topic", 4, kept("1000"));
    create("unbound.topic", 4, kept("-1"));

    TopicProvisioner.ensure(
        broker.settings(),
        List.of(),
        List.of(topic("bounded.topic", Cleanup.DELETE, Duration.ofDays(7))),
        PATIENCE);

    assertThatThrownBy(
            () ->
                TopicProvisioner.ensure(
                    broker.settings(),
                    List.of(),
                    List.of(topic("unbound.topic", Cleanup.DELETE, Duration.ofDays(7))),
                    PATIENCE))
        .isInstanceOf(TopicMismatchException.class)
        .hasMessageContaining("retention.ms must be 604800000, found -1");
  }

  @Test
  void shouldSayThatKafkaIsNotThere() throws Exception {
    KafkaSettings nobody =
        new KafkaSettings("127.0.0.1:" + TestBroker.freePort(), "mock://x", Map.of());

    assertThatThrownBy(
            () -> TopicProvisioner.ensure(nobody, List.of(Topics.MODEL_EVENTS), List.of(), SHORT))
        .isInstanceOf(TopicsUnavailableException.class)
        .hasMessageContaining("no answer from Kafka at " + nobody.bootstrapServers())
        .hasMessageContaining("is it up");
  }

  @Test
  void shouldSayThatTheSchemaRegistryIsNotThere() throws Exception {
    KafkaSettings deaf =
        new KafkaSettings(
            broker.settings().bootstrapServers(),
            "http://127.0.0.1:" + TestBroker.freePort(),
            Map.of());

    assertThatThrownBy(
            () -> TopicProvisioner.ensure(deaf, List.of(Topics.MODEL_EVENTS), List.of(), SHORT))
        .isInstanceOf(TopicsUnavailableException.class)
        .hasMessageContaining("Schema registry does not answer")
        .hasMessageContaining(deaf.schemaRegistryUrl());
  }

  @Test
  void shouldRegisterTheSchemasOfOwnedTopicsAndOfNoOthers() {
    KafkaSettings settings = withRegistry(Map.of());
    Topic<ModelEvent> owned = topic("owned.topic", Cleanup.COMPACT, Duration.ZERO);
    Topic<ModelEvent> other = topic("other.topic", Cleanup.COMPACT, Duration.ZERO);
    TopicProvisioner.ensure(broker.settings(), List.of(other), List.of(), PATIENCE);

    TopicProvisioner.ensure(settings, List.of(owned), List.of(other), PATIENCE);

    SchemaRegistryClient registry =
        SchemaRegistryClients.of(SerdeConfig.from(settings.serdeConfig()));
    assertThat(registry.idOf(owned.valueSubject(), owned.valueSchema())).isPresent();
    assertThat(registry.idOf(other.valueSubject(), other.valueSchema())).isEmpty();
  }

  @Test
  void shouldRefuseToStartWithASchemaThatNobodyMayRegister() {
    KafkaSettings settings = withRegistry(Map.of(SerdeConfig.AUTO_REGISTER_SCHEMAS, "false"));
    Topic<ModelEvent> owned = topic("unregistered.topic", Cleanup.COMPACT, Duration.ZERO);

    assertThatThrownBy(() -> TopicProvisioner.ensure(settings, List.of(owned), List.of(), PATIENCE))
        .isInstanceOf(TopicMismatchException.class)
        .hasMessageContaining("unregistered.topic-value")
        .hasMessageContaining("must be registered");
  }

  @Test
  void shouldGiveAClusterThisBuildsLayoutNumberHoweverManyBegin() throws Exception {
    try (TestBroker fresh = new TestBroker(directory.resolve("many"));
        Admin behind = Admin.create(fresh.settings().admin())) {
      List<CompletableFuture<Void>> starts =
          IntStream.range(0, 8)
              .mapToObj(
                  each ->
                      CompletableFuture.runAsync(
                          () ->
                              TopicProvisioner.ensure(
                                  fresh.settings(), Topics.all(), List.of(), PATIENCE)))
              .toList();
      starts.forEach(CompletableFuture::join);

      assertThat(behind.listTopics().names().get())
          .filteredOn(name -> name.startsWith(Topics.LAYOUT_PREFIX))
          .containsExactly(Topics.LAYOUT_PREFIX + Layout.TOPICS.number());
    }
  }

  @Test
  void shouldMakeNoTopicWhereThoseOfAnotherLayoutAre() throws Exception {
    for (String number : List.of(NEXT_LAYOUT, "one")) {
      try (TestBroker other = new TestBroker(directory.resolve("other-" + number));
          Admin behind = Admin.create(other.settings().admin())) {
        create(behind, Topics.LAYOUT_PREFIX + number, 1, Map.of());

        assertThatThrownBy(
                () -> TopicProvisioner.ensure(other.settings(), Topics.all(), List.of(), PATIENCE))
            .isInstanceOf(LayoutMismatchException.class)
            .hasMessageStartingWith(
                "The layout of topics at " + other.settings().bootstrapServers())
            .hasMessageContaining(number)
            .hasMessageContaining("this build needs layout " + Layout.TOPICS.number());
        assertThatThrownBy(
                () -> TopicProvisioner.ensure(other.settings(), List.of(), Topics.all(), PATIENCE))
            .isInstanceOf(LayoutMismatchException.class);
        assertThat(behind.listTopics().names().get())
            .containsExactly(Topics.LAYOUT_PREFIX + number);
      }
    }
  }

  @Test
  void shouldRefuseTopicsWithoutALayoutNumber() throws Exception {
    try (TestBroker old = new TestBroker(directory.resolve("old"));
        Admin behind = Admin.create(old.settings().admin())) {
      create(behind, Topics.MODEL_EVENTS.name(), Topics.PARTITIONS, Map.of());

      assertThatThrownBy(
              () -> TopicProvisioner.ensure(old.settings(), Topics.all(), List.of(), PATIENCE))
          .isInstanceOf(LayoutMismatchException.class)
          .hasMessageContaining("is not given, and there is content");
      assertThat(behind.listTopics().names().get()).containsExactly(Topics.MODEL_EVENTS.name());
    }
  }

  @Test
  void shouldRefuseTopicsOfAnotherLayoutThatCameWhileItWaitedForThem() throws Exception {
    Topic<ModelEvent> late = topic("late.topic", Cleanup.COMPACT, Duration.ZERO);
    Logger logger = (Logger) LoggerFactory.getLogger(Patience.class);
    ListAppender<ILoggingEvent> words = new ListAppender<>();
    logger.addAppender(words);
    logger.setLevel(Level.WARN);
    words.start();
    try (TestBroker fresh = new TestBroker(directory.resolve("meanwhile"));
        Admin behind = Admin.create(fresh.settings().admin())) {
      CompletableFuture<Void> waiting =
          CompletableFuture.runAsync(
              () -> TopicProvisioner.ensure(fresh.settings(), List.of(), List.of(late), PATIENCE));
      await().atMost(PATIENCE).until(() -> !words.list.isEmpty());

      create(behind, Topics.LAYOUT_PREFIX + NEXT_LAYOUT, 1, Map.of());
      create(behind, late.name(), Topics.PARTITIONS, late.storage().settings());

      assertThatThrownBy(waiting::join).hasCauseInstanceOf(LayoutMismatchException.class);
    } finally {
      logger.detachAppender(words);
      logger.setLevel(null); // as its parent's
    }
  }

  @Test
  void shouldNotBeginALayoutWhereItMakesNoTopic() throws Exception {
    try (TestBroker empty = new TestBroker(directory.resolve("empty"));
        Admin behind = Admin.create(empty.settings().admin())) {
      assertThatThrownBy(
              () -> TopicProvisioner.ensure(empty.settings(), List.of(), Topics.all(), SHORT))
          .isInstanceOf(TopicsUnavailableException.class);
      assertThat(behind.listTopics().names().get()).isEmpty();
    }
  }

  private static Map<String, String> kept(String retentionMillis) {
    Map<String, String> settings =
        new HashMap<>(
            new Storage(Topics.PARTITIONS, Cleanup.DELETE, Duration.ofDays(7)).settings());
    settings.put("retention.ms", retentionMillis);
    return settings;
  }

  private static KafkaSettings withRegistry(Map<String, String> overrides) {
    return new KafkaSettings(
        broker.settings().bootstrapServers(), "mock://" + UUID.randomUUID(), overrides);
  }

  private static void create(String name, int partitions, Map<String, String> config)
      throws Exception {
    create(admin, name, partitions, config);
  }

  private static void create(Admin at, String name, int partitions, Map<String, String> config)
      throws Exception {
    at.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(config))).all().get();
  }

  private static Topic<ModelEvent> topic(String name, Cleanup cleanup, Duration retention) {
    return new Topic<>(
        name,
        ModelEvent.class,
        "model",
        new Storage(Topics.PARTITIONS, cleanup, retention),
        new Access(Party.VERIFIER, Set.of(Party.VERIFIER), Set.of(Party.DEMO)));
  }
}

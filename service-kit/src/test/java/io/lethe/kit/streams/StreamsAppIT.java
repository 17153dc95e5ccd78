// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lethe.kit.clock.ClockWatch;
import io.lethe.kit.clock.Pulse;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.kafka.TestBroker;
import io.lethe.kit.loop.FailedRecordHandler;
import io.lethe.kit.loop.FailedRecords;
import io.lethe.kit.loop.Faults;
import io.lethe.kit.loop.StalledException;
import io.lethe.kit.metrics.KafkaMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that counts, on a real broker, with its local state damaged in every way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamsAppIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String APPLICATION = "counting";

  @TempDir Path directory;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final KafkaMeters clients = new KafkaMeters(registry);
  private final Map<String, Long> counted = new HashMap<>();
  private TestBroker broker;
  private KafkaSettings kafka;
  private KafkaProducer<String, String> producer;
  private KafkaConsumer<String, Long> consumer;

  /** What can be found where the state was, and whether it is in the way. */
  enum Damage {
    GARBLED_TABLE(true) {
      @Override
      void doTo(Path folder) throws IOException {
        garble(any(folder, ".sst"), 20);
      }
    },
    SHORTENED_TABLE(true) {
      @Override
      void doTo(Path folder) throws IOException {
        Path table = any(folder, ".sst");
        byte[] bytes = Files.readAllBytes(table);
        Files.write(table, Arrays.copyOf(bytes, bytes.length / 2));
      }
    },
    MISSING_TABLE(true) {
      @Override
      void doTo(Path folder) throws IOException {
        Files.delete(any(folder, ".sst"));
      }
    },
    GARBLED_MANIFEST(true) {
      @Override
      void doTo(Path folder) throws IOException {
        garble(anyNamed(folder, name -> name.startsWith("MANIFEST-")), 10);
      }
    },
    GARBLED_CURRENT(true) {
      @Override
      void doTo(Path folder) throws IOException {
        Files.writeString(anyNamed(folder, "CURRENT"::equals), "nonsense");
      }
    },
    GARBLED_CHECKPOINT(true) {
      @Override
      void doTo(Path folder) throws IOException {
        Files.writeString(folder.resolve("global").resolve(".checkpoint"), "nonsense");
      }
    },
    TASK_FOLDER_IS_A_FILE(true) {
      @Override
      void doTo(Path folder) throws IOException {
        Files.writeString(folder.resolve("0_7"), "nonsense");
        Files.writeString(folder.resolve("lethe-origin"), "nonsense");
      }
    },
    NO_FOLDER_AT_ALL(false) {
      @Override
      void doTo(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    },
    LOCKS_LEFT_BY_A_KILLED_PROCESS(false) {
      @Override
      void doTo(Path folder) throws IOException {
        Files.writeString(folder.resolve(".lock"), "4711");
        Files.writeString(anyNamed(folder, "LOCK"::equals), "4711");
      }
    },
    GARBLED_PROCESS_ID(false) {
      @Override
      void doTo(Path folder) throws IOException {
        Files.writeString(folder.resolve("kafka-streams-process-metadata"), "nonsense");
      }
    };

    private final boolean inTheWay;

    Damage(boolean inTheWay) {
      this.inTheWay = inTheWay;
    }

    abstract void doTo(Path folder) throws IOException;

    static Path any(Path folder, String ending) throws IOException {
      return anyNamed(folder, name -> name.endsWith(ending));
    }

    static Path anyNamed(Path folder, Predicate<String> name) throws IOException {
      try (Stream<Path> files = Files.walk(folder)) {
        return files
            .filter(file -> name.test(file.getFileName().toString()))
            .findFirst()
            .orElseThrow();
      }
    }

    static void garble(Path file, int place) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      bytes[place] ^= 1;
      Files.write(file, bytes);
    }
  }

  @BeforeAll
  void startBroker(@TempDir Path brokerDirectory) throws Exception {
    broker = new TestBroker(brokerDirectory);
    KafkaSettings plain = broker.settings();
    kafka =
        new KafkaSettings(
            plain.bootstrapServers(),
            plain.schemaRegistryUrl(),
            Map.of("streams.session.timeout.ms", "1000", "streams.heartbeat.interval.ms", "300"));
    try (Admin admin = Admin.create(kafka.admin())) {
      admin
          .createTopics(
              CountingTopology.TOPICS.stream()
                  .map(name -> new NewTopic(name, Optional.of(2), Optional.empty()))
                  .toList())
          .all()
          .get();
    }
    producer =
        new KafkaProducer<>(kafka.producer("test"), new StringSerializer(), new StringSerializer());
    consumer =
        new KafkaConsumer<>(
            kafka.consumer("test"), new StringDeserializer(), new LongDeserializer());
    consumer.subscribe(List.of(CountingTopology.COUNTS));
    producer.send(new ProducerRecord<>(CountingTopology.NAMES, "key", "name")).get();
  }

  @AfterAll
  void stopBroker() {
    producer.close();
    consumer.close();
    clients.close();
    broker.close();
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void shouldStartOnWhateverIsLeftOfItsStateAndKnowWhatItKnew(Damage damage) throws Exception {
    String key = damage.name();
    try (StreamsApp app = app(new CountingTopology())) {
      app.start();
      count(key, 1);
    }
    damage.doTo(directory.resolve(APPLICATION));
    double before = healings();

    try (StreamsApp app = app(new CountingTopology())) {
      app.start();
      count(key, 2);
      await().atMost(PATIENCE).until(app::isRunning);
    }
    assertThat(healings() - before).isEqualTo(damage.inTheWay ? 1 : 0);
  }

  @Test
  void shouldHealDamageThatIsFoundWhileItRuns() throws Exception {
    CountingTopology topology = new CountingTopology();
    double before = healings();
    try (StreamsApp app = app(topology)) {
      app.start();
      count("found later", 1);
      topology.failOnce(new ProcessorStateException("Corruption: block checksum mismatch"));
      count("found later", 2);

      assertThat(app.isHealthy()).isTrue();
      assertThat(app.failure()).isEmpty();
    }
    assertThat(healings() - before).isEqualTo(1);
  }

  @Test
  void shouldEndWhenDamageComesBackAgainAndAgain() throws Exception {
    CountingTopology topology = new CountingTopology();
    double before = healings();
    try (StreamsApp app = app(topology)) {
      app.start();
      count("hopeless", 1);
      topology.failAlways(new ProcessorStateException("Corruption: again"));
      send("hopeless");

      await().atMost(PATIENCE).until(() -> !app.isHealthy());
      assertThat(app.failure().orElseThrow()).hasRootCauseMessage("Corruption: again");
    }
    assertThat(healings() - before).isEqualTo(StreamsApp.HEALINGS);
  }

  @Test
  void shouldKeepItsStateWhenSomethingElseFails() throws Exception {
    CountingTopology topology = new CountingTopology();
    double before = healings();
    try (StreamsApp app = app(topology)) {
      app.start();
      count("innocent", 1);
      topology.failOnce(
          new ProcessorStateException("Failed to commit", new TimeoutException("broker away")));
      count("innocent", 2);
    }
    assertThat(healings()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CountingTopology.POISON,
        CountingTopology.SWELLING,
        CountingTopology.UNWRITABLE,
        CountingTopology.BOTTOMLESS
      })
  void shouldSetAsideARecordOnWhichProcessingFailsAndNeverMeetItAgain(String poison)
      throws Exception {
    String next = "next to " + poison;
    CountingTopology topology = new CountingTopology();
    double before = setAside();
    try (StreamsApp app = app(topology)) {
      app.start();
      count(next, 1);
      for (int i = 0; i < 2; i++) { // more than a few replacements of a thread are not borne
        send(poison);
      }
      count(next, 2);

      assertThat(app.isHealthy()).isTrue();
      assertThat(topology.poisonings()).isEqualTo(2 * FailedRecords.TRIES);
      assertThat(setAside() - before).isEqualTo(2);
    }
    CountingTopology restarted = new CountingTopology();
    try (StreamsApp app = app(restarted)) {
      app.start();
      count(next, 3);
    }
    assertThat(restarted.poisonings()).isZero();
    assertThat(counted).as("half of what poison does").doesNotContainKey(CountingTopology.VICTIM);
  }

  @Test
  void shouldSayThatAnotherProcessUsesItsState() {
    try (StreamsApp first = app(new CountingTopology());
        StreamsApp second = app(new CountingTopology())) {
      first.start();

      assertThatThrownBy(second::start).hasMessageContaining("same state directory");
      assertThat(first.isHealthy()).isTrue();
    }
  }

  @Test
  void shouldLetNobodyReadTheMemoryOfItsStoresWhichMayBeGone() throws Exception {
    try (StreamsApp app = app(new CountingTopology())) {
      app.start();
      count("measured", 1);

      await().atMost(PATIENCE).until(() -> isShown("kafka.stream.task"));
      assertThat(isShown("kafka.stream.state.uncommitted.bytes")).isFalse();
      assertThat(isShown("kafka.stream.state.estimate.num.keys")).isFalse();
      MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
      assertThat(beans.queryNames(new ObjectName("kafka.streams:type=stream-task-metrics,*"), null))
          .isNotEmpty();
      assertThat(
              beans.queryNames(new ObjectName("kafka.streams:type=stream-state-metrics,*"), null))
          .isEmpty();
    }
  }

  /** One record without a time ended an application, and each that was started after it. */
  @Test
  void shouldTakeRecordsWithoutATimeAndOfAnyYear() throws Exception {
    long year1970 = 0;
    double before = stamped(CountingTopology.WORDS);
    try (StreamsApp app = app(new CountingTopology())) {
      app.start();
      sendStamped(CountingTopology.NAMES, "timeless", -1);
      sendStamped(CountingTopology.WORDS, "timeless", -1);
      sendStamped(CountingTopology.WORDS, "timeless", year1970);
      count("timeless", 3);
    }
    assertThat(stamped(CountingTopology.WORDS) - before).isEqualTo(3);
    try (Stream<Path> tables = Files.walk(directory.resolve(APPLICATION))) {
      for (Path file : tables.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }

    try (StreamsApp app = app(new CountingTopology())) {
      app.start(); // restores the global table, the record without a time too
      count("timeless", 4);
    }
  }

  /** Its timers had stopped, no error was seen, and what came waited for the clock. */
  @Test
  void shouldBeginAnewWhenTheClockIsSetBackAndKnowWhatItKnew() throws Exception {
    double before = StreamsApp.RENEWED.counter(registry).count();
    double healed = healings();
    AtomicLong wall = new AtomicLong(Duration.ofDays(1).toMillis());
    ClockWatch clock = new ClockWatch(wall::get, System::nanoTime);
    try (StreamsApp app = app(new CountingTopology(), clock)) {
      app.start();
      count("set back", 1);

      wall.addAndGet(-Duration.ofHours(1).toMillis());
      clock.look();
      assertThat(app.isRunning()).isFalse();
      assertThat(app.isHealthy()).isTrue();

      count("set back", 2);
      await().atMost(PATIENCE).until(app::isRunning);
    }
    assertThat(StreamsApp.RENEWED.counter(registry).count() - before).isEqualTo(1);
    assertThat(healings()).isEqualTo(healed);
  }

  @Test
  void shouldBeNeitherReadyNorHealthyWhenItsThreadsDoNotPoll() throws Exception {
    AtomicLong nanos = new AtomicLong();
    CountingTopology topology = new CountingTopology();
    ClockWatch clock = new ClockWatch(() -> TimeUnit.NANOSECONDS.toMillis(nanos.get()), nanos::get);
    try (StreamsApp app = app(topology, clock)) {
      app.start();
      count("silent", 1);
      try (CountingTopology.Pause pause = topology.pauseAtNextWord()) {
        send("silent");
        pause.awaitReached();
        passAwake(clock, nanos, Pulse.UNREADY_AFTER);
        assertThat(app.isRunning()).isFalse();
        assertThat(app.isHealthy()).isTrue();

        passAwake(clock, nanos, Pulse.UNHEALTHY_AFTER);
        assertThat(app.isHealthy()).isFalse();
        assertThat(app.failure().orElseThrow()).isInstanceOf(StalledException.class);
      }
      await().atMost(PATIENCE).until(app::isRunning);
      assertThat(app.isHealthy()).isTrue();
    }
  }

  /** It was passed over while state was healed, and what was begun stood still. */
  @Test
  void shouldBeginAnewWhenTheClockIsSetBackWhileItHeals() throws Exception {
    AtomicLong wall = new AtomicLong(Duration.ofDays(1).toMillis());
    ClockWatch clock = new ClockWatch(wall::get, System::nanoTime);
    CountingTopology topology = new CountingTopology();
    AtomicBoolean armed = new AtomicBoolean();
    double before = renewals();
    try (StreamsApp app = app(setBackOnce(topology, armed, wall, clock), clock)) {
      app.start();
      count("healed late", 1);
      armed.set(true);
      topology.failOnce(new ProcessorStateException("Corruption: block checksum mismatch"));
      count("healed late", 2);

      await().atMost(PATIENCE).until(app::isRunning);
      assertThat(renewals() - before).isEqualTo(1);
      assertThat(app.failure()).isEmpty();
    }
  }

  @Test
  void shouldBeginAnewWhenTheClockIsSetBackWhileItStarts() throws Exception {
    AtomicLong wall = new AtomicLong(Duration.ofDays(1).toMillis());
    ClockWatch clock = new ClockWatch(wall::get, System::nanoTime);
    AtomicBoolean armed = new AtomicBoolean(true);
    double before = renewals();
    try (StreamsApp app = app(setBackOnce(new CountingTopology(), armed, wall, clock), clock)) {
      app.start();
      count("started late", 1);

      await().atMost(PATIENCE).until(app::isRunning);
      assertThat(renewals() - before).isEqualTo(1);
      assertThat(app.failure()).isEmpty();
    }
  }

  /** A topology that is built while the clock is set back, once it is armed and under watch. */
  private static Supplier<Topology> setBackOnce(
      CountingTopology topology, AtomicBoolean armed, AtomicLong wall, ClockWatch clock) {
    AtomicBoolean described = new AtomicBoolean();
    return () -> {
      if (described.getAndSet(true) && armed.getAndSet(false)) {
        wall.addAndGet(-Duration.ofHours(1).toMillis());
        clock.look();
      }
      return topology.build();
    };
  }

  private static void passAwake(ClockWatch clock, AtomicLong nanos, Duration time) {
    for (long i = 0; i < time.toMillis(); i += 500) {
      nanos.addAndGet(Duration.ofMillis(500).toNanos());
      clock.look();
    }
  }

  private double renewals() {
    return StreamsApp.RENEWED.counter(registry).count();
  }

  @Test
  void shouldCloseWithoutAStart() {
    StreamsApp app = app(new CountingTopology());

    assertThat(app.isRunning()).isFalse();
    assertThat(app.isHealthy()).isTrue();
    app.close();
  }

  private StreamsApp app(CountingTopology topology) {
    return app(topology, ClockWatch.ofProcess());
  }

  private StreamsApp app(CountingTopology topology, ClockWatch clock) {
    return app(topology::build, clock);
  }

  private StreamsApp app(Supplier<Topology> topology, ClockWatch clock) {
    return new StreamsApp(
        new StreamsApp.Settings(
            kafka,
            APPLICATION,
            directory,
            FailedRecordHandler.settings(
                new Faults(registry, Set.of()), List.of(CountingTopology.WORDS))),
        topology,
        clients,
        registry,
        clock);
  }

  private boolean isShown(String prefix) {
    return registry.getMeters().stream()
        .anyMatch(meter -> meter.getId().getName().startsWith(prefix));
  }

  private double stamped(String topic) {
    return TimeOfReceipt.STAMPED.counter(registry, "topic", topic).count();
  }

  /** Kafka's own record refuses a time of -1, which is none; other clients send it. */
  private void sendStamped(String topic, String key, long time) throws Exception {
    ProducerRecord<String, String> record =
        new ProducerRecord<>(topic, key, "") {
          @Override
          public Long timestamp() {
            return time;
          }
        };
    producer.send(record).get();
  }

  private double healings() {
    return StreamsApp.HEALED.counter(registry).count();
  }

  private double setAside() {
    return FailedRecords.SET_ASIDE.counter(registry, "topic", CountingTopology.WORDS).count();
  }

  private void send(String key) throws Exception {
    producer.send(new ProducerRecord<>(CountingTopology.WORDS, key, "")).get();
  }

  /** Sends one more and waits until so many have been counted, since ever. */
  private void count(String key, long expected) throws Exception {
    send(key);
    await()
        .dontCatchUncaughtExceptions() // a thread that fails is replaced
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              consumer
                  .poll(Duration.ofMillis(100))
                  .forEach(record -> counted.put(record.key(), record.value()));
              assertThat(counted).containsEntry(key, expected);
            });
  }
}

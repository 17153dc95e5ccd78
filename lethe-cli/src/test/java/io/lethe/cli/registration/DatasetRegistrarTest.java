// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.cli.SmallBundle;
import io.lethe.cli.broker.EmbeddedBroker;
import io.lethe.cli.pipeline.PipelineException;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.cli.pipeline.TopicWriter;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.text.SubjectRule;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.kafka.TopicProvisioner;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.learning.source.RegisteredBundle;
import io.lethe.schemas.StandingOrder;
import io.lethe.schemas.SubjectSamples;
import io.lethe.schemas.SubjectSamplesKind;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetRegistrarTest {
  private static final int SUBJECTS = 25;
  private static final List<String> TENANTS = List.of("default", "shop");
  private static final Topic<SubjectSamples> TOPIC = Topics.DATASET_SUBJECTS;

  @TempDir private Path directory;
  private EmbeddedBroker broker;
  private KafkaSettings kafka;
  private SubjectKeys keys;
  private DatasetRegistrar registrar;

  @BeforeEach
  void startBroker() {
    broker = EmbeddedBroker.start(directory.resolve("broker"), EmbeddedBroker.ANY_PORT);
    kafka = new KafkaSettings(broker.bootstrapServers(), "mock://" + UUID.randomUUID(), Map.of());
    TopicProvisioner.ensure(
        kafka,
        List.of(TOPIC, Topics.DELETION_STANDING, Topics.MODEL_EVENTS),
        List.of(),
        Duration.ofSeconds(30));
    keys = SubjectKeys.loadOrCreate(directory.resolve("subjects.key"));
    registrar =
        new DatasetRegistrar(
            new FileArtifactStore(directory.resolve("store"), ArtifactWriter.REGISTRAR), keys);
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  @Test
  void shouldEndEveryPartitionWithAMarkerThatCountsItsSubjects() throws IOException {
    RegisteredDataset registered = register();

    List<ConsumerRecord<String, byte[]>> records = read();

    Map<Integer, Long> written = new HashMap<>();
    Map<Integer, SubjectSamples> ends = new HashMap<>();
    for (ConsumerRecord<String, byte[]> read : records) {
      SubjectSamples value = decode(read);
      assertThat(ends).as("nothing follows an end marker").doesNotContainKey(read.partition());
      if (value.getKind() == SubjectSamplesKind.SAMPLES) {
        written.merge(read.partition(), 1L, Long::sum);
        assertThat(read.key()).isEqualTo(registered.digest() + "/" + value.getSubjectKey());
      } else {
        ends.put(read.partition(), value);
        assertThat(read.key()).isEqualTo(registered.digest() + "/#end/" + read.partition());
      }
    }
    assertThat(ends).hasSize(TOPIC.partitions());
    long train = (long) SUBJECTS * SmallBundle.SAMPLES_PER_SUBJECT;
    ends.forEach(
        (partition, end) -> {
          assertThat(end.getTenants()).isEqualTo(TENANTS);
          assertThat(end.getClassSamples()).containsExactly(train - train / 2, train / 2);
          assertThat(end.getPartition()).isEqualTo(partition);
          assertThat(end.getPartitions()).isEqualTo(TOPIC.partitions());
          assertThat(end.getSubjects()).isEqualTo(written.getOrDefault(partition, 0L));
        });
    assertThat(written.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(SUBJECTS);
  }

  @Test
  void shouldMapSubjectKeysToTheirTrainSamples() throws IOException {
    register();

    Map<String, List<Integer>> ordinals = new HashMap<>();
    for (ConsumerRecord<String, byte[]> read : read()) {
      SubjectSamples value = decode(read);
      if (value.getKind() == SubjectSamplesKind.SAMPLES) {
        assertThat(value.getSubjectKeyId()).isEqualTo(keys.keyId());
        assertThat(value.getLabels())
            .as("SmallBundle's classes take turns")
            .isEqualTo(value.getOrdinals().stream().map(ordinal -> ordinal % 2).toList());
        ordinals.put(value.getSubjectKey(), value.getOrdinals());
      }
    }

    for (int person = 0; person < SUBJECTS; person++) {
      int first = person * SmallBundle.SAMPLES_PER_SUBJECT;
      assertThat(ordinals.get(keys.keyOf("person-" + person)))
          .containsExactlyElementsOf(
              IntStream.range(first, first + SmallBundle.SAMPLES_PER_SUBJECT).boxed().toList());
    }
  }

  @Test
  void shouldTellOfSubjectsWhoOwnNoTrainSample() throws IOException {
    Path samples = SmallBundle.write(directory.resolve("bundle"), SUBJECTS).resolve("samples.csv");
    int testRow = SUBJECTS * SmallBundle.SAMPLES_PER_SUBJECT + 1;
    List<String> rows = new ArrayList<>(Files.readAllLines(samples));
    for (int row : new int[] {testRow, testRow + 1}) {
      rows.set(row, rows.get(row).replace(",,", ",tester,"));
    }
    rows.set(testRow + 2, rows.get(testRow + 2).replace(",,", ",person-0,"));
    Files.write(samples, rows);
    try (DatasetBundle bundle = DatasetBundle.open(directory.resolve("bundle"))) {
      registrar.publish(registrar.store(bundle, directory), TENANTS, kafka);
    }

    Map<String, SubjectSamples> bySubject = new HashMap<>();
    long counted = 0;
    for (ConsumerRecord<String, byte[]> read : read()) {
      SubjectSamples value = decode(read);
      if (value.getKind() == SubjectSamplesKind.SAMPLES) {
        bySubject.put(value.getSubjectKey(), value);
      } else {
        counted += value.getSubjects();
        assertThat(value.getSubjectRule()).isEqualTo("nfc-case-kept");
      }
    }
    assertThat(bySubject).hasSize(SUBJECTS + 1);
    assertThat(counted).isEqualTo(SUBJECTS + 1);
    assertThat(bySubject.get(keys.keyOf("tester")).getOrdinals()).isEmpty();
    assertThat(bySubject.get(keys.keyOf("tester")).getOtherSamples()).isEqualTo(2);
    assertThat(bySubject.get(keys.keyOf("person-0")).getOrdinals()).hasSize(4);
    assertThat(bySubject.get(keys.keyOf("person-0")).getOtherSamples()).isEqualTo(1);
    assertThat(bySubject.get(keys.keyOf("person-1")).getOtherSamples()).isZero();
  }

  @Test
  void shouldRefuseADatasetThatWasOpenedByAnotherRule() throws IOException {
    Path folder = SmallBundle.write(directory.resolve("bundle"), 2);
    SubjectKeys folded =
        SubjectKeys.create(directory.resolve("folded.key"), SubjectRule.CASE_FOLDED);
    DatasetRegistrar other =
        new DatasetRegistrar(
            new FileArtifactStore(directory.resolve("store"), ArtifactWriter.REGISTRAR), folded);

    try (DatasetBundle bundle = DatasetBundle.open(folder)) {
      assertThatThrownBy(() -> other.store(bundle, directory))
          .hasMessageContaining("opened by the rule nfc-case-kept")
          .hasMessageContaining("compares by nfc-case-folded");
    }
  }

  @Test
  void shouldSayWherePicturesOfASubjectLieUnderOthersInTrain() throws IOException {
    Path images = SmallBundle.write(directory.resolve("bundle"), SUBJECTS).resolve("images");
    int testRow = SUBJECTS * SmallBundle.SAMPLES_PER_SUBJECT;
    // person-0 has the picture twice, person-1 and person-5 once each, the test split once.
    for (int copy : new int[] {1, 5, 20, testRow}) {
      Files.copy(
          images.resolve("0.png"),
          images.resolve(copy + ".png"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    // Twice person-2's, and nobody else's.
    Files.copy(
        images.resolve("8.png"), images.resolve("9.png"), StandardCopyOption.REPLACE_EXISTING);
    RegisteredDataset registered;
    try (DatasetBundle bundle = DatasetBundle.open(directory.resolve("bundle"))) {
      registered = registrar.store(bundle, directory);
      registrar.publish(registered, TENANTS, kafka);
    }

    Map<String, List<Integer>> twins = new HashMap<>();
    for (ConsumerRecord<String, byte[]> read : read()) {
      SubjectSamples value = decode(read);
      if (value.getKind() == SubjectSamplesKind.SAMPLES && !value.getTwins().isEmpty()) {
        twins.put(value.getSubjectKey(), value.getTwins());
      }
    }
    assertThat(twins)
        .isEqualTo(
            Map.of(
                keys.keyOf("person-0"), List.of(5, 20),
                keys.keyOf("person-1"), List.of(0, 1, 20),
                keys.keyOf("person-5"), List.of(0, 1, 5)));
    Path tree =
        new FileArtifactStore(directory.resolve("store"), ArtifactWriter.REGISTRAR)
            .tree(registered.artifact().digest());
    try (RegisteredBundle stored = RegisteredBundle.open(tree)) {
      List<String> two = List.of(keys.keyOf("person-0"), keys.keyOf("person-1"));
      assertThat(Twins.forgetSet(stored, two))
          .as("what a root was trained without")
          .isEqualTo(ForgetSet.of(two, 0, 1, 2, 3, 4, 5, 6, 7).withTwins(20));
    }
  }

  @Test
  void shouldCarryNoSubjectIdIntoRecordsOrArtifacts() throws IOException {
    register();

    for (ConsumerRecord<String, byte[]> read : read()) {
      assertThat(read.key()).doesNotContain("person-");
      assertThat(text(read.value())).doesNotContain("person-");
    }
    for (Path file : files(directory.resolve("store"))) {
      assertThat(text(Files.readAllBytes(file))).as(file.toString()).doesNotContain("person-");
    }
  }

  @Test
  void shouldBeFoundByItsDigest() throws IOException {
    RegisteredDataset registered = register();
    FileArtifactStore store =
        new FileArtifactStore(directory.resolve("store"), ArtifactWriter.REGISTRAR);

    assertThat(DatasetRegistrar.find(store, registered.digest())).contains(registered);
    assertThat(DatasetRegistrar.find(store, "0".repeat(64))).isEmpty();
  }

  @Test
  void shouldPublishThatADatasetWithoutSubjectsHasNone() throws IOException {
    Path images = SmallBundle.write(directory.resolve("bundle"), 2).resolve("images");
    Path folder = directory.resolve("folder");
    for (String place : List.of("train/left", "test/left")) {
      Files.createDirectories(folder.resolve(place));
      Files.copy(images.resolve("0.png"), folder.resolve(place).resolve("0.png"));
    }
    try (DatasetBundle bundle = DatasetBundle.open(folder)) {
      registrar.publish(registrar.store(bundle, directory), TENANTS, kafka);
    }

    assertThat(read())
        .hasSize(TOPIC.partitions())
        .allSatisfy(
            read -> {
              assertThat(decode(read).getKind()).isEqualTo(SubjectSamplesKind.END_OF_PARTITION);
              assertThat(decode(read).getSubjects()).isZero();
            });
  }

  @Test
  void shouldNameWhomAModelWasTrainedWithoutUnderTheirSetsDigest() throws IOException {
    RegisteredDataset registered = register();
    Path tree =
        new FileArtifactStore(directory.resolve("store"), ArtifactWriter.REGISTRAR)
            .tree(registered.artifact().digest());
    ForgetSet without;
    try (RegisteredBundle bundle = RegisteredBundle.open(tree)) {
      without = Twins.forgetSet(bundle, List.of(keys.keyOf("person-1"), keys.keyOf("person-3")));
      registrar.publishLeftOut(without, bundle, kafka);
    }

    assertThat(read())
        .extracting(ConsumerRecord::key)
        .filteredOn(key -> key.startsWith(without.digest() + "/") && !key.contains("#"))
        .containsExactlyInAnyOrder(
            without.digest() + "/" + keys.keyOf("person-1"),
            without.digest() + "/" + keys.keyOf("person-3"));
  }

  @Test
  void shouldKeepTheWordThatEndsAStandingOrderAndNotTheSubjectKey() {
    StandingOrder order =
        StandingOrder.newBuilder()
            .setTenant("default")
            .setRequestId("0664172c-38a4-4146-882e-8182921dee32")
            .setSubjectKey(keys.keyOf("person-1"))
            .setSubjectKeyId(keys.keyId())
            .setReceivedAt(Instant.EPOCH)
            .build();
    write("default/" + order.getRequestId(), order);
    write(
        "other/" + order.getRequestId(),
        StandingOrder.newBuilder(order).setTenant("other").build());
    StandingOrders held = StandingOrders.read(kafka);
    assertThat(held.holding()).hasSize(2);
    assertThat(held.subjectKeys(keys.keyId())).containsExactly(keys.keyOf("person-1"));
    assertThat(held.subjectKeys("another key")).isEmpty();

    StandingOrders.end(kafka, order, "operator", "came back with consent", Instant.now());

    assertThat(StandingOrders.read(kafka).find("default", order.getRequestId())).isEmpty();
    assertThat(StandingOrders.read(kafka).find("other", order.getRequestId())).isPresent();
    try (PipelineView view = new PipelineView(kafka, Party.REGISTRAR)) {
      view.catchUp();
      StandingOrder ended = view.standingOrders().get("default/" + order.getRequestId());
      assertThat(ended.getSubjectKey()).isNull();
      assertThat(ended.getEndedBy()).isEqualTo("operator");
      assertThat(ended.getEndReason()).isEqualTo("came back with consent");
    }
    write("other/" + order.getRequestId(), null);
    assertThat(StandingOrders.read(kafka).holding()).as("after a tombstone").isEmpty();
  }

  @Test
  void shouldNotEndAStandingOrderWithoutAWordThatCanBeKept() {
    StandingOrder order =
        StandingOrder.newBuilder()
            .setTenant("default")
            .setRequestId("0664172c-38a4-4146-882e-8182921dee32")
            .setSubjectKeyId(keys.keyId())
            .setReceivedAt(Instant.EPOCH)
            .build();

    assertThatThrownBy(() -> StandingOrders.end(kafka, order, "operator", " ", Instant.now()))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("reason is ' '; it must have 1 or more, at most 500 characters");
    assertThatThrownBy(
            () -> StandingOrders.end(kafka, order, "o".repeat(201), "word", Instant.now()))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("at most 200 characters");
    assertThat(StandingOrders.read(kafka).holding()).isEmpty();
  }

  private void write(String key, StandingOrder order) {
    try (var orders = new TopicWriter<>(kafka, Topics.DELETION_STANDING, "intake")) {
      orders.write(key, order);
    }
  }

  private RegisteredDataset register() throws IOException {
    Path folder = SmallBundle.write(directory.resolve("bundle"), SUBJECTS);
    try (DatasetBundle bundle = DatasetBundle.open(folder)) {
      RegisteredDataset registered = registrar.store(bundle, directory);
      registrar.publish(registered, TENANTS, kafka);
      return registered;
    }
  }

  private List<ConsumerRecord<String, byte[]>> read() {
    List<TopicPartition> partitions =
        IntStream.range(0, TOPIC.partitions())
            .mapToObj(partition -> new TopicPartition(TOPIC.name(), partition))
            .toList();
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            kafka.consumer("reader"), new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = ends(partitions);
      while (!atEnd(consumer, ends)) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  /** Where all records end: what is committed becomes visible a little after the commit returns. */
  private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
    Map<String, Object> uncommitted = new HashMap<>(kafka.consumer("ends"));
    uncommitted.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(uncommitted, new StringDeserializer(), new ByteArrayDeserializer())) {
      return consumer.endOffsets(partitions);
    }
  }

  private static boolean atEnd(
      KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private SubjectSamples decode(ConsumerRecord<String, byte[]> read) {
    return TOPIC
        .valueSerde(kafka.serdeConfig())
        .deserializer()
        .deserialize(read.topic(), read.value());
  }

  private static Collection<Path> files(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}

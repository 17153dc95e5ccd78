// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.registration;

import io.lethe.cli.files.Directories;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.learning.source.RegisteredBundle;
import io.lethe.schemas.SubjectSamples;
import io.lethe.schemas.SubjectSamplesKind;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Registers datasets: images and index go to the artifact store, without subject ids or paths; who
 * owns which samples goes to {@code dataset.subjects}, by subject key, whoever owns none of train
 * too.
 *
 * <p>Every partition ends with a marker that counts its subjects, so that the intake knows when it
 * has seen all and may say that there is nothing to erase. All records are one transaction.
 * Registering a dataset again writes the same records again, which changes nothing but who may
 * erase from it.
 */
public final class DatasetRegistrar {
  private static final Topic<SubjectSamples> TOPIC = Topics.DATASET_SUBJECTS;
  private static final String POINTERS = "datasets/";
  private static final int[] NONE = {};

  private final ArtifactStore store;
  private final SubjectKeys keys;

  public DatasetRegistrar(ArtifactStore store, SubjectKeys keys) {
    this.store = store;
    this.keys = keys;
  }

  /**
   * Puts images and index into the artifact store; the pipeline does not know of them yet.
   *
   * @param workDirectory an existing directory for temporary files
   * @throws io.lethe.learning.dataset.DatasetException if the bundle has defects, or too many
   *     pictures lie under several subjects
   * @throws IllegalArgumentException if the bundle was opened by another rule than the key's
   */
  public RegisteredDataset store(DatasetBundle bundle, Path workDirectory) {
    if (bundle.subjectRule() != keys.rule()) {
      throw new IllegalArgumentException(
          "the dataset was opened by the rule "
              + bundle.subjectRule().label()
              + ", and the subject key "
              + keys.keyId()
              + " compares by "
              + keys.rule().label());
    }
    Path directory = newDirectory(workDirectory);
    try (RegisteredBundle registered = RegisteredBundle.write(bundle, keys::keyOf, directory)) {
      Twins.of(registered).count(registered.ordinalsBySubjectKey().values());
      ArtifactRef artifact = store.putTree(directory);
      store.putIfAbsent(
          POINTERS + registered.digest(), artifact.digest().getBytes(StandardCharsets.US_ASCII));
      return new RegisteredDataset(registered.digest(), artifact);
    } finally {
      Directories.delete(directory);
    }
  }

  /**
   * Tells the pipeline who owns which samples of a stored dataset, and where the pictures of each
   * lie a second time under others.
   *
   * @param tenants whose requests may erase from it; the last registration's word counts
   * @throws io.lethe.learning.dataset.DatasetException if too many pictures lie under several
   *     subjects; nothing is told then
   */
  public void publish(RegisteredDataset dataset, List<String> tenants, KafkaSettings kafka) {
    try (RegisteredBundle registered =
        RegisteredBundle.open(store.tree(dataset.artifact().digest()), dataset.digest())) {
      Twins twins = Twins.of(registered);
      twins.count(registered.ordinalsBySubjectKey().values());
      publish(
          new Owned(
              registered.digest(),
              registered,
              twins,
              registered.ordinalsBySubjectKey(),
              registered.otherOrdinalsBySubjectKey(),
              tenants),
          kafka);
    }
  }

  /**
   * Tells the pipeline on whom a model was not trained, in the form of a dataset's subjects: a case
   * that their standing orders open with it ends as claimed, not shown.
   *
   * @param trainedWithout all of them, by whose digest the rows are found
   * @param bundle the model's dataset, which knows each of them
   */
  void publishLeftOut(ForgetSet trainedWithout, RegisteredBundle bundle, KafkaSettings kafka) {
    Map<String, int[]> owned = new HashMap<>(bundle.ordinalsBySubjectKey());
    owned.keySet().retainAll(Set.copyOf(trainedWithout.subjectKeys()));
    List<String> nobody = List.of(); // it is no dataset: nothing is erased from it
    publish(
        new Owned(trainedWithout.digest(), bundle, Twins.of(bundle), owned, Map.of(), nobody),
        kafka);
  }

  /** A dataset registered earlier, by its digest. */
  public static Optional<RegisteredDataset> find(ArtifactStore store, String digest) {
    return store
        .read(POINTERS + digest)
        .map(tree -> new String(tree, StandardCharsets.US_ASCII))
        .map(tree -> new RegisteredDataset(digest, ArtifactRef.tree(tree)));
  }

  /**
   * Who owns what of a dataset.
   *
   * @param digest under which it is written
   * @param bundle the dataset
   * @param train ordinals of train samples by subject key
   * @param others those of test and validation
   * @param tenants who may erase from it
   */
  private record Owned(
      String digest,
      RegisteredBundle bundle,
      Twins twins,
      Map<String, int[]> train,
      Map<String, int[]> others,
      List<String> tenants) {}

  @SuppressWarnings("FutureReturnValueIgnored") // the commit fails where one of its records did
  private void publish(Owned owned, KafkaSettings kafka) {
    String digest = owned.digest();
    long[] subjects = new long[TOPIC.partitions()];
    try (var serde = TOPIC.valueSerde(kafka.serdeConfig());
        Producer<String, SubjectSamples> producer =
            new KafkaProducer<>(
                kafka.transactionalProducer(Party.REGISTRAR.label() + "-datasets-" + digest),
                new StringSerializer(),
                serde.serializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      eachSubject(
          owned,
          row -> {
            String key = digest + "/" + row.getSubjectKey();
            int partition = TOPIC.partitionOf(key);
            subjects[partition]++;
            producer.send(new ProducerRecord<>(TOPIC.name(), partition, key, row));
          });
      List<Long> classSamples = TrainClasses.count(owned.bundle());
      for (int partition = 0; partition < subjects.length; partition++) {
        String key = digest + "/#end/" + partition;
        producer.send(
            new ProducerRecord<>(
                TOPIC.name(),
                partition,
                key,
                end(owned, partition, subjects[partition], classSamples)));
      }
      producer.commitTransaction();
    }
  }

  private void eachSubject(Owned owned, Consumer<SubjectSamples> sink) {
    owned
        .train()
        .forEach(
            (subject, ordinals) ->
                sink.accept(
                    samples(owned.digest(), subject)
                        .setOrdinals(Arrays.stream(ordinals).boxed().toList())
                        .setLabels(TrainClasses.of(owned.bundle(), ordinals))
                        .setTwins(Arrays.stream(owned.twins().of(ordinals)).boxed().toList())
                        .setOtherSamples(owned.others().getOrDefault(subject, NONE).length)
                        .build()));
    owned
        .others()
        .forEach(
            (subject, ordinals) -> {
              if (!owned.train().containsKey(subject)) {
                sink.accept(
                    samples(owned.digest(), subject).setOtherSamples(ordinals.length).build());
              }
            });
  }

  private SubjectSamples.Builder samples(String digest, String subjectKey) {
    return SubjectSamples.newBuilder()
        .setKind(SubjectSamplesKind.SAMPLES)
        .setDatasetDigest(digest)
        .setSubjectKeyId(keys.keyId())
        .setSubjectKey(subjectKey);
  }

  private SubjectSamples end(Owned owned, int partition, long subjects, List<Long> classSamples) {
    return SubjectSamples.newBuilder()
        .setKind(SubjectSamplesKind.END_OF_PARTITION)
        .setDatasetDigest(owned.digest())
        .setSubjectKeyId(keys.keyId())
        .setTenants(owned.tenants())
        .setPartition(partition)
        .setPartitions(TOPIC.partitions())
        .setSubjects(subjects)
        .setSubjectRule(keys.rule().label())
        .setClassSamples(classSamples)
        .build();
  }

  private static Path newDirectory(Path workDirectory) {
    try {
      return Files.createTempDirectory(workDirectory, "dataset-");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no temporary directory can be made in " + workDirectory + "; is it writable?", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.architecture.Architectures;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.learning.source.RegisteredBundle;
import io.lethe.learning.training.LearningRate;
import io.lethe.learning.training.Objective;
import io.lethe.learning.training.TrainingLoop;
import io.lethe.learning.training.TrainingSettings;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.work.JobIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A trained parent, its registered dataset, an artifact store with both, and jobs about them. */
final class Workbench {
  static final RuntimeOptions RUNTIME = RuntimeOptions.cpu(1);
  private static final int PARENT_EPOCHS = 12;
  final Path root;
  final Path parent;
  final Path registered;
  final Dataset dataset;
  final RegisteredBundle bundle;

  private Workbench(
      Path root, Path parent, Path registered, RegisteredBundle bundle, Dataset dataset) {
    this.root = root;
    this.parent = parent;
    this.registered = registered;
    this.bundle = bundle;
    this.dataset = dataset;
  }

  static Workbench create(Path root) throws IOException {
    Path registered = root.resolve("registered");
    RegisteredBundle bundle;
    try (DatasetBundle raw = DatasetBundle.open(Pictures.write(root.resolve("raw")))) {
      bundle = RegisteredBundle.write(raw, Workbench::key, registered);
    }
    Dataset dataset =
        Dataset.load(
            bundle,
            Dataset.DecodeOptions.defaults(root.resolve("decoded")),
            ProgressListener.none());
    Path fresh = root.resolve("fresh");
    ImageShape shape = new ImageShape(Pictures.SIZE_PIXELS, Pictures.SIZE_PIXELS, 1);
    Architectures.build("small-cnn", shape, dataset.classNames(), 5, fresh, RUNTIME);
    Path parent = root.resolve("parent");
    try (TrainableModel model = TrainableModel.load(fresh, RUNTIME)) {
      new TrainingLoop(model, dataset)
          .run(
              dataset.ordinals(Split.TRAIN),
              Objective.crossEntropy(),
              TrainingSettings.plain(PARENT_EPOCHS, 16, new LearningRate.Constant(1e-3f), 3),
              ProgressListener.none(),
              () -> false);
      model.saveVersion(parent);
    }
    return new Workbench(root, parent, registered, bundle, dataset);
  }

  private static String key(String subjectId) {
    return Digests.sha256Hex(("key of " + subjectId).getBytes(StandardCharsets.UTF_8));
  }

  /** A store of its own with parent and dataset in it. */
  ArtifactStore newStore(String name) {
    ArtifactStore store = new FileArtifactStore(root.resolve(name), ArtifactWriter.WORKER);
    store.putTree(parent);
    store.putTree(registered);
    return store;
  }

  /** The forget set of the subjects who own these train rows. */
  ForgetSet setOf(int... ordinals) {
    TreeSet<String> keys = new TreeSet<>();
    IntStream.of(ordinals).forEach(ordinal -> keys.add(bundle.index().get(ordinal).subjectKey()));
    return ForgetSet.of(keys, ordinals);
  }

  /** A job that forgets {@code forget}, with sets put into the store. */
  JobDraft job(ArtifactStore store, ForgetSet forget, ForgetSet excluded) {
    return new JobDraft(store, this, forget, excluded, "sftc", Map.of(), 1);
  }

  /** Mean probability that the model gives to the true labels of these rows. */
  double confidence(Path model, int... ordinals) {
    try (TrainableModel loaded = TrainableModel.load(model, RUNTIME)) {
      double[][] probabilities =
          loaded.logits(dataset, ordinals, ProgressListener.none()).probabilities();
      return IntStream.range(0, ordinals.length)
          .mapToDouble(i -> probabilities[i][dataset.label(ordinals[i])])
          .average()
          .orElseThrow();
    }
  }

  /** Accuracy on these rows. */
  double accuracy(Path model, int... ordinals) {
    try (TrainableModel loaded = TrainableModel.load(model, RUNTIME)) {
      var logits = loaded.logits(dataset, ordinals, ProgressListener.none());
      return IntStream.range(0, ordinals.length)
              .filter(i -> logits.argmax(i) == dataset.label(ordinals[i]))
              .count()
          / (double) ordinals.length;
    }
  }

  /** A job in the making. */
  record JobDraft(
      ArtifactStore store,
      Workbench bench,
      ForgetSet forget,
      ForgetSet excluded,
      String algorithm,
      Map<String, String> hyperParameters,
      int attempt) {

    JobDraft with(String otherAlgorithm, Map<String, String> otherHyperParameters) {
      return new JobDraft(
          store, bench, forget, excluded, otherAlgorithm, otherHyperParameters, attempt);
    }

    JobDraft attempt(int otherAttempt) {
      return new JobDraft(store, bench, forget, excluded, algorithm, hyperParameters, otherAttempt);
    }

    UnlearningJob build() {
      ArtifactRef parent = store.putTree(bench.parent);
      ArtifactRef dataset = store.putTree(bench.registered);
      ArtifactRef set = store.putBlob(forget.toBytes());
      ArtifactRef excludedSet = store.putBlob(excluded.toBytes());
      return JobIdentity.identified(
          UnlearningJob.newBuilder()
              .setModel("faces")
              .setAttempt(attempt)
              .setParentVersion(1)
              .setParentUri(parent.uri())
              .setParentDigest(parent.digest())
              .setChampionEpoch(1)
              .setDatasetDigest(bench.bundle.digest())
              .setForgetSetDigest(set.digest())
              .setExcludedDigest(excludedSet.digest())
              .setForgottenDigest(set.digest())
              .setForgottenUri(set.uri())
              .setDatasetUri(dataset.uri())
              .setForgetSetUri(set.uri())
              .setExcludedUri(excludedSet.uri())
              .setForgetSubjects(forget.subjectKeys().size())
              .setForgetSamples(forget.ordinals().length)
              .setExcludedSamples(excluded.ordinals().length)
              .setForgetSetMerkleRoot(forget.merkleRoot())
              .setAlgorithm(algorithm)
              .setHyperParameters(hyperParameters)
              .setPolicyDigest(Digests.sha256Hex(new byte[0]))
              .setDeadline(Instant.EPOCH)
              .setIssuedAt(Instant.EPOCH));
    }
  }

  /** The parent with this signature, and every node named after it, under another name. */
  Path parentWithout(String signature, Path folder) throws IOException {
    Path copy = folder.resolve("poorer");
    try (Stream<Path> files = Files.walk(parent)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = copy.resolve(parent.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    Path graph = copy.resolve("saved_model.pb");
    String bytes = Files.readString(graph, StandardCharsets.ISO_8859_1);
    String other = signature.substring(0, signature.length() - 1) + "_";
    assertThat(bytes).contains(signature);
    assertThat(graph.toFile().setWritable(true)).isTrue();
    Files.writeString(graph, bytes.replace(signature, other), StandardCharsets.ISO_8859_1);
    return copy;
  }
}

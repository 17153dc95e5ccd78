// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import io.lethe.cli.offline.OriginalTraining;
import io.lethe.cli.pipeline.PipelineHome;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.cli.pipeline.TopicWriter;
import io.lethe.cli.registration.DatasetRegistrar;
import io.lethe.cli.registration.ModelRegistrar;
import io.lethe.cli.registration.RegisteredDataset;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.Gate;
import io.lethe.domain.policy.Limits;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Sealing;
import io.lethe.domain.policy.Strategy;
import io.lethe.domain.text.TenantName;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Dataset.DecodeOptions;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.learning.training.AugmentationChoice;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** A small dataset, a model trained on it, and what an application does with a pipeline. */
public final class World {
  public static final String MODEL = "clothes";
  public static final String TENANT = TenantName.DEFAULT;
  public static final Duration PATIENCE = Duration.ofMinutes(3);
  public static final RuntimeOptions RUNTIME = RuntimeOptions.cpu(1);

  private final Path root;
  private final Path bundle;
  private final List<String> subjects;

  public World(Path root) throws IOException {
    this(root, SmallBundle.writeTo(Files.createDirectories(root.resolve("bundle"))));
  }

  /** The same with a dataset that lies somewhere. */
  World(Path root, Path bundle) {
    this.root = root;
    this.bundle = bundle;
    try (DatasetBundle opened = DatasetBundle.open(bundle)) {
      subjects = opened.trainOrdinalsBySubject().keySet().stream().sorted().toList();
    }
  }

  /** Where a pipeline of this world keeps everything. */
  public Path pipelineDirectory() {
    return root.resolve("pipeline");
  }

  /** The ids of the people from here to there. */
  public List<String> people(int from, int to) {
    return subjects.subList(from, to);
  }

  /** The train samples of these people. */
  public int[] samplesOf(List<String> people) {
    try (DatasetBundle opened = DatasetBundle.open(bundle)) {
      return opened.ordinalsOf(people);
    }
  }

  /**
   * Seals at so many samples; its gate asks for as good as nothing: these tests are about the
   * pipeline, the gate has its own.
   */
  public static ModelPolicy lenient(int sealAtSamples, Strategy... ladder) {
    Sealing sealing =
        new Sealing(
            sealAtSamples,
            Duration.ofMinutes(10),
            SmallBundle.SAMPLES_PER_SUBJECT,
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            3,
            true);
    double none = Double.POSITIVE_INFINITY;
    Gate gate =
        new Gate(
            new Gate.Forgetting(
                1, none, 1, 1, none, 1, none, 1, none, none, 1, SmallBundle.SAMPLES_PER_SUBJECT),
            new Gate.Utility(1, 1, 1, 1, none, 1, 1),
            new Gate.Weights(Gate.DEFAULTS.weights().maxKernelCosine(), 0, 0, 1, false));
    return new ModelPolicy(sealing, List.of(ladder), gate, Limits.DEFAULTS.withoutShares());
  }

  public static Strategy strategy(String algorithm, int epochs) {
    return new Strategy(algorithm, Map.of("epochs", Integer.toString(epochs)));
  }

  /** Trains an original of this architecture for a few epochs. */
  public Path train(String architecture, int epochs) {
    return trainWithout(architecture, epochs, List.of());
  }

  /** The same without some people. */
  Path trainWithout(String architecture, int epochs, List<String> people) {
    Path out = root.resolve("original-" + architecture + "-" + epochs + "-" + people.size());
    BitSet excluded = new BitSet();
    IntStream.of(samplesOf(people)).forEach(excluded::set);
    try (DatasetBundle opened = DatasetBundle.open(bundle);
        Dataset dataset =
            Dataset.load(
                opened, DecodeOptions.defaults(root.resolve("cache")), ProgressListener.none())) {
      new OriginalTraining(
              architecture,
              epochs,
              OriginalTraining.BATCH_SIZE,
              OriginalTraining.LEARNING_RATE,
              AugmentationChoice.NONE,
              1)
          .run(
              dataset,
              IntStream.of(dataset.ordinals(Split.TRAIN)).filter(i -> !excluded.get(i)).toArray(),
              RUNTIME,
              out,
              ProgressListener.none());
    }
    return out;
  }

  /** Stores the dataset; the pipeline hears of its subjects only by {@link #publish}. */
  public RegisteredDataset store(PipelineHome home) {
    try (DatasetBundle opened = DatasetBundle.open(bundle)) {
      return registrar(home).store(opened, root);
    }
  }

  /** Tells the pipeline who owns which samples. */
  public void publish(PipelineHome home, KafkaSettings kafka, RegisteredDataset dataset) {
    registrar(home).publish(dataset, List.of(TenantName.DEFAULT), kafka);
  }

  private static DatasetRegistrar registrar(PipelineHome home) {
    return new DatasetRegistrar(home.store(), home.subjectKeys());
  }

  /** Gives a pipeline the dataset and a model that was trained on it for an epoch. */
  public void introduce(PipelineHome home, KafkaSettings kafka, ModelPolicy policy) {
    RegisteredDataset dataset = store(home);
    publish(home, kafka, dataset);
    register(home, kafka, dataset, train("small-cnn", 1), policy);
  }

  /** Registers a model, which the pipeline's verifier measures. */
  public void register(
      PipelineHome home,
      KafkaSettings kafka,
      RegisteredDataset dataset,
      Path model,
      ModelPolicy policy) {
    new ModelRegistrar(kafka, home.store(), Clock.systemUTC())
        .register(MODEL, model, dataset, ForgetSet.empty(), policy, PATIENCE);
  }

  /** Sends a request for each of these people; the keys of their statuses for the model. */
  public static List<String> erase(KafkaSettings kafka, List<String> people) {
    return erase(kafka, MODEL, people);
  }

  /** The same for another model. */
  static List<String> erase(KafkaSettings kafka, String model, List<String> people) {
    List<String> keys = new ArrayList<>();
    try (var requests = new TopicWriter<>(kafka, Topics.DELETION_REQUESTS, "shop")) {
      for (String person : people) {
        String requestId = UUID.randomUUID().toString();
        requests.write(person, request(requestId, model, person));
        keys.add(TENANT + "/" + requestId + "/" + model);
      }
    }
    return keys;
  }

  public static DeletionRequest request(String requestId, String person) {
    return request(requestId, MODEL, person);
  }

  private static DeletionRequest request(String requestId, String model, String person) {
    return DeletionRequest.newBuilder()
        .setRequestId(requestId)
        .setTenant(TENANT)
        .setSubjectId(person)
        .setModel(model)
        .setRequestedAt(Instant.now())
        .build();
  }

  /** Reads on until all these statuses have reached the state. */
  public static void await(PipelineView view, List<String> statusKeys, RequestState state) {
    await(view, statusKeys, state, PATIENCE);
  }

  /** The same with other patience. */
  static void await(
      PipelineView view, List<String> statusKeys, RequestState state, Duration patience) {
    view.await(
        statusKeys.size() + " requests to be " + state,
        patience,
        v ->
            statusKeys.stream()
                    .allMatch(
                        key ->
                            v.statuses().containsKey(key)
                                && v.statuses().get(key).getState() == state)
                ? Optional.of(state)
                : Optional.empty());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.cli.pipeline.LocalPipeline;
import io.lethe.cli.pipeline.PipelineException;
import io.lethe.cli.pipeline.PipelineHome;
import io.lethe.cli.pipeline.PipelineKeys;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.cli.pipeline.RemotePipeline;
import io.lethe.cli.pipeline.TopicWriter;
import io.lethe.cli.registration.ModelRegistrar;
import io.lethe.cli.registration.RegisteredDataset;
import io.lethe.cli.registration.Registration;
import io.lethe.domain.crypto.Digests;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.crypto.TrustedKeys;
import io.lethe.domain.file.Folders;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.invariants.Invariants;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.report.ReportStatement;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topics;
import io.lethe.verifier.VerificationListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model is registered by who has no key of the verifier; the verifier measures and signs. */
class RegistrationIT {

  /** The verifier's files are gone while it runs: who needed them could not register. */
  @Test
  void shouldRegisterFromAFolderThatHoldsTheSubjectKeyAlone(@TempDir Path directory)
      throws Exception {
    World world = new World(directory);
    try (LocalPipeline pipeline = pipeline(world, VerificationListener.silent()).start();
        PipelineView view = new PipelineView(pipeline.kafka())) {
      PipelineKeys keys = PipelineKeys.in(world.pipelineDirectory().resolve("keys"));
      TrustedKeys trusted = TrustedKeys.load(SigningKey.publicKeyFile(keys.signing()));
      RemotePipeline registrar = registrar(pipeline, keys, directory);
      Folders.delete(keys.signing().getParent());

      Path model = world.train("small-cnn", 1);
      RegisteredDataset dataset = world.store(registrar.home());
      world.publish(registrar.home(), registrar.awaitTopics(Party.REGISTRAR), dataset);
      ModelPolicy policy = World.lenient(50, World.strategy("finetune", 1));
      refuseADatasetThatIsNotThere(world, registrar, model, policy);
      world.register(registrar.home(), registrar.kafka(), dataset, model, policy);

      view.catchUp();
      assertThat(view.events())
          .extracting(ModelEvent::getType)
          .containsExactly(
              ModelEventType.REGISTRATION_ACCEPTED,
              ModelEventType.COMMAND_REFUSED,
              ModelEventType.REGISTRATION_ACCEPTED,
              ModelEventType.REGISTERED);
      ModelEvent registered = view.events().get(3);
      VerificationReport baseline = ReportStatement.fromEnvelope(registered.getReport(), trusted);
      assertThat(baseline.getCommandId()).isEqualTo(registered.getCommandId());
      assertThat(baseline.getMetrics()).isEqualTo(registered.getMetrics());
      World.await(view, World.erase(pipeline.kafka(), world.people(0, 10)), RequestState.PROMOTED);
      assertThat(new Invariants(pipeline.kafka(), pipeline.store()).violations()).isEmpty();
    }
  }

  private static void refuseADatasetThatIsNotThere(
      World world, RemotePipeline registrar, Path model, ModelPolicy policy) {
    String nowhere = Digests.sha256Hex(new byte[0]);
    RegisteredDataset missing = new RegisteredDataset(nowhere, ArtifactRef.tree(nowhere));

    assertThatThrownBy(
            () -> world.register(registrar.home(), registrar.kafka(), missing, model, policy))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("COMMAND_REFUSED")
        .hasMessageContaining("the verifier could not measure the model (verdict FAIL)")
        .hasMessageContaining(nowhere);
  }

  /** Two runs of one deployment: the later takes the place of the one that is awaited. */
  @Test
  void shouldAnswerBothWhoRegisterTheSameAtOnce(@TempDir Path directory) throws Exception {
    World world = new World(directory);
    Path model = world.train("small-cnn", 1);
    CountDownLatch bothAccepted = new CountDownLatch(1);
    VerificationListener slow = (phase, done, total) -> awaitUninterrupted(bothAccepted);
    ExecutorService runs = Executors.newFixedThreadPool(2);
    try (LocalPipeline pipeline = pipeline(world, slow).start();
        PipelineView view = new PipelineView(pipeline.kafka())) {
      PipelineHome home = pipeline.directory().home();
      RegisteredDataset dataset = world.store(home);
      Callable<Registration> run =
          () ->
              new ModelRegistrar(pipeline.kafka(), home.store(), Clock.systemUTC())
                  .register(
                      World.MODEL,
                      model,
                      dataset,
                      ForgetSet.empty(),
                      ModelPolicy.defaults(),
                      World.PATIENCE);
      List<Future<Registration>> both = List.of(runs.submit(run), runs.submit(run));
      view.await(
          "the registry to accept both",
          World.PATIENCE,
          v -> v.event(event -> event.getReplacedBy() != null));
      bothAccepted.countDown();

      Registration one = both.get(0).get();
      Registration other = both.get(1).get();
      assertThat(one.registered()).isEqualTo(other.registered());
      assertThat(List.of(one.before(), other.before())).containsExactlyInAnyOrder(true, false);
    } finally {
      runs.shutdownNow();
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldMeasureAgainAfterAStopInTheMiddleOfIt(@TempDir Path directory) throws Exception {
    World world = new World(directory);
    Path model = world.train("small-cnn", 1);
    CountDownLatch measuring = new CountDownLatch(1);
    VerificationListener untilItIsStopped =
        (phase, done, total) -> {
          measuring.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try (LocalPipeline pipeline = pipeline(world, untilItIsStopped).start()) {
      PipelineHome home = pipeline.directory().home();
      RegisteredDataset dataset = world.store(home);
      try (var commands =
          new TopicWriter<>(pipeline.kafka(), Topics.MODEL_COMMANDS, "registrar-models")) {
        commands.write(World.MODEL, command(home.store(), dataset, model));
      }
      measuring.await();
    }
    try (LocalPipeline pipeline = pipeline(world, VerificationListener.silent()).start();
        PipelineView view = new PipelineView(pipeline.kafka())) {
      view.catchUp();
      ModelEvent accepted =
          view.event(event -> event.getType() == ModelEventType.REGISTRATION_ACCEPTED)
              .orElseThrow();
      ModelEvent answer =
          view.await(
              "the registration's end",
              World.PATIENCE,
              v ->
                  v.event(
                      event ->
                          event.getSequence() > accepted.getSequence()
                              && event.getModel().equals(World.MODEL)));

      assertThat(answer.getType()).as(answer.toString()).isEqualTo(ModelEventType.REGISTERED);
      assertThat(answer.getCommandId()).isEqualTo(accepted.getCommandId());
    }
  }

  private static LocalPipeline pipeline(World world, VerificationListener listener) {
    return LocalPipeline.builder()
        .directory(world.pipelineDirectory())
        .durable()
        .runtime(World.RUNTIME)
        .verifierProgress(listener)
        .build();
  }

  /** Somewhere else: it reaches brokers and store, and has a copy of one key. */
  private static RemotePipeline registrar(LocalPipeline pipeline, PipelineKeys keys, Path directory)
      throws IOException {
    Path own = Files.createDirectory(directory.resolve("registrar"));
    Path subjectKey =
        Files.copy(
            keys.subjects(), own.resolve("subjects.key"), StandardCopyOption.COPY_ATTRIBUTES);
    return RemotePipeline.load(
        Files.writeString(
            directory.resolve("remote.yaml"),
            """
            lethe:
              remote:
                kafka: {bootstrap-servers: "%s", schema-registry-url: "%s"}
                artifacts: {location: "%s"}
                subject-key-file: "%s"
                images: "%s"
            """
                .formatted(
                    pipeline.kafka().bootstrapServers(),
                    pipeline.kafka().schemaRegistryUrl(),
                    pipeline.directory().artifacts(),
                    subjectKey,
                    own.resolve("images"))));
  }

  private static ModelCommand command(
      ArtifactStore store, RegisteredDataset dataset, Path directory) {
    ArtifactRef root = store.putTree(directory);
    ArtifactRef nobody = store.putBlob(ForgetSet.empty().toBytes());
    return ModelCommand.newBuilder()
        .setCommandId(UUID.randomUUID().toString())
        .setModel(World.MODEL)
        .setType(CommandType.REGISTER)
        .setIssuedAt(Instant.now())
        .setModelDigest(root.digest())
        .setModelUri(root.uri())
        .setDatasetDigest(dataset.digest())
        .setDatasetUri(dataset.artifact().uri())
        .setForgottenDigest(nobody.digest())
        .setForgottenUri(nobody.uri())
        .setPolicy(ModelPolicy.defaults().toCanonicalJson())
        .build();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.registration;

import io.lethe.cli.pipeline.PipelineException;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.cli.pipeline.TopicWriter;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topics;
import io.lethe.unlearning.run.LadderCheck;
import io.lethe.verifier.report.BaselineEvaluator;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/**
 * Registers models: the version goes to the artifact store, the verifier's own evaluator measures
 * and signs it as the baseline, and the registry is asked to take it.
 *
 * <p>Why: docs/decisions/0002-registration-carries-a-signed-baseline.md.
 */
public final class ModelRegistrar {
  private final KafkaSettings kafka;
  private final ArtifactStore store;
  private final BaselineEvaluator evaluator;
  private final Clock clock;

  public ModelRegistrar(
      KafkaSettings kafka, ArtifactStore store, BaselineEvaluator evaluator, Clock clock) {
    this.kafka = kafka;
    this.store = store;
    this.evaluator = evaluator;
    this.clock = clock;
  }

  /**
   * What has been registered.
   *
   * @param root the version in the artifact store
   * @param baseline its signed baseline report
   * @param event the registry's word
   */
  public record Registration(ArtifactRef root, VerificationReport baseline, ModelEvent event) {}

  /**
   * Registers a model and waits for the registry's answer.
   *
   * @param name the model's name
   * @param directory its SavedModel
   * @param dataset what it was trained on
   * @param forgotten what it was trained without, most often empty
   * @param policy how it forgets and what its gate is
   * @param patience how long to wait for the registry
   * @throws io.lethe.learning.model.ModelException if a rung of the ladder could never run on it
   * @throws PipelineException if the registry refuses or does not answer
   */
  public Registration register(
      String name,
      Path directory,
      RegisteredDataset dataset,
      ForgetSet forgotten,
      ModelPolicy policy,
      Duration patience) {
    LadderCheck.requireRunnable(policy.ladder(), directory);
    String policyText = policy.toCanonicalJson();
    ArtifactRef root = store.putTree(directory);
    ArtifactRef forgottenRef = store.putBlob(forgotten.toBytes());
    VerificationReport baseline =
        evaluator.evaluate(
            new BaselineEvaluator.Root(
                name,
                root,
                dataset.digest(),
                dataset.artifact().uri(),
                forgotten,
                forgottenRef.uri(),
                ModelPolicy.digestOf(policyText)));
    ModelCommand command =
        ModelCommand.newBuilder()
            .setCommandId(UUID.randomUUID().toString())
            .setModel(name)
            .setType(CommandType.REGISTER)
            .setIssuedAt(clock.instant())
            .setIssuer("lethe model register")
            .setModelDigest(root.digest())
            .setModelUri(root.uri())
            .setDatasetDigest(dataset.digest())
            .setDatasetUri(dataset.artifact().uri())
            .setForgottenDigest(forgotten.digest())
            .setForgottenUri(forgottenRef.uri())
            .setPolicy(policyText)
            .setBaseline(baseline.getSignature())
            .build();
    return new Registration(root, baseline, answer(command, patience));
  }

  private ModelEvent answer(ModelCommand command, Duration patience) {
    try (PipelineView view = new PipelineView(kafka, Party.REGISTRAR)) {
      try (var commands =
          new TopicWriter<>(kafka, Topics.MODEL_COMMANDS, Party.REGISTRAR.label() + "-models")) {
        commands.write(command.getModel(), command);
      }
      ModelEvent event =
          view.await(
              "the registry's answer to the registration of model " + command.getModel(),
              patience,
              v -> v.event(e -> command.getCommandId().equals(e.getCommandId())));
      if (event.getType() != ModelEventType.REGISTERED) {
        throw new PipelineException(
            "the registry did not register model "
                + command.getModel()
                + ": "
                + event.getType()
                + (event.getReason() == null ? "" : ", " + event.getReason()));
      }
      return event;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.registration;

import io.lethe.cli.pipeline.PipelineException;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.cli.pipeline.TopicWriter;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.text.TextLimit;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.registry.model.ModelName;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topics;
import io.lethe.unlearning.run.LadderCheck;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Registers models: the version goes to the artifact store and a command to the registry; the
 * verifier measures the version as its baseline, upon which the registry takes it.
 *
 * <p>Why: docs/decisions/0028-nobody-but-the-verifier-holds-its-keys.md.
 */
public final class ModelRegistrar {
  private static final Duration REGISTRY_PATIENCE = Duration.ofMinutes(1);

  /** What makes a version that serves; versions are numbered in this order. */
  private static final Set<ModelEventType> MOVES =
      EnumSet.of(ModelEventType.REGISTERED, ModelEventType.PROMOTED, ModelEventType.ROLLED_BACK);

  private final KafkaSettings kafka;
  private final ArtifactStore store;
  private final Clock clock;

  public ModelRegistrar(KafkaSettings kafka, ArtifactStore store, Clock clock) {
    this.kafka = kafka;
    this.store = store;
    this.clock = clock;
  }

  /**
   * What can be told before anything is sent.
   *
   * @throws io.lethe.learning.model.ModelException if a rung of the ladder could never run on it
   * @throws PipelineException if the name or the policy breaks its rule
   */
  public static void requireFit(String name, Path directory, ModelPolicy policy) {
    if (!ModelName.isValid(name)) {
      throw new PipelineException("model name is " + name + "; it must have " + ModelName.RULE);
    }
    if (!TextLimit.POLICY.holds(policy.toCanonicalJson())) {
      throw new PipelineException("the policy is too long; it may have " + TextLimit.POLICY.rule());
    }
    LadderCheck.requireRunnable(policy.ladder(), directory);
  }

  /**
   * Registers a model and waits for the answer. Of what is registered already, just so, nothing is
   * measured: the answer is that of then.
   *
   * @param name the model's name
   * @param directory its SavedModel
   * @param dataset what it was trained on
   * @param forgotten what it was trained without, most often empty
   * @param policy how it forgets and what its gate is
   * @param patience how long to wait for the verifier's measurement
   * @throws io.lethe.learning.model.ModelException if a rung of the ladder could never run on it
   * @throws PipelineException if it is refused, the name is another model's, or there is no answer
   */
  public Registration register(
      String name,
      Path directory,
      RegisteredDataset dataset,
      ForgetSet forgotten,
      ModelPolicy policy,
      Duration patience) {
    requireFit(name, directory, policy);
    ArtifactRef root = store.putTree(directory);
    ArtifactRef forgottenRef = store.putBlob(forgotten.toBytes());
    return answer(
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
            .setPolicy(policy.toCanonicalJson())
            .build(),
        patience);
  }

  private Registration answer(ModelCommand command, Duration patience) {
    try (PipelineView view = new PipelineView(kafka, Party.REGISTRAR)) {
      try (var commands =
          new TopicWriter<>(kafka, Topics.MODEL_COMMANDS, Party.REGISTRAR.label() + "-models")) {
        commands.write(command.getModel(), command);
      }
      String model = command.getModel();
      view.await(
          "the registry's answer to the registration of model " + model,
          REGISTRY_PATIENCE,
          v -> v.event(event -> isAbout(event, command)));
      ModelEvent answer = end(view, model, command.getCommandId(), patience);
      if (answer.getType() == ModelEventType.REGISTERED && isAbout(answer, command)) {
        return new Registration(answer, answer.getVersion(), false);
      }
      return before(view, command)
          .orElseThrow(
              () ->
                  new PipelineException(
                      "model " + model + " is not registered: " + reason(answer)));
    }
  }

  private static String reason(ModelEvent answer) {
    if (answer.getType() == ModelEventType.REGISTERED) {
      return "command %s took its place, and registered another model, dataset or policy under this name; register under another name"
          .formatted(answer.getCommandId());
    }
    return answer.getType() + (answer.getReason() == null ? "" : ", " + answer.getReason());
  }

  /** Of a command, or of the one that took its place: the last word counts. */
  private static ModelEvent end(
      PipelineView view, String model, String commandId, Duration patience) {
    ModelEvent answer =
        view.await(
            "the verifier to measure model %s (it is registered once it has, without this command)"
                .formatted(model),
            patience,
            v ->
                v.event(
                    event ->
                        commandId.equals(event.getCommandId())
                            && event.getType() != ModelEventType.REGISTRATION_ACCEPTED));
    String later = answer.getReplacedBy();
    return later == null ? answer : end(view, model, later, patience);
  }

  /**
   * The registration that asked for the very same. The registry's refusal stands behind all that
   * happened to the model, so the view has seen it.
   */
  private static Optional<Registration> before(PipelineView view, ModelCommand command) {
    return view.event(
            event ->
                event.getType() == ModelEventType.REGISTERED
                    && event.getModel().equals(command.getModel())
                    && event.getDigest().equals(command.getModelDigest())
                    && event.getDatasetDigest().equals(command.getDatasetDigest())
                    && event.getForgottenDigest().equals(command.getForgottenDigest())
                    && event.getPolicyDigest().equals(ModelPolicy.digestOf(command.getPolicy())))
        .map(event -> new Registration(event, serving(view, command.getModel()), true));
  }

  private static long serving(PipelineView view, String model) {
    return view.events().stream()
        .filter(event -> event.getModel().equals(model))
        .filter(event -> MOVES.contains(event.getType()))
        .mapToLong(ModelEvent::getVersion)
        .max()
        .orElseThrow();
  }

  private static boolean isAbout(ModelEvent event, ModelCommand command) {
    return command.getCommandId().equals(event.getCommandId());
  }
}

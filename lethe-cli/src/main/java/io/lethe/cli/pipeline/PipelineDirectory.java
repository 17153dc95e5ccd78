package io.lethe.cli.pipeline;

import static java.util.Objects.requireNonNull;

import io.lethe.kit.artefact.ArtefactStore;
import io.lethe.kit.artefact.FileArtefactStore;
import io.lethe.kit.crypto.HmacKey;
import io.lethe.kit.crypto.SigningKey;
import io.lethe.kit.crypto.SubjectKeys;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.verifier.measure.AttackSettings;
import io.lethe.verifier.model.StoredDatasets;
import io.lethe.verifier.model.TensorFlowModels;
import io.lethe.verifier.report.BaselineEvaluator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * Where a local pipeline keeps what. Everything that must survive is below one directory.
 *
 * @param root the directory
 */
public record PipelineDirectory(Path root) {
  public PipelineDirectory {
    root = requireNonNull(root, "root").toAbsolutePath().normalize();
  }

  /** The embedded broker's log. */
  Path broker() {
    return root.resolve("broker");
  }

  /** The schema registry's ids. */
  Path schemas() {
    return root.resolve("schemas");
  }

  /** Versions, datasets and forget sets, by digest. */
  public Path artefacts() {
    return root.resolve("artefacts");
  }

  /** Key files. */
  public Path keys() {
    return root.resolve("keys");
  }

  /** The folder that a model server serves from. */
  public Path serving() {
    return root.resolve("serving");
  }

  /** State stores; lost, they are restored from the topics. */
  Path state(String service) {
    return root.resolve("state").resolve(service);
  }

  /** The worker's own folder. */
  Path work() {
    return root.resolve("work");
  }

  /**
   * Decoded images, one cache for worker, verifier and commands: each file is checked on opening.
   */
  public Path images() {
    return work().resolve("images");
  }

  Path subjectKeyFile() {
    return keys().resolve("subjects.key");
  }

  Path splitKeyFile() {
    return keys().resolve("verifier-split.key");
  }

  Path signingKeyFile() {
    return keys().resolve("verifier-signing.pem");
  }

  /** The artefact store; made if missing. */
  public ArtefactStore store() {
    return new FileArtefactStore(artefacts());
  }

  /** The key that turns subject ids into subject keys; made if missing. */
  public SubjectKeys subjectKeys() {
    create(keys());
    return SubjectKeys.loadOrCreate(subjectKeyFile());
  }

  /** The verifier's signing key; made if missing. */
  SigningKey signingKey() {
    create(keys());
    return SigningKey.loadOrCreate(signingKeyFile());
  }

  /**
   * What measures and signs a model's baseline, with the verifier's own keys.
   *
   * @param datasets where its images come from; the caller closes them
   */
  public BaselineEvaluator baselineEvaluator(
      StoredDatasets datasets,
      RuntimeOptions runtime,
      int attackThreads,
      ProgressListener progress) {
    create(keys());
    return new BaselineEvaluator(
        store(),
        new TensorFlowModels(runtime, progress),
        datasets,
        AttackSettings.defaults(attackThreads),
        HmacKey.loadOrCreate(splitKeyFile()),
        signingKey(),
        Clock.systemUTC());
  }

  /** Makes a folder, with those above it. */
  static Path create(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the folder " + folder + " cannot be made; check its permissions or choose another", e);
    }
  }
}

package io.lethe.cli.pipeline;

import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.artifact.FileArtifactStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a local pipeline keeps what. Everything that must survive is below one directory.
 *
 * @param root the directory
 */
public record PipelineDirectory(Path root) {
  public PipelineDirectory {
    root = root.toAbsolutePath().normalize();
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
  public Path artifacts() {
    return root.resolve("artifacts");
  }

  /** Key files. */
  Path keys() {
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

  /** The artifact store; made if missing. */
  public ArtifactStore store() {
    return new FileArtifactStore(artifacts());
  }

  /** The key files, together in one folder; missing ones are made. */
  public PipelineKeys pipelineKeys() {
    PipelineKeys files = PipelineKeys.in(create(keys()));
    files.createMissing();
    return files;
  }

  /** What registering datasets and models needs; missing keys are made. */
  public PipelineHome home() {
    return new PipelineHome(store(), pipelineKeys(), create(images()));
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

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import io.lethe.domain.file.DurableFiles;
import io.lethe.domain.text.SubjectRule;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.kit.layout.Layout;
import io.lethe.kit.layout.LayoutFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a local pipeline keeps what. Everything that must survive is below one directory, which
 * bears the number of its layout.
 */
public final class PipelineDirectory {
  private final Path root;

  private PipelineDirectory(Path root) {
    this.root = root;
  }

  /**
   * The directory of a pipeline that will run here; an empty one gets this build's layout number.
   *
   * @throws io.lethe.kit.layout.LayoutMismatchException if it has another layout
   */
  static PipelineDirectory begin(Path directory) {
    Path root = absolute(directory);
    Layout.DATA_FOLDER.requireOrBegin(root.toString(), new LayoutFile(root));
    return new PipelineDirectory(root);
  }

  /**
   * The directory of a pipeline that another process runs, or none.
   *
   * @throws io.lethe.kit.layout.LayoutMismatchException if it has another layout
   */
  public static PipelineDirectory of(Path directory) {
    Path root = absolute(directory);
    Layout.DATA_FOLDER.require(root.toString(), new LayoutFile(root));
    return new PipelineDirectory(root);
  }

  private static Path absolute(Path directory) {
    return directory.toAbsolutePath().normalize();
  }

  /** The directory itself. */
  public Path root() {
    return root;
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

  /** The artifact store as a writer opens it; made if missing. */
  public ArtifactStore store(ArtifactWriter writer) {
    return new FileArtifactStore(artifacts(), writer);
  }

  /** The key files of whoever runs the services; missing ones are made. */
  public PipelineKeys pipelineKeys() {
    return pipelineKeys(Optional.empty());
  }

  /**
   * The same, and the subject key has this rule.
   *
   * @throws io.lethe.domain.crypto.KeyFileException as {@link PipelineKeys#createMissing}
   */
  PipelineKeys pipelineKeys(Optional<SubjectRule> subjectRule) {
    PipelineKeys files = PipelineKeys.in(create(keys()));
    files.createMissing(subjectRule);
    return files;
  }

  /** What registering datasets and models needs. */
  public PipelineHome home() {
    return new PipelineHome(
        store(ArtifactWriter.REGISTRAR), PipelineKeys.in(keys()).subjects(), create(images()));
  }

  /** Makes a folder, with those above it. */
  static Path create(Path folder) {
    try {
      DurableFiles.createFolders(folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the folder " + folder + " cannot be made; check its permissions or choose another", e);
    }
  }
}

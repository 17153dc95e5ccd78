// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.reproduce;

import io.lethe.cli.offline.OriginalTraining;
import io.lethe.kit.artifact.ArtifactTree;
import java.nio.file.Path;

/** Where a reference model comes from. */
public sealed interface ModelSource {

  /** What makes it this model and no other, for the settings. */
  String identity();

  /**
   * It is there.
   *
   * @param directory SavedModel
   */
  record Given(Path directory) implements ModelSource {

    @Override
    public String identity() {
      return "given, digest " + ArtifactTree.digest(directory);
    }
  }

  /**
   * It is trained.
   *
   * @param training the recipe
   */
  record Trained(OriginalTraining training) implements ModelSource {

    @Override
    public String identity() {
      return "trained here: " + training.recipe();
    }
  }
}

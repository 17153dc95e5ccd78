// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.files;

import io.lethe.cli.console.CommandFailedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a model will be written. */
public final class OutputDirectory {
  private OutputDirectory() {}

  /**
   * Refuses a folder that holds something, before hours of training.
   *
   * @throws CommandFailedException if it does
   */
  public static void requireEmpty(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    if (!Files.isDirectory(directory)) {
      throw new CommandFailedException(directory + " is a file; name a folder that does not exist");
    }
    if (!Directories.isEmpty(directory)) {
      throw new CommandFailedException(
          "the folder "
              + directory
              + " is not empty; name a new one, models are never overwritten");
    }
  }

  /** The file beside a model folder that tells how it was made. */
  public static Path sidecar(Path directory, String name) {
    Path absolute = directory.toAbsolutePath().normalize();
    return absolute.resolveSibling(absolute.getFileName() + "." + name + ".json");
  }
}

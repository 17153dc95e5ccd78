package io.lethe.cli.files;

import io.lethe.cli.console.CommandFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

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
    try (Stream<Path> children = Files.list(directory)) {
      if (children.findAny().isPresent()) {
        throw new CommandFailedException(
            "the folder "
                + directory
                + " is not empty; name a new one, models are never overwritten");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + directory + " cannot be read", e);
    }
  }

  /** The file beside a model folder that tells how it was made. */
  public static Path sidecar(Path directory, String name) {
    Path absolute = directory.toAbsolutePath().normalize();
    return absolute.resolveSibling(absolute.getFileName() + "." + name + ".json");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.files;

import io.lethe.domain.file.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Whole directory trees. */
public final class Directories {
  private Directories() {}

  /** Whether a directory holds nothing. */
  public static boolean isEmpty(Path directory) {
    try (Stream<Path> children = Files.list(directory)) {
      return children.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException("the directory " + directory + " cannot be read", e);
    }
  }

  /** Deletes a directory with all it holds; nothing happens if there is none. */
  public static void delete(Path directory) {
    try {
      Folders.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("the directory " + directory + " cannot be deleted", e);
    }
  }
}

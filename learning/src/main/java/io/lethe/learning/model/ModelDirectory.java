// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The files of a model on disk. */
public final class ModelDirectory {
  public static final String GRAPH = "saved_model.pb";

  /** The same in pieces, of another format. */
  static final String CHUNKED_GRAPH = "saved_model.cpb";

  static final String EXTRA = "assets.extra";
  static final String DESCRIPTION = EXTRA + "/variables.json";
  static final String VARIABLES = "variables";

  private ModelDirectory() {}

  /**
   * Makes a folder that may exist only if it is empty: a model is never written over another.
   *
   * @throws ModelException if it holds anything
   */
  public static void create(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> files = Files.list(directory)) {
      if (files.findAny().isPresent()) {
        throw new ModelException(
            "the folder "
                + directory
                + " is not empty; a model is not written over other files, name a new folder");
      }
    }
  }

  /** The path that TensorFlow's checkpoint operations take. */
  static String checkpointPrefix(Path directory) {
    return directory.resolve(VARIABLES).resolve(VARIABLES).toAbsolutePath().toString();
  }

  /** Copies everything but the variables, byte for byte. */
  public static void copyUnchanging(Path from, Path to) throws IOException {
    Files.copy(from.resolve(GRAPH), to.resolve(GRAPH));
    Path extra = from.resolve(EXTRA);
    if (!Files.isDirectory(extra)) {
      return;
    }
    try (Stream<Path> files = Files.walk(extra)) {
      for (Path file : files.sorted().toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  /** Makes the folder that TensorFlow wants to find before it writes a file. */
  static void createParent(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new ModelException(
          "the folder of " + file + " cannot be made; check the disk and its rights", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.derive;

import io.lethe.domain.file.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder for a version that nobody keeps: empty before it is used, and gone afterwards. What a
 * killed process left there is deleted by the next one.
 */
public final class Scratch {

  private final Path folder;

  /** What is done with it. */
  @FunctionalInterface
  public interface Use<R> {
    R in(Path version) throws IOException;
  }

  /**
   * Takes the folder.
   *
   * @param folder nobody else's
   * @throws UncheckedIOException if what lies there cannot be deleted
   */
  public Scratch(Path folder) {
    this.folder = folder;
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /**
   * Lends a place for a version.
   *
   * @throws UncheckedIOException if the folder cannot be used
   */
  public <R> R lend(Use<R> use) {
    try {
      Files.createDirectories(folder);
      R result;
      try {
        result = use.in(folder.resolve("version"));
      } catch (IOException | RuntimeException | Error e) {
        deleteAfter(e);
        throw e;
      }
      Folders.delete(folder);
      return result;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private void deleteAfter(Throwable failure) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private UncheckedIOException unusable(IOException e) {
    return new UncheckedIOException(folder + " cannot be used to train a version", e);
  }
}

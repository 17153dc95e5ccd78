// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.files;

import io.lethe.domain.file.DurableFiles;
import io.lethe.domain.file.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** {@link DurableFiles} for commands: a failure names the file. */
public final class WholeFile {
  private WholeFile() {}

  /** Writes a file, over an older one; the folder is made if it is missing. */
  public static void write(Path file, byte[] content) {
    try {
      DurableFiles.createFolders(Folders.parentOf(file));
      DurableFiles.replace(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the file " + file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** The same with text, in UTF-8. */
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}

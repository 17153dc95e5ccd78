// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.files;

import io.lethe.learning.source.DatasetBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Lists of subjects: a file of its own, or one that lies in the dataset bundle. */
public final class SubjectList {
  private SubjectList() {}

  /**
   * Reads subject ids, one a line.
   *
   * @param file a path, or the name of a file inside the bundle
   * @param bundle folder or zip, looked into if there is no such path
   */
  public static List<String> read(Path file, Path bundle) {
    if (Files.exists(file) || file.isAbsolute()) {
      return DatasetBundle.readSubjects(file);
    }
    if (Files.isDirectory(bundle)) {
      Path inside = bundle.resolve(file);
      return DatasetBundle.readSubjects(Files.exists(inside) ? inside : file);
    }
    return Files.isRegularFile(bundle)
        ? readInsideZip(file, bundle)
        : DatasetBundle.readSubjects(file);
  }

  private static List<String> readInsideZip(Path file, Path bundle) {
    try (FileSystem zip = FileSystems.newFileSystem(bundle)) {
      Path inside = zip.getPath(file.toString());
      return DatasetBundle.readSubjects(Files.exists(inside) ? inside : file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the bundle " + bundle + " cannot be read: " + e.getMessage(), e);
    }
  }
}

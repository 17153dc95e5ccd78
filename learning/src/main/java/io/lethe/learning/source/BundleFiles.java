// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.learning.dataset.DatasetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of a raw dataset by their relative path. Safe for use by several threads. */
interface BundleFiles extends AutoCloseable {

  /** No encoded image is larger; a zip entry that unpacks to more is refused. */
  int MAX_FILE_BYTES = 1 << 26;

  /** What a path leads to. */
  enum Lookup {
    PRESENT,
    MISSING,
    OUTSIDE
  }

  /** Opens a folder, or else a zip file. */
  static BundleFiles open(Path folderOrZip) throws IOException {
    if (Files.isDirectory(folderOrZip)) {
      return new FolderFiles(folderOrZip);
    }
    if (Files.isRegularFile(folderOrZip)) {
      return new ZipFiles(folderOrZip);
    }
    throw new DatasetException(
        "dataset %s does not exist: name a folder or zip file".formatted(folderOrZip));
  }

  Lookup find(String path) throws IOException;

  /** Does as {@link #find}; what cannot even be looked up is missing. */
  default Lookup lookUp(String path) {
    try {
      return find(path);
    } catch (IOException e) {
      return Lookup.MISSING;
    }
  }

  /**
   * Returns the sorted names of what lies in a folder; those of folders end with a slash.
   *
   * @param folder empty for the top, else with a slash at its end
   */
  List<String> children(String folder) throws IOException;

  /** Opens a file that {@link #find} has found. */
  InputStream stream(String path) throws IOException;

  /** Reads a file that {@link #find} has found, up to {@link #MAX_FILE_BYTES}. */
  default byte[] read(String path) throws IOException {
    try (InputStream in = stream(path)) {
      byte[] content = in.readNBytes(MAX_FILE_BYTES + 1);
      if (content.length > MAX_FILE_BYTES) {
        throw new IOException("is larger than " + MAX_FILE_BYTES + " bytes: shrink it");
      }
      return content;
    }
  }

  @Override
  void close() throws IOException;

  /** Tells whether a path is relative, plain and free of steps that lead out of the bundle. */
  static boolean isPlain(String path) {
    if (path.isEmpty()
        || path.indexOf('\\') >= 0
        || path.indexOf(':') == 1
        || path.chars().anyMatch(Character::isISOControl)) {
      return false;
    }
    for (String step : path.split("/", -1)) {
      if (step.isEmpty() || step.equals(".") || step.equals("..")) {
        return false;
      }
    }
    return true;
  }
}

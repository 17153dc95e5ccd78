// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A dataset in a folder. */
final class FolderFiles implements BundleFiles {

  private final Path root;

  FolderFiles(Path folder) throws IOException {
    this.root = folder.toRealPath();
  }

  @Override
  public Lookup find(String path) throws IOException {
    Path file = root.resolve(path);
    if (!Files.isRegularFile(file)) {
      return Lookup.MISSING;
    }
    // A link may point anywhere, whatever the path looks like.
    return file.toRealPath().startsWith(root) ? Lookup.PRESENT : Lookup.OUTSIDE;
  }

  @Override
  public List<String> children(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(root.resolve(folder))) {
      children.forEach(
          child -> names.add(child.getFileName() + (Files.isDirectory(child) ? "/" : "")));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(names);
    return names;
  }

  @Override
  public InputStream stream(String path) throws IOException {
    return Files.newInputStream(root.resolve(path));
  }

  @Override
  public void close() {}
}

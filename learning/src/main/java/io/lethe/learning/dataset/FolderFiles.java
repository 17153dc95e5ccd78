package io.lethe.learning.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A bundle in a folder. */
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
  public InputStream stream(String path) throws IOException {
    return Files.newInputStream(root.resolve(path));
  }

  @Override
  public void close() {}
}

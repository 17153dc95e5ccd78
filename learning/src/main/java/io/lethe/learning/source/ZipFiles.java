// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.learning.dataset.ByteTable;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.Defects;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A dataset in a zip file, read in place: nothing is ever unpacked to disk. */
final class ZipFiles implements BundleFiles {

  private final ZipFile zip;

  /** What lies in each folder, found out when it is first asked for. */
  private Map<String, SortedSet<String>> children = Map.of();

  ZipFiles(Path file) throws IOException {
    try {
      this.zip = new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw new DatasetException(
          "dataset %s is neither a folder nor a sound zip file: %s".formatted(file, e.getMessage()),
          e);
    }
    try {
      checkNames(file);
    } catch (RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  /** Looks for two entries of one name, of which nobody could say which is meant. */
  private void checkNames(Path file) {
    ByteTable names = new ByteTable();
    Enumeration<? extends ZipEntry> all = zip.entries();
    while (all.hasMoreElements()) {
      ZipEntry entry = all.nextElement();
      if (!names.add(entry.getName().getBytes(StandardCharsets.UTF_8))) {
        throw new DatasetException(
            "dataset %s holds the entry %s twice: pack it again"
                .formatted(file, Defects.quote(entry.getName())));
      }
    }
  }

  @Override
  public Lookup find(String path) {
    ZipEntry entry = zip.getEntry(path);
    return entry == null || entry.isDirectory() ? Lookup.MISSING : Lookup.PRESENT;
  }

  @Override
  public synchronized List<String> children(String folder) {
    if (children.isEmpty()) {
      children = new HashMap<>();
      zip.stream().filter(entry -> !entry.isDirectory()).forEach(entry -> file(entry.getName()));
    }
    return List.copyOf(children.getOrDefault(folder, Collections.emptySortedSet()));
  }

  /** Puts a file into its folder, that into the one above, and so on. */
  private void file(String path) {
    String name = path;
    while (!name.isEmpty()) {
      int slash = name.lastIndexOf('/', name.length() - 2);
      String folder = name.substring(0, slash + 1);
      if (!children
          .computeIfAbsent(folder, key -> new TreeSet<>())
          .add(name.substring(slash + 1))) {
        return;
      }
      name = folder;
    }
  }

  @Override
  public InputStream stream(String path) throws IOException {
    ZipEntry entry = zip.getEntry(path);
    if (entry == null) {
      throw new NoSuchFileException(path);
    }
    return zip.getInputStream(entry);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}

package io.lethe.learning.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A bundle in a zip file, read in place: nothing is ever unpacked to disk. */
final class ZipFiles implements BundleFiles {

  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new HashMap<>();

  ZipFiles(Path file) throws IOException {
    try {
      this.zip = new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw new DatasetException(
          "dataset %s is neither a folder nor a sound zip file: %s".formatted(file, e.getMessage()),
          e);
    }
    try {
      readEntries(file);
    } catch (RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private void readEntries(Path file) {
    Enumeration<? extends ZipEntry> all = zip.entries();
    while (all.hasMoreElements()) {
      ZipEntry entry = all.nextElement();
      if (!entry.isDirectory() && entries.put(entry.getName(), entry) != null) {
        throw new DatasetException(
            "dataset %s holds the entry %s twice: pack it again"
                .formatted(file, Defects.quote(entry.getName())));
      }
    }
  }

  @Override
  public Lookup find(String path) {
    return entries.containsKey(path) ? Lookup.PRESENT : Lookup.MISSING;
  }

  @Override
  public InputStream stream(String path) throws IOException {
    ZipEntry entry = entries.get(path);
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

// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files by their path that tests bend before they write them; at first a sound image folder. */
final class FolderFixture {

  static final String SUBJECTS = "subjects.csv";

  final Map<String, byte[]> files = new TreeMap<>();

  /** Ordinals 0 to 3 are train (two cats, two dogs), 4 and 5 test, 6 validation. */
  static FolderFixture sound() {
    FolderFixture fixture = new FolderFixture();
    fixture.image("train/cat/a.png", 1);
    fixture.image("train/cat/b.jpg", 2);
    fixture.image("train/dog/a.JPEG", 3);
    fixture.image("train/dog/c.png", 4);
    fixture.image("test/cat/a.png", 5);
    fixture.image("test/dog/a.png", 6);
    fixture.image("val/dog/a.png", 7);
    fixture.text(
        SUBJECTS,
        """
        path,subject_id
        train/dog/c.png,bob@example.org
        train/cat/a.png,alice@example.org
        val/dog/a.png,carol@example.org
        train/dog/a.JPEG,alice@example.org
        train/cat/b.jpg,bob@example.org
        """);
    fixture.text("README.md", "A dataset.");
    fixture.text("train/.DS_Store", "litter");
    fixture.text("train/cat/Thumbs.db", "litter");
    return fixture;
  }

  FolderFixture image(String path, long seed) {
    BufferedImage image = BundleFixture.random(seed, 5, 7, BufferedImage.TYPE_3BYTE_BGR);
    files.put(path, path.endsWith(".png") ? BundleFixture.png(image) : BundleFixture.jpeg(image));
    return this;
  }

  FolderFixture text(String path, String content) {
    files.put(path, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  FolderFixture without(String path) {
    if (files.remove(path) == null) {
      throw new IllegalArgumentException("there is no " + path);
    }
    return this;
  }

  /** Replaces text in the table of subjects. */
  FolderFixture subjects(String old, String wrong) {
    String table = new String(files.get(SUBJECTS), StandardCharsets.UTF_8);
    if (!table.contains(old)) {
      throw new IllegalArgumentException("the table does not hold " + old);
    }
    return text(SUBJECTS, table.replace(old, wrong));
  }

  Path writeFolder(Path folder) {
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path path = folder.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path writeZip(Path zip) {
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        entries.putNextEntry(new ZipEntry(file.getKey()));
        entries.write(file.getValue());
      }
      return zip;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

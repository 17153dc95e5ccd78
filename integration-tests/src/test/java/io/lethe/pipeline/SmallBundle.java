// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;

/** The first people and test images of the demo's dataset, so that training takes seconds. */
final class SmallBundle {
  static final int SUBJECTS = 120;
  static final int SAMPLES_PER_SUBJECT = 5;
  static final int TEST_SAMPLES = 400;
  private static final Path WHOLE = Path.of("..", "data", "fashion-mini.zip");

  private SmallBundle() {}

  /** Writes the bundle as a folder. */
  static Path writeTo(Path folder) throws IOException {
    try (ZipFile zip = new ZipFile(WHOLE.toFile())) {
      List<String> lines = lines(zip);
      List<String> kept = new ArrayList<>(List.of(lines.get(0)));
      kept.addAll(rows(lines, "train", SUBJECTS * SAMPLES_PER_SUBJECT));
      kept.addAll(rows(lines, "test", TEST_SAMPLES));
      for (String row : kept.subList(1, kept.size())) {
        String path = row.substring(row.lastIndexOf(',') + 1);
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        try (InputStream image = zip.getInputStream(zip.getEntry(path))) {
          Files.copy(image, file);
        }
      }
      Files.write(folder.resolve("samples.csv"), kept, StandardCharsets.UTF_8);
    }
    return folder;
  }

  private static List<String> lines(ZipFile zip) throws IOException {
    try (InputStream csv = zip.getInputStream(zip.getEntry("samples.csv"))) {
      return new String(csv.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static List<String> rows(List<String> lines, String split, int count) {
    return lines.stream().filter(line -> line.contains("," + split + ",")).limit(count).toList();
  }
}

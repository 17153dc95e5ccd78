// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.domain.crypto.Digests;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/** A small raw bundle that tests bend before they write it. */
public final class BundleFixture {

  static final String HEADER = "sample_id,subject_id,split,label,class_name,path";

  final List<String> lines = new ArrayList<>();
  public final Map<String, byte[]> files = new LinkedHashMap<>();

  /** Four train samples of two people, two test samples and one for validation: rows 2 to 8. */
  public static BundleFixture sound() {
    BundleFixture fixture = new BundleFixture();
    fixture.lines.add(HEADER);
    fixture.add("alice@example.org", "train", 0, "cat");
    fixture.add("bob@example.org", "train", 1, "dog");
    fixture.add("alice@example.org", "train", 1, "dog");
    fixture.add("bob@example.org", "train", 0, "cat");
    fixture.add("", "test", 1, "dog");
    fixture.add("carol@example.org", "validation", 0, "cat");
    fixture.add("", "test", 0, "cat");
    return fixture;
  }

  private void add(String subject, String split, int label, String name) {
    int row = lines.size() + 1;
    String path = "pictures/%s/%d.png".formatted(split, row);
    lines.add("sample-%d,%s,%s,%d,%s,%s".formatted(row, subject, split, label, name, path));
    files.put(path, png(random(row, 5, 7, BufferedImage.TYPE_3BYTE_BGR)));
  }

  /** Replaces a row; the header is row 1. */
  BundleFixture row(int row, String line) {
    lines.set(row - 1, line);
    return this;
  }

  /** Replaces the image of a row. */
  public BundleFixture image(int row, byte[] content) {
    files.put(path(row), content);
    return this;
  }

  public String path(int row) {
    String line = lines.get(row - 1);
    return line.substring(line.lastIndexOf(',') + 1);
  }

  byte[] table() {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  public Path writeFolder(Path folder) {
    try {
      write(folder.resolve("samples.csv"), table());
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        write(folder.resolve(file.getKey()), file.getValue());
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  Path writeZip(Path zip) {
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        entries.putNextEntry(new ZipEntry(file.getKey()));
        entries.write(file.getValue());
      }
      entries.putNextEntry(new ZipEntry("samples.csv"));
      entries.write(table());
      return zip;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static BufferedImage random(long seed, int height, int width, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    Random random = new Random(seed);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, 0xff000000 | random.nextInt(1 << 24));
      }
    }
    return image;
  }

  public static byte[] png(BufferedImage image) {
    return encode(image, "png");
  }

  public static byte[] jpeg(BufferedImage image) {
    return encode(image, "jpeg");
  }

  private static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A stand-in for the HMAC of the intake. */
  public static String key(String subjectId) {
    return Digests.sha256Hex(("secret/" + subjectId).getBytes(StandardCharsets.UTF_8));
  }
}

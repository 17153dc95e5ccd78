// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Writes a dataset that a small network learns at once: dots in one of two corners, with noise. */
public final class SmallBundle {
  public static final int SIZE = 16;
  public static final int SAMPLES_PER_SUBJECT = 4;

  private SmallBundle() {}

  /** Subject ids of the bundle, in order. */
  public static List<String> subjects(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add("person-" + i);
    }
    return ids;
  }

  /** Writes a folder bundle with four train samples a subject, and as many test samples. */
  public static Path write(Path folder, int subjects) throws IOException {
    Files.createDirectories(folder.resolve("images"));
    List<String> rows = new ArrayList<>();
    rows.add("sample_id,subject_id,split,label,class_name,path");
    Random random = new Random(7);
    int samples = subjects * SAMPLES_PER_SUBJECT;
    for (int i = 0; i < samples; i++) {
      rows.add(row(folder, random, i, "person-" + i / SAMPLES_PER_SUBJECT, "train"));
    }
    for (int i = samples; i < 2 * samples; i++) {
      rows.add(row(folder, random, i, "", "test"));
    }
    Files.write(folder.resolve("samples.csv"), rows);
    Files.write(folder.resolve("leavers.txt"), subjects(subjects).subList(0, subjects / 4));
    return folder;
  }

  private static String row(Path folder, Random random, int i, String subject, String split)
      throws IOException {
    int label = i % 2;
    String path = "images/" + i + ".png";
    ImageIO.write(image(random, label), "png", folder.resolve(path).toFile());
    return "s%d,%s,%s,%d,%s,%s"
        .formatted(i, subject, split, label, label == 0 ? "left" : "right", path);
  }

  private static BufferedImage image(Random random, int label) {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        image.getRaster().setSample(x, y, 0, random.nextInt(120));
      }
    }
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(label == 0 ? 1 : SIZE - 7, 1 + random.nextInt(3), 6, 6);
    graphics.dispose();
    return image;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** A dataset of noise: speed does not depend on what the images show. */
final class NoiseBundle {
  private NoiseBundle() {}

  /**
   * Writes a bundle of colour images, each train sample of its own subject, and one test sample a
   * class.
   *
   * @param resolution height and width, pixels
   * @param trainSamples how many
   */
  static void write(Path folder, int resolution, int classes, int trainSamples, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> rows = new ArrayList<>();
    rows.add("sample_id,subject_id,split,label,class_name,path");
    try {
      Files.createDirectories(folder);
      for (int i = 0; i < trainSamples + classes; i++) {
        boolean train = i < trainSamples;
        String path = i + ".png";
        ImageIO.write(noise(resolution, random), "png", folder.resolve(path).toFile());
        rows.add(
            "s%d,%s,%s,%d,c%d,%s"
                .formatted(
                    i,
                    train ? "p" + i : "",
                    train ? "train" : "test",
                    i % classes,
                    i % classes,
                    path));
      }
      Files.write(folder.resolve("samples.csv"), rows);
    } catch (IOException e) {
      throw new UncheckedIOException("the noise cannot be written to " + folder, e);
    }
  }

  private static BufferedImage noise(int resolution, SplittableRandom random) {
    BufferedImage image = new BufferedImage(resolution, resolution, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < resolution; y++) {
      for (int x = 0; x < resolution; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    return image;
  }
}

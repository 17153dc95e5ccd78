// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * A small dataset bundle: three classes of stripes under heavy noise, so that a network can learn
 * the classes and also remember single images. Train rows come first; every three neighbours belong
 * to one subject.
 */
final class Pictures {
  static final int TRAIN = 180;
  static final int TEST = 60;
  static final int CLASSES = 3;
  static final int SIZE_PIXELS = 16;

  private Pictures() {}

  static Path write(Path folder) throws IOException {
    return write(folder, 0);
  }

  /**
   * The same, but the first so many look like another class.
   *
   * @param odd how many
   */
  static Path write(Path folder, int odd) throws IOException {
    Files.createDirectories(folder);
    Random random = new Random(7);
    StringBuilder table = new StringBuilder("sample_id,subject_id,split,label,class_name,path\n");
    for (int i = 0; i < TRAIN + TEST; i++) {
      boolean train = i < TRAIN;
      int label = i % CLASSES;
      String path = "image-" + i + ".png";
      int looks = i < odd ? (label + 1) % CLASSES : label;
      ImageIO.write(picture(looks, random), "png", folder.resolve(path).toFile());
      table
          .append("s" + i + ",")
          .append(train ? "person-" + i / 3 : "")
          .append(train ? ",train," : ",test,")
          .append(label + ",class-" + label + ",")
          .append(path + "\n");
    }
    Files.writeString(folder.resolve("samples.csv"), table);
    return folder;
  }

  private static BufferedImage picture(int label, Random random) {
    BufferedImage image = new BufferedImage(SIZE_PIXELS, SIZE_PIXELS, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < SIZE_PIXELS; y++) {
      for (int x = 0; x < SIZE_PIXELS; x++) {
        boolean bright =
            switch (label) {
              case 0 -> x / 2 % 2 == 0;
              case 1 -> y / 2 % 2 == 0;
              default -> (x + y) / 2 % 2 == 0;
            };
        double grey = (bright ? 150 : 105) + 60 * random.nextGaussian();
        image.getRaster().setSample(x, y, 0, (int) Math.max(0, Math.min(255, grey)));
      }
    }
    return image;
  }
}

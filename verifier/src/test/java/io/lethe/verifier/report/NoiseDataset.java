// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.report;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.learning.source.RegisteredBundle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * 600 train and 400 test images of noise with four labels that the images do not show: what a model
 * knows of them it remembers, and what it was not trained on it can only guess.
 */
public final class NoiseDataset {

  static final int CLASSES = 4;
  public static final int TRAIN = 600;
  static final int SIZE = 1000;
  static final int PIXELS = 16;

  private static final int SAMPLES_A_PERSON = 5;

  /** 120 samples of 24 people. */
  public static final ForgetSet FORGET = people(24);

  private final ArtifactRef tree;
  private final String digest;

  private NoiseDataset(ArtifactRef tree, String digest) {
    this.tree = tree;
    this.digest = digest;
  }

  /** The first people, each with its five samples. */
  static ForgetSet people(int count) {
    return ForgetSet.of(
        IntStream.range(0, count).mapToObj(each -> key("person-" + each)).toList(),
        IntStream.range(0, count * SAMPLES_A_PERSON).toArray());
  }

  /** Registers it in a store; the bundle is written below the folder by the first call. */
  public static NoiseDataset register(Path folder, ArtifactStore store) throws IOException {
    return register(folder, store, Map.of());
  }

  /**
   * Registers it with some pictures twice.
   *
   * @param pictureOf from a sample to an earlier one whose picture it has
   */
  public static NoiseDataset register(
      Path folder, ArtifactStore store, Map<Integer, Integer> pictureOf) throws IOException {
    Path registered = folder.resolve("registered");
    if (!Files.exists(registered)) {
      RegisteredBundle.write(
              DatasetBundle.open(raw(folder, pictureOf)), NoiseDataset::key, registered)
          .close();
    }
    try (RegisteredBundle bundle = RegisteredBundle.open(registered)) {
      return new NoiseDataset(store.putTree(registered), bundle.digest());
    }
  }

  private static Path raw(Path folder, Map<Integer, Integer> pictureOf) throws IOException {
    Path raw = Files.createDirectories(folder.resolve("raw"));
    StringBuilder table = new StringBuilder("sample_id,subject_id,split,label,class_name,path\n");
    Random random = new Random(5);
    for (int i = 0; i < SIZE; i++) {
      BufferedImage image = new BufferedImage(PIXELS, PIXELS, BufferedImage.TYPE_BYTE_GRAY);
      for (int p = 0; p < PIXELS * PIXELS; p++) {
        image.getRaster().setSample(p % PIXELS, p / PIXELS, 0, random.nextInt(256));
      }
      if (pictureOf.containsKey(i)) {
        Files.copy(raw.resolve(pictureOf.get(i) + ".png"), raw.resolve(i + ".png"));
      } else {
        ImageIO.write(image, "png", raw.resolve(i + ".png").toFile());
      }
      String subject = i < TRAIN ? "person-" + i / SAMPLES_A_PERSON : "";
      String split = i < TRAIN ? "train" : "test";
      int label = label(i);
      table.append("s%d,%s,%s,%d,class-%d,%d.png%n".formatted(i, subject, split, label, label, i));
    }
    Files.writeString(raw.resolve("samples.csv"), table);
    return raw;
  }

  static int label(int ordinal) {
    return (ordinal * 7 + ordinal / 4) % CLASSES;
  }

  public String digest() {
    return digest;
  }

  public String uri() {
    return tree.uri();
  }

  private static String key(String subject) {
    return Digests.sha256Hex(("key of " + subject).getBytes(StandardCharsets.UTF_8));
  }
}

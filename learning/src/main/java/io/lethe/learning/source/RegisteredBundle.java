// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.file.DurableFiles;
import io.lethe.learning.dataset.BundleIndex;
import io.lethe.learning.dataset.DatasetException;
import io.lethe.learning.dataset.Defects;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A dataset as the artifact store holds it: {@code index.csv} and {@code images.bin}, the encoded
 * images one after the other by ordinal. It holds subject keys, but no subject ids, sample ids or
 * paths. Its digest is the SHA-256 of {@code index.csv}, and every image read is checked against
 * the index.
 */
public final class RegisteredBundle extends IndexedBundle {

  /** Columns {@code ordinal,split,label,class_name,image_sha256,bytes,subject_key}. */
  public static final String INDEX = "index.csv";

  /** The encoded images, concatenated by ordinal. */
  public static final String IMAGES = "images.bin";

  private static final int BUFFER_BYTES = 1 << 16;

  private final ConcatenatedImages images;

  private RegisteredBundle(BundleIndex index, String digest, ConcatenatedImages images) {
    super(index, digest);
    this.images = images;
  }

  /**
   * Writes a dataset without its subject ids and opens the result.
   *
   * @param bundle what to register; its ordinals stay the same
   * @param subjectKey from subject id to its key: 64 lower-case hex digits (HMAC-SHA-256), another
   *     for every id
   * @param directory made if missing; must hold no registered bundle yet
   * @throws DatasetException if a key breaks these rules, or the files exist or cannot be written
   */
  public static RegisteredBundle write(
      DatasetBundle bundle, UnaryOperator<String> subjectKey, Path directory) {
    BundleIndex index = bundle.indexWithKeys(subjectKey);
    try {
      DurableFiles.createFolders(directory);
      if (Files.exists(directory.resolve(INDEX)) || Files.exists(directory.resolve(IMAGES))) {
        throw new DatasetException(
            "%s already holds a registered bundle: name another directory".formatted(directory));
      }
      writeImages(bundle, directory.resolve(IMAGES));
      DurableFiles.force(directory.resolve(IMAGES));
      // The index comes last and at once: a directory with an index is complete.
      MessageDigest digest = Digests.newSha256();
      DurableFiles.replace(
          directory.resolve(INDEX), out -> index.writeCsv(new DigestOutputStream(out, digest)));
      // The index at hand is the one written: read again, it would take its memory twice.
      return open(directory, index, Digests.hex(digest.digest()));
    } catch (IOException e) {
      throw new DatasetException(
          "registered bundle cannot be written to %s".formatted(directory), e);
    }
  }

  private static void writeImages(DatasetBundle bundle, Path file) throws IOException {
    try (OutputStream out =
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), BUFFER_BYTES)) {
      for (int ordinal = 0; ordinal < bundle.size(); ordinal++) {
        try {
          out.write(bundle.image(ordinal));
        } catch (IOException e) {
          throw new IOException(bundle.describe(ordinal) + " cannot be registered", e);
        }
      }
    }
  }

  /**
   * Opens a registered bundle and checks its index and the size of its images file.
   *
   * @throws DatasetException naming file, row and rule of the first defects, if there are any
   */
  public static RegisteredBundle open(Path directory) {
    MessageDigest digest = Digests.newSha256();
    try (InputStream content =
        new DigestInputStream(Files.newInputStream(directory.resolve(INDEX)), digest)) {
      BundleIndex index = RegisteredIndex.read(INDEX, content, new Defects(directory.toString()));
      return open(directory, index, Digests.hex(digest.digest()));
    } catch (IOException e) {
      throw new DatasetException(
          "registered bundle %s cannot be read: it must hold %s and %s"
              .formatted(directory, INDEX, IMAGES),
          e);
    }
  }

  private static RegisteredBundle open(Path directory, BundleIndex index, String digest)
      throws IOException {
    long[] offsets = index.imageOffsets();
    FileChannel images = FileChannel.open(directory.resolve(IMAGES), StandardOpenOption.READ);
    long expected = offsets[index.size()];
    if (images.size() != expected) {
      long found = images.size();
      images.close();
      throw new DatasetException(
          "%s has %d bytes where %s promises %d: fetch or register the dataset again"
              .formatted(directory.resolve(IMAGES), found, INDEX, expected));
    }
    return new RegisteredBundle(index, digest, new ConcatenatedImages(images, offsets));
  }

  /**
   * Opens a registered bundle of which the digest is known.
   *
   * @throws DatasetException as {@link #open(Path)}, or if its digest is another
   */
  public static RegisteredBundle open(Path directory, String expectedDigest) {
    RegisteredBundle bundle = open(directory);
    if (!bundle.digest().equals(expectedDigest)) {
      bundle.close();
      throw new DatasetException(
          "registered bundle %s has digest %s where %s is expected: fetch it again"
              .formatted(directory, bundle.digest(), expectedDigest));
    }
    return bundle;
  }

  @Override
  public byte[] image(int ordinal) throws IOException {
    byte[] image = images.read(ordinal);
    if (!index.matches(ordinal, image)) {
      throw new IOException(
          "is not the image whose SHA-256 is in "
              + INDEX
              + ": fetch or register the dataset again");
    }
    return image;
  }

  /**
   * Returns the sorted ordinals of the train samples that each subject key owns, in the order of
   * first samples: an unmodifiable map that makes keys and arrays when asked, because there may be
   * millions.
   */
  public Map<String, int[]> ordinalsBySubjectKey() {
    return index.trainOrdinalsByOwner();
  }

  /** Returns the samples outside train of each subject key, as {@link #ordinalsBySubjectKey}. */
  public Map<String, int[]> otherOrdinalsBySubjectKey() {
    return index.otherOrdinalsByOwner();
  }

  @Override
  public void close() {
    try {
      images.close();
    } catch (IOException e) {
      throw new UncheckedIOException("registered bundle cannot be closed", e);
    }
  }
}

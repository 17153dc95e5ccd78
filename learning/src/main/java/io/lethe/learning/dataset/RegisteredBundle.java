package io.lethe.learning.dataset;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A dataset as the artefact store holds it: {@code index.csv} and {@code images.bin}, the encoded
 * images one after the other by ordinal. It holds subject keys, but no subject ids, sample ids or
 * paths. Its digest is the SHA-256 of {@code index.csv}, and every image read is checked against
 * the index.
 */
public final class RegisteredBundle implements BundleSource {

  /** Columns {@code ordinal,split,label,class_name,image_sha256,bytes,subject_key}. */
  public static final String INDEX = "index.csv";

  /** The encoded images, concatenated by ordinal. */
  public static final String IMAGES = "images.bin";

  private final BundleIndex index;
  private final String digest;
  private final long[] offsets;
  private final FileChannel images;

  private RegisteredBundle(BundleIndex index, String digest, long[] offsets, FileChannel images) {
    this.index = index;
    this.digest = digest;
    this.offsets = offsets;
    this.images = images;
  }

  /**
   * Writes a bundle without its subject ids and opens the result.
   *
   * @param bundle what to register; its ordinals stay the same
   * @param subjectKey from subject id to its key: 64 lower-case hex digits (HMAC-SHA-256), another
   *     for every id
   * @param directory made if missing; must hold no registered bundle yet
   * @throws DatasetException if a key breaks these rules, or the files exist or cannot be written
   */
  public static RegisteredBundle write(
      DatasetBundle bundle, UnaryOperator<String> subjectKey, Path directory) {
    BundleIndex index = bundle.indexWithKeys(keys(bundle, subjectKey));
    try {
      Files.createDirectories(directory);
      if (Files.exists(directory.resolve(INDEX)) || Files.exists(directory.resolve(IMAGES))) {
        throw new DatasetException(
            "%s already holds a registered bundle: name another directory".formatted(directory));
      }
      writeImages(bundle, directory.resolve(IMAGES));
      // The index comes last and at once: a directory with an index is complete.
      Path temporary = directory.resolve(INDEX + ".tmp");
      Files.write(temporary, index.toCsv());
      Files.move(temporary, directory.resolve(INDEX), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DatasetException(
          "registered bundle cannot be written to %s".formatted(directory), e);
    }
    return open(directory);
  }

  private static Map<String, String> keys(DatasetBundle bundle, UnaryOperator<String> subjectKey) {
    Map<String, String> keys = new HashMap<>();
    Map<String, String> owners = new HashMap<>();
    for (String id : bundle.subjectIds()) {
      String key = subjectKey.apply(id);
      if (key == null || !Sha256.isHex(key) || key.equals(id)) {
        throw new DatasetException(
            "a subject key is not 64 lower-case hex digits other than the id:"
                + " use the HMAC-SHA-256 of the subject id");
      }
      if (owners.put(key, id) != null) {
        throw new DatasetException(
            "two subject ids have the same subject key: use the HMAC-SHA-256 of the subject id");
      }
      keys.put(id, key);
    }
    return keys;
  }

  private static void writeImages(DatasetBundle bundle, Path file) throws IOException {
    try (OutputStream out =
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), 1 << 16)) {
      for (int ordinal = 0; ordinal < bundle.index().size(); ordinal++) {
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
    Path indexFile = directory.resolve(INDEX);
    try {
      byte[] content = Files.readAllBytes(indexFile);
      BundleIndex index = RegisteredIndex.read(INDEX, content, new Defects(directory.toString()));
      long[] offsets = offsets(index);
      FileChannel images = FileChannel.open(directory.resolve(IMAGES), StandardOpenOption.READ);
      long expected = offsets[index.size()];
      if (images.size() != expected) {
        long found = images.size();
        images.close();
        throw new DatasetException(
            "%s has %d bytes where %s promises %d: fetch or register the dataset again"
                .formatted(directory.resolve(IMAGES), found, INDEX, expected));
      }
      return new RegisteredBundle(index, Sha256.hexDigest(content), offsets, images);
    } catch (IOException e) {
      throw new DatasetException(
          "registered bundle %s cannot be read: it must hold %s and %s"
              .formatted(directory, INDEX, IMAGES),
          e);
    }
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

  private static long[] offsets(BundleIndex index) {
    long[] offsets = new long[index.size() + 1];
    for (int ordinal = 0; ordinal < index.size(); ordinal++) {
      offsets[ordinal + 1] = offsets[ordinal] + index.imageBytes(ordinal);
    }
    return offsets;
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public List<IndexEntry> index() {
    return index.entries();
  }

  @Override
  public byte[] image(int ordinal) throws IOException {
    ByteBuffer image = ByteBuffer.allocate(index.imageBytes(ordinal));
    while (image.hasRemaining()) {
      if (images.read(image, offsets[ordinal] + image.position()) < 0) {
        throw new EOFException(IMAGES + " ends early: fetch or register the dataset again");
      }
    }
    if (!index.matches(ordinal, image.array())) {
      throw new IOException(
          "is not the image whose SHA-256 is in "
              + INDEX
              + ": fetch or register the dataset again");
    }
    return image.array();
  }

  /** Returns a fresh map from subject key to the sorted ordinals of the train samples it owns. */
  public Map<String, int[]> ordinalsBySubjectKey() {
    return Ordinals.byOwner(
        index.size(), ordinal -> index.split(ordinal) == Split.TRAIN, index::subjectKey);
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

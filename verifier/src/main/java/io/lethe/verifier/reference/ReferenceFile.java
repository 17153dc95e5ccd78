// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.reference;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.file.DurableFiles;
import io.lethe.evaluation.split.SampleOrder;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/**
 * Numbers of every sample of a dataset in a file, which only who has the verifier's key can write:
 * layout, how many, a float and a byte each, and the keyed rank of the digest of all that. Read
 * from end to end, so that memory does not grow with the dataset.
 *
 * @param order the verifier's own order of this dataset
 * @param name what the file is, so that none can stand for another
 */
record ReferenceFile(SampleOrder order, String name) {
  private static final int LAYOUT = 0x4c524631; // LRF1

  /** Something about each sample, in the order of the ordinals. */
  @FunctionalInterface
  interface Samples {
    void forEach(Sink sink) throws IOException;
  }

  /** Takes what there is of the next sample. */
  @FunctionalInterface
  interface Sink {
    void add(float number, int mark) throws IOException;
  }

  /** Hears of each sample in turn. */
  @FunctionalInterface
  interface Reader {
    void of(int ordinal, float number, int mark);
  }

  void write(Path file, int size, Samples samples) throws IOException {
    DurableFiles.replace(
        file,
        raw -> {
          MessageDigest digest = Digests.newSha256();
          DataOutputStream out =
              new DataOutputStream(new BufferedOutputStream(new DigestOutputStream(raw, digest)));
          out.writeInt(LAYOUT);
          out.writeInt(size);
          samples.forEach(
              (number, mark) -> {
                out.writeFloat(number);
                out.writeByte(mark);
              });
          out.flush();
          new DataOutputStream(raw).writeLong(tag(digest));
        });
  }

  /**
   * Reads the file.
   *
   * @throws UnusableTableException if it is of another layout, size or name, ends early, goes on
   *     too long or was written with another key; what was heard until then counts for nothing
   */
  void read(Path file, int size, Reader reader) throws IOException {
    try (BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
      MessageDigest digest = Digests.newSha256();
      DataInputStream in = new DataInputStream(new DigestInputStream(raw, digest));
      require(in.readInt() == LAYOUT, file, "is of another layout");
      int found = in.readInt();
      require(found == size, file, "is about " + found + " samples, the dataset has " + size);
      for (int ordinal = 0; ordinal < size; ordinal++) {
        reader.of(ordinal, in.readFloat(), in.readUnsignedByte());
      }
      long expected = tag(digest);
      require(
          new DataInputStream(raw).readLong() == expected,
          file,
          "was written for something else or with another key, or was changed");
      require(raw.read() < 0, file, "goes on after its end");
    } catch (EOFException e) {
      throw (UnusableTableException) new UnusableTableException(file + " ends early").initCause(e);
    }
  }

  private long tag(MessageDigest digest) {
    return order.rank("reference/file/" + name + "/" + Digests.hex(digest.digest()), 0);
  }

  private static void require(boolean met, Path file, String what) throws IOException {
    if (!met) {
      throw new UnusableTableException(file + " " + what);
    }
  }
}

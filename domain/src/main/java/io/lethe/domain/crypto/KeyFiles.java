// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import io.lethe.domain.file.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Set;
import java.util.function.Function;

/** Key files: PEM text, secret ones readable by their owner only (0600). */
final class KeyFiles {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private KeyFiles() {}

  static byte[] readSecret(Path file, String label) {
    refuseOthers(file);
    return read(file, label);
  }

  static byte[] read(Path file, String label) {
    return decode(text(file), label, file.toString());
  }

  /** Whether a file has a block of this label, damaged or not. */
  static boolean holds(Path file, String label) {
    return text(file).contains(begin(label));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new KeyFileException("Key file " + file + " cannot be read", e);
    }
  }

  private static String begin(String label) {
    return "-----BEGIN " + label + "-----";
  }

  static byte[] decode(String pem, String label, String source) {
    String begin = begin(label);
    String end = "-----END " + label + "-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf(end);
    if (from < 0 || to < from) {
      throw new KeyFileException("Key file " + source + " holds no PEM block '" + label + "'");
    }
    try {
      return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
    } catch (IllegalArgumentException e) {
      throw new KeyFileException("Key file " + source + " holds a damaged PEM block", e);
    }
  }

  static String encode(byte[] content, String label) {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return begin(label) + "\n" + base64 + "\n-----END " + label + "-----\n";
  }

  /** Loads a key, or makes it where there is none. Of several processes at once, all get one. */
  static <K> K loadOrCreate(Path file, Function<Path, K> load, Function<Path, K> create) {
    if (!Files.exists(file)) {
      try {
        return create.apply(file);
      } catch (KeyFileException e) {
        if (!(e.getCause() instanceof FileAlreadyExistsException)) {
          throw e;
        }
      }
    }
    return load.apply(file);
  }

  /**
   * Writes a key file that must not exist yet. The file appears whole or not at all, and stays:
   * with a lost key nothing that it keyed is found again.
   *
   * @throws FileAlreadyExistsException where another process was first
   */
  static void create(Path file, String text, boolean secret) throws IOException {
    FileAttribute<?>[] attributes =
        POSIX
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(
                  PosixFilePermissions.fromString(secret ? "rw-------" : "rw-r--r--"))
            }
            : new FileAttribute<?>[0];
    DurableFiles.createIfAbsent(file, text.getBytes(StandardCharsets.US_ASCII), attributes);
  }

  private static void refuseOthers(Path file) {
    if (!POSIX || !Files.exists(file)) {
      return;
    }
    try {
      Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
      boolean open =
          granted.contains(PosixFilePermission.OTHERS_READ)
              || granted.contains(PosixFilePermission.OTHERS_WRITE)
              || granted.contains(PosixFilePermission.GROUP_WRITE);
      if (open) {
        throw new KeyFileException(
            "Key file "
                + file
                + " is open to others ("
                + PosixFilePermissions.toString(granted)
                + "); allow its owner only: chmod 600 "
                + file);
      }
    } catch (IOException e) {
      throw new KeyFileException("Permissions of key file " + file + " cannot be read", e);
    }
  }
}

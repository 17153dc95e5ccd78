// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.layout;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.file.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The layout number of a folder, in the file {@value #NAME} at its root. */
public final class LayoutFile implements LayoutMark {

  /** The file's name. */
  public static final String NAME = "layout";

  /** What file systems such as ext4 have at their root: an empty volume is not quite empty. */
  private static final String OF_THE_FILE_SYSTEM = "lost+found";

  private static final String UNFINISHED = "." + NAME + ".";
  private static final int LONGEST = 40;

  private final Path folder;
  private final Path file;

  /** Nothing is read or made yet. */
  public LayoutFile(Path folder) {
    this.folder = requireNonNull(folder, "folder");
    this.file = folder.resolve(NAME);
  }

  /** The number that such a file's content is, as far as anybody would write one. */
  public static String number(byte[] content) {
    return new String(content, 0, Math.min(LONGEST, content.length), StandardCharsets.ISO_8859_1)
        .strip();
  }

  @Override
  public Optional<String> read() {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new UncheckedIOException(
          folder + " is a file; name a folder, or remove it",
          new NotDirectoryException(folder.toString()));
    }
    if (Files.isDirectory(file)) {
      return Optional.of("a folder");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(number(in.readNBytes(LONGEST)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("The layout number " + file + " cannot be read", e);
    }
  }

  @Override
  public boolean isUsed() {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(each -> each.getFileName().toString())
          .filter(name -> !name.equals(NAME) && !name.startsWith(UNFINISHED))
          .anyMatch(name -> !name.equals(OF_THE_FILE_SYSTEM));
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + folder + " cannot be read", e);
    }
  }

  @Override
  public void writeIfAbsent(String number) {
    try {
      DurableFiles.createIfAbsent(file, (number + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (FileAlreadyExistsException e) {
      return; // whoever was first has set it
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The layout number " + file + " cannot be written; check the folder's permissions", e);
    }
  }
}

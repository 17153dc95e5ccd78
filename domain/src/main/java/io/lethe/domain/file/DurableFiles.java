// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * Writes beside and moves into place, with one durability: whenever the process is killed, a file
 * or folder under its final name is whole; and once a method has returned, it is there after a
 * power cut too, because its content and the entries of its folders were forced to disk before the
 * move, and the entry of its new name after it.
 */
public final class DurableFiles {
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rwx------");

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private DurableFiles() {}

  /** Writes a file's content. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Puts a file in place, over an older one. The folder must exist. */
  public static void replace(Path file, byte[] content) throws IOException {
    replace(file, out -> out.write(content));
  }

  /**
   * Puts a file in place, over an older one. The folder must exist; a process that is killed
   * meanwhile leaves {@code .<name>.<uuid>.part} in it, which may be deleted at will.
   */
  public static void replace(Path file, Content content) throws IOException {
    Path part = partOf(file);
    try {
      try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
        content.writeTo(out);
      }
      moveIntoPlace(part, file);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /**
   * Puts a file in place unless there is one, in one step; makes the folders that are missing. A
   * process that is killed meanwhile leaves {@code .<name>.<uuid>.part} beside it.
   *
   * @param attributes that the file has from its first moment on
   * @throws java.nio.file.FileAlreadyExistsException where there is one, which stays as it is
   */
  public static void createIfAbsent(Path file, byte[] content, FileAttribute<?>... attributes)
      throws IOException {
    Path folder = Folders.parentOf(file);
    createFolders(folder);
    Path part = partOf(file);
    try {
      try (FileChannel channel = FileChannel.open(part, NEW, attributes)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.createLink(file, part); // a move would replace what another process put there
    } finally {
      Files.deleteIfExists(part);
    }
    forceEntries(folder);
  }

  private static Path partOf(Path file) {
    return file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
  }

  /**
   * Forces a file, or a folder with all it holds, and moves it to its final name in one step. A
   * file goes over an older one, a folder over an empty one.
   *
   * @throws java.nio.file.FileSystemException if a folder that is not empty is in the way, or the
   *     file system cannot move in one step
   */
  public static void moveIntoPlace(Path beside, Path target) throws IOException {
    force(beside);
    Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    forceEntries(Folders.parentOf(target));
  }

  /** Makes the folders that are missing, to stay after a power cut. */
  public static void createFolders(Path folder) throws IOException {
    Path absolute = folder.toAbsolutePath();
    if (Files.isDirectory(absolute)) {
      return;
    }
    Path parent = Folders.parentOf(absolute);
    createFolders(parent);
    Files.createDirectories(absolute);
    forceEntries(parent);
  }

  /**
   * As {@link #createFolders}, and nobody but the owner of the last one may look into it, whoever
   * could before. File systems without POSIX rights keep those that they give.
   */
  public static void createOwnersFolder(Path folder) throws IOException {
    createFolders(folder);
    PosixFileAttributeView rights =
        Files.getFileAttributeView(folder, PosixFileAttributeView.class);
    if (rights != null && !rights.readAttributes().permissions().equals(OWNERS)) {
      rights.setPermissions(OWNERS);
    }
  }

  /** Forces a file, or a folder with all it holds. Links are not followed. */
  public static void force(Path path) throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              forceFile(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            forceEntries(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Forces a folder's own entries; a system that cannot open folders forces them by itself. */
  public static void forceEntries(Path folder) throws IOException {
    if (POSIX) {
      forceFile(folder);
    }
  }

  private static void forceFile(Path path) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, POSIX ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}

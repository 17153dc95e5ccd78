// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Local copies of trees that lie elsewhere, each verified at every use. It grows with what is asked
 * for and shrinks by {@link #sweep}.
 */
final class TreeCache {

  /** A copy that nobody has asked for this long is removed. */
  static final int KEEP_DAYS = 3;

  private static final Logger LOGGER = LoggerFactory.getLogger(TreeCache.class);

  private final TreeFolder trees;
  private final Clock clock;

  private TreeCache(TreeFolder trees, Clock clock) {
    this.trees = trees;
    this.clock = clock;
  }

  /**
   * Opens a cache, making its folder if missing.
   *
   * @throws ArtifactStoreException where the folder cannot be used
   */
  static TreeCache open(Path folder, Clock clock) {
    try {
      Files.createDirectories(folder);
      Path root = folder.toRealPath();
      return new TreeCache(
          new TreeFolder(
              root.resolve(StoreLayout.TREES),
              StagingArea.open(root.resolve("staging")),
              "artifact cache " + root),
          clock);
    } catch (IOException e) {
      throw new ArtifactStoreException(
          "Artifact cache "
              + folder
              + " cannot be opened; artifacts.cache must be a folder that the service may write",
          e);
    }
  }

  /** The files of a copy, verified; empty where there is none, or a damaged one was removed. */
  Optional<Path> find(String digest) {
    if (!trees.contains(digest)) {
      return Optional.empty();
    }
    try {
      Path files = trees.verified(digest);
      touch(digest);
      return Optional.of(files);
    } catch (ArtifactCorruptException e) {
      LOGGER
          .atWarn()
          .setMessage("A local copy is damaged and is fetched again")
          .addKeyValue("tree", digest)
          .addKeyValue("finding", e.getMessage())
          .log();
      trees.delete(digest);
      return Optional.empty();
    } catch (ArtifactMissingException e) {
      // swept by another process this instant
      return Optional.empty();
    }
  }

  /**
   * Makes a copy.
   *
   * @param writer writes the files and verifies them against the digest
   * @return the copy's files
   */
  Path add(String digest, TreeFolder.Writer writer) throws IOException {
    trees.store(writer);
    touch(digest);
    return trees.folder(digest).resolve(StoreLayout.FILES);
  }

  void delete(String digest) {
    trees.delete(digest);
  }

  /** Removes copies that nobody asked for in a while, and those of trees that are gone. */
  void sweep(Predicate<String> isStillStored) {
    Instant oldest = clock.instant().minus(Duration.ofDays(KEEP_DAYS));
    for (String digest : trees.digests()) {
      if (lastUse(digest).isBefore(oldest) || !isStillStored.test(digest)) {
        trees.delete(digest);
      }
    }
  }

  private Instant lastUse(String digest) {
    try {
      return Files.getLastModifiedTime(trees.folder(digest)).toInstant();
    } catch (NoSuchFileException e) {
      return Instant.MIN;
    } catch (IOException e) {
      throw new ArtifactStoreException("Local copy of tree " + digest + " cannot be read", e);
    }
  }

  private void touch(String digest) {
    try {
      Files.setLastModifiedTime(trees.folder(digest), FileTime.from(clock.instant()));
    } catch (NoSuchFileException e) {
      // swept by another process this instant: whoever uses the copy will find it missing
      return;
    } catch (IOException e) {
      throw new ArtifactStoreException("Local copy of tree " + digest + " cannot be marked", e);
    }
  }
}

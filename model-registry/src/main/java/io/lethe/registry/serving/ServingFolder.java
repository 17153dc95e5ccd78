// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.serving;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lethe.domain.file.DurableFiles;
import io.lethe.domain.file.Folders;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.artifact.ArtifactTree;
import io.lethe.kit.logging.LogKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder in TensorFlow Serving's layout, {@code <root>/<model>/<version>/}, that holds the
 * champion and nothing else, plus {@code <root>/<model>/champion.json}.
 *
 * <p>Bytes are fetched by digest, copied beside, hashed again and moved in one step, so that a
 * server never sees half a version. The version before goes only when its successor stands: until
 * then a server would have nothing to serve. What is not the champion's exact bytes goes at once.
 */
final class ServingFolder {
  private static final Logger LOGGER = LoggerFactory.getLogger(ServingFolder.class);
  private static final Pattern VERSION = Pattern.compile("[0-9]+");
  private static final String INCOMING = ".incoming-";
  private static final String CHAMPION_FILE = "champion.json";

  private final Path root;
  private final ArtifactStore store;
  private final Evidence evidence;
  private final ServingMetrics metrics;
  private final JsonMapper mapper = JsonMapper.builder().build();

  ServingFolder(Path root, ArtifactStore store, Evidence evidence, ServingMetrics metrics) {
    this.root = root;
    this.store = store;
    this.evidence = evidence;
    this.metrics = metrics;
  }

  /**
   * Makes the folder hold the champion and nothing else. Repeating it changes nothing.
   *
   * @throws ServingException if no trusted report stands behind the bytes, or the folder cannot be
   *     written; artifact exceptions pass through
   */
  void serve(ServedVersion champion) {
    evidence.check(champion);
    Path folder = root.resolve(champion.model());
    try {
      DurableFiles.createFolders(folder);
      removeLeftovers(folder);
      Path served = folder.resolve(Long.toString(champion.version()));
      removeUnlessExact(champion, served);
      if (!Files.exists(served, LinkOption.NOFOLLOW_LINKS)) {
        publish(champion, folder, served);
      }
      removeOthers(champion, folder, served);
      writeChampionFile(champion, folder);
    } catch (IOException e) {
      throw new ServingException(
          "version %d of model %s cannot be put into %s; check that the folder is writable and has space"
              .formatted(champion.version(), champion.model(), folder),
          e);
    }
  }

  private void publish(ServedVersion champion, Path folder, Path served) throws IOException {
    Path incoming = folder.resolve(INCOMING + champion.version());
    FolderTrees.copy(store.tree(champion.digest()), incoming);
    String copied = ArtifactTree.digest(incoming);
    if (!copied.equals(champion.digest())) {
      Folders.delete(incoming);
      throw new ServingException(
          "the copy of version %d of model %s has digest %s instead of %s; the disk is not to be trusted"
              .formatted(champion.version(), champion.model(), copied, champion.digest()));
    }
    DurableFiles.moveIntoPlace(incoming, served);
    metrics.written(champion.model());
    LOGGER
        .atInfo()
        .setMessage("Serving")
        .addKeyValue(LogKeys.MODEL, champion.model())
        .addKeyValue(LogKeys.VERSION, champion.version())
        .addKeyValue("digest", champion.digest())
        .log();
  }

  private void removeUnlessExact(ServedVersion champion, Path served) throws IOException {
    if (!Files.exists(served, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isDirectory(served, LinkOption.NOFOLLOW_LINKS) && isExact(champion, served)) {
      return;
    }
    Folders.delete(served);
    metrics.repaired(champion.model());
    LOGGER
        .atError()
        .setMessage("Served bytes were not those that were verified; removed")
        .addKeyValue(LogKeys.MODEL, champion.model())
        .addKeyValue(LogKeys.VERSION, champion.version())
        .log();
  }

  /** A folder that cannot even be hashed, for a link or an odd file in it, is not exact. */
  private static boolean isExact(ServedVersion champion, Path served) {
    try {
      return ArtifactTree.digest(served).equals(champion.digest());
    } catch (RuntimeException e) {
      LOGGER
          .atWarn()
          .setMessage("Served folder cannot be hashed")
          .addKeyValue(LogKeys.MODEL, champion.model())
          .addKeyValue(LogKeys.VERSION, champion.version())
          .setCause(e)
          .log();
      return false;
    }
  }

  private void removeOthers(ServedVersion champion, Path folder, Path served) throws IOException {
    for (Path other : children(folder)) {
      if (VERSION.matcher(nameOf(other)).matches() && !other.equals(served)) {
        Folders.delete(other);
        metrics.removed(champion.model());
        LOGGER
            .atInfo()
            .setMessage("No longer serving")
            .addKeyValue(LogKeys.MODEL, champion.model())
            .addKeyValue(LogKeys.VERSION, nameOf(other))
            .log();
      }
    }
  }

  private static void removeLeftovers(Path folder) throws IOException {
    for (Path child : children(folder)) {
      if (nameOf(child).startsWith(INCOMING)) {
        Folders.delete(child);
      }
    }
  }

  private void writeChampionFile(ServedVersion champion, Path folder) throws IOException {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("model", champion.model());
    content.put("version", champion.version());
    content.put("digest", champion.digest());
    content.put("championEpoch", champion.championEpoch());
    content.put("forgottenDigest", champion.forgottenDigest());
    content.put("changedAt", champion.changedAt());
    Path incoming = folder.resolve(INCOMING + CHAMPION_FILE);
    Files.write(incoming, mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
    DurableFiles.moveIntoPlace(incoming, folder.resolve(CHAMPION_FILE));
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList();
    }
  }

  private static String nameOf(Path path) {
    return path.getFileName().toString();
  }
}

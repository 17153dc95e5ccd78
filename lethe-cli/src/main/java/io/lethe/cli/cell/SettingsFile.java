// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.cell;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.cli.console.CommandFailedException;
import io.lethe.cli.files.JsonFile;
import io.lethe.cli.files.WholeFile;
import io.lethe.domain.file.LockFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The settings that give the cells of a folder their meaning; one folder has one such set. */
public final class SettingsFile {
  /** The file. */
  public static final String NAME = "settings.json";

  private static final String LOCK = "lock";

  private SettingsFile() {}

  /**
   * Makes a folder this run's, or finds that it is already, and holds it during the work: two runs
   * in one folder would delete each other's models.
   *
   * @return what the work returns
   * @throws CommandFailedException if the folder holds something else or cells of other settings,
   *     or another run is at work in it; the message says what differs
   */
  public static <T> T whileClaimed(Path out, Map<String, String> settings, Supplier<T> work) {
    claim(out, settings);
    try {
      LockFile held = hold(out);
      try {
        return work.get();
      } finally {
        held.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + out + " cannot be held", e);
    }
  }

  private static LockFile hold(Path out) throws IOException {
    return LockFile.tryHold(out.resolve(LOCK))
        .orElseThrow(
            () ->
                new CommandFailedException(
                    "another run is at work in "
                        + out
                        + "; wait for its end, or name another folder"));
  }

  static void claim(Path out, Map<String, String> settings) {
    Path file = out.resolve(NAME);
    if (Files.isRegularFile(file)) {
      refuseDifferences(out, read(file), settings);
      return;
    }
    requireEmpty(out);
    WholeFile.write(file, JsonFile.text(new TreeMap<>(settings)) + "\n");
  }

  private static void refuseDifferences(
      Path out, Map<String, String> there, Map<String, String> here) {
    TreeSet<String> names = new TreeSet<>(there.keySet());
    names.addAll(here.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String old = there.getOrDefault(name, "not set");
      String given = here.getOrDefault(name, "not set");
      if (!old.equals(given)) {
        differences.add(name + " is " + old + " there and " + given + " now");
      }
    }
    if (!differences.isEmpty()) {
      throw new CommandFailedException(
          "the folder "
              + out
              + " holds cells of other settings: "
              + String.join("; ", differences)
              + "; name a new folder, or run with the settings there");
    }
  }

  private static Map<String, String> read(Path file) {
    JsonNode json = JsonFile.read(file);
    Map<String, String> settings = new TreeMap<>();
    json.properties().forEach(field -> settings.put(field.getKey(), field.getValue().asText()));
    return settings;
  }

  private static void requireEmpty(Path out) {
    if (!Files.exists(out)) {
      return;
    }
    if (!Files.isDirectory(out)) {
      throw new CommandFailedException(out + " is a file; name a folder");
    }
    try (Stream<Path> children = Files.list(out)) {
      if (children.findAny().isPresent()) {
        throw new CommandFailedException(
            "the folder "
                + out
                + " holds other things and no "
                + NAME
                + "; name a new one, or one that this command has written");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + out + " cannot be read", e);
    }
  }
}

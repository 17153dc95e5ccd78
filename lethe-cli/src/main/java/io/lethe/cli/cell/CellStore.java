// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.cell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lethe.cli.console.CommandFailedException;
import io.lethe.cli.files.WholeFile;
import io.lethe.domain.crypto.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finished cells, one JSON file each: what is there need not be run again.
 *
 * @param <K> how cells are named
 * @param <C> what a cell gives, a record
 */
public final class CellStore<K extends CellName, C extends Finished<K>> {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private static final int LONGEST_NAME = 180;

  private final Path directory;
  private final Class<C> kind;

  /**
   * The cells of a folder.
   *
   * @param kind what a cell gives
   */
  public CellStore(Path directory, Class<C> kind) {
    this.directory = directory;
    this.kind = kind;
  }

  /**
   * A finished cell.
   *
   * @throws CommandFailedException if its file is damaged or holds another cell
   */
  public Optional<C> find(K key) {
    Path file = file(key);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    C cell;
    try {
      cell = MAPPER.readValue(file.toFile(), kind);
    } catch (IOException e) {
      throw new CommandFailedException(
          "the cell " + file + " cannot be read; delete it to have it run again", e);
    }
    if (!cell.key().equals(key)) {
      throw new CommandFailedException(
          "the file "
              + file
              + " holds the cell '"
              + cell.key().describe()
              + "'; delete it to have '"
              + key.describe()
              + "' run");
    }
    return Optional.of(cell);
  }

  /** Keeps a cell; it is there as a whole or not at all. */
  public void put(C cell) {
    try {
      WholeFile.write(file(cell.key()), MAPPER.writeValueAsString(cell) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a cell cannot be written as JSON", e);
    }
  }

  /** File systems end a name at 255 bytes, and a file that is being written has a longer one. */
  private Path file(K key) {
    String name = key.fileName();
    return directory.resolve(
        name.length() <= LONGEST_NAME
            ? name
            : Digests.sha256Hex(name.getBytes(StandardCharsets.UTF_8)) + ".json");
  }
}

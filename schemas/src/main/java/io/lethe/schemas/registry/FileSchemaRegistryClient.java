// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.lethe.domain.file.DurableFiles;
import io.lethe.domain.file.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * A registry in a directory of one machine: {@code file:///directory}. Ids survive restarts, and
 * several processes may share the directory: changes are made under a file lock and replace the
 * file atomically, so that readers need none.
 *
 * <p>Why: docs/decisions/0005-schema-ids-in-a-file.md.
 */
public final class FileSchemaRegistryClient implements SchemaRegistryClient {

  private static final String FILE = "schemas.json";
  private static final ObjectReader READER =
      SchemaText.JSON
          .readerFor(RegistryContent.class)
          .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final Path directory;

  /**
   * The registry in a directory, which is made if missing.
   *
   * @throws SchemaRegistryException if it cannot be made
   */
  public FileSchemaRegistryClient(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    try {
      DurableFiles.createFolders(absolute);
      this.directory = absolute.toRealPath();
    } catch (IOException e) {
      throw failed("cannot be created", absolute, e);
    }
  }

  @Override
  public int register(String subject, Schema schema) {
    Optional<Integer> known = idOf(subject, schema);
    if (known.isPresent()) {
      return known.get();
    }
    try {
      return LockFile.whileHeld(
          directory.resolve(FILE + ".lock"),
          () -> {
            RegistryContent next = content().with(subject, schema);
            replace(next);
            return next.idOf(subject, schema).orElseThrow();
          });
    } catch (IOException e) {
      throw failed("cannot be written", directory, e);
    }
  }

  @Override
  public Schema schemaById(int id) {
    String name = directory.toUri().toString();
    return content()
        .schemaText(id)
        .map(text -> SchemaText.parse(text, id, name))
        .orElseThrow(() -> new UnknownSchemaException(id, name));
  }

  @Override
  public Optional<Integer> idOf(String subject, Schema schema) {
    return content().idOf(subject, schema);
  }

  /**
   * All that it holds now.
   *
   * @throws SchemaRegistryException if the file is damaged
   */
  public RegistryContent content() {
    Path file = directory.resolve(FILE);
    try {
      return READER.readValue(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return RegistryContent.empty();
    } catch (IOException e) {
      throw failed("cannot be read; restore it from a backup", file, e);
    }
  }

  private void replace(RegistryContent content) throws IOException {
    DurableFiles.replace(
        directory.resolve(FILE),
        SchemaText.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
  }

  private static SchemaRegistryException failed(String what, Path path, IOException cause) {
    return new SchemaRegistryException("Schema registry " + path + " " + what, cause);
  }
}

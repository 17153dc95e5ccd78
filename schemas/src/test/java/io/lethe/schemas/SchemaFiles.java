// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** The schemas of this build and of every release. */
final class SchemaFiles {

  private static final Path CURRENT = Path.of("src/main/avro");
  private static final Path RELEASED = Path.of("src/test/resources/released");

  private SchemaFiles() {}

  static Map<String, Schema> current() {
    return read(CURRENT);
  }

  /** Schemas by record name, release by release. */
  static List<Map<String, Schema>> releases() {
    try (Stream<Path> folders = Files.list(RELEASED)) {
      return folders.sorted().map(SchemaFiles::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Schema> read(Path folder) {
    Map<String, Schema> schemas = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Schema schema = new Schema.Parser().parse(Files.readString(file));
        schemas.put(schema.getName(), schema);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return schemas;
  }
}

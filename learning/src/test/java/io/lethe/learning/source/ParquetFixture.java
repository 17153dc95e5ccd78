// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes Parquet files, sound or not. */
final class ParquetFixture {

  static final String SCHEMA =
      """
      message schema {
        optional group image { optional binary bytes; optional binary path (STRING); }
        optional int64 label;
        optional binary subject_id (STRING);
      }
      """;

  static final String CLASSES =
      """
      {"info": {"features": {"label": {"names": ["cat", "dog"], "_type": "ClassLabel"}}}}
      """;

  /** Puts the values of a row into a group. */
  @FunctionalInterface
  interface Row {
    void fill(Group group);
  }

  private ParquetFixture() {}

  /** A row of the standard schema; null leaves a value out. */
  static Row row(byte[] image, Integer label, String subject) {
    return group -> {
      Group struct = group.addGroup("image");
      if (image != null) {
        struct.append("bytes", Binary.fromConstantByteArray(image));
      }
      if (label != null) {
        group.append("label", (long) label);
      }
      if (subject != null) {
        group.append("subject_id", subject);
      }
    };
  }

  static Path write(Path file, String schema, Map<String, String> metadata, List<Row> rows) {
    MessageType type = MessageTypeParser.parseMessageType(schema);
    SimpleGroupFactory groups = new SimpleGroupFactory(type);
    try {
      Files.createDirectories(file.getParent());
      try (ParquetWriter<Group> writer =
          ExampleParquetWriter.builder(new LocalOutputFile(file))
              .withConf(new PlainParquetConfiguration())
              .withType(type)
              .withExtraMetaData(metadata)
              .build()) {
        for (Row row : rows) {
          Group group = groups.newGroup();
          row.fill(group);
          writer.write(group);
        }
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes rows of the standard schema with class names. */
  static Path write(Path file, Row... rows) {
    return write(file, SCHEMA, Map.of("huggingface", CLASSES), List.of(rows));
  }
}

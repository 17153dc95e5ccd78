// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.source;

import io.lethe.learning.dataset.Defects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * The columns of a Parquet file that are read: an image as Hugging Face writes it (a struct with
 * {@code bytes}), a whole number as label, and a text or whole number as subject id.
 */
final class ParquetColumns {

  private static final String BYTES = "bytes";
  private static final int IMAGE = 0;
  private static final int LABEL = 1;
  private static final int SUBJECT = 2;

  private final MessageType projection;

  private ParquetColumns(MessageType projection) {
    this.projection = projection;
  }

  /**
   * Finds the columns; empty when there is a defect.
   *
   * @param subject the subject column, or the empty string to read none
   */
  static Optional<ParquetColumns> find(
      String file, MessageType schema, SourceOptions options, String subject, Defects defects) {
    Columns columns = new Columns(file, schema, defects);
    Optional<Type> image =
        columns.named(
            options.imageColumn(),
            "image",
            "a struct with the field bytes, as Hugging Face writes images",
            ParquetColumns::isImage);
    Optional<Type> label =
        columns.named(
            options.labelColumn(), "label", "a whole number", ParquetColumns::isWholeNumber);
    Optional<Type> owner =
        subject.isEmpty()
            ? Optional.empty()
            : columns.named(
                subject, "subject", "text or a whole number", ParquetColumns::isSubject);
    if (image.isEmpty() || label.isEmpty() || owner.isEmpty() != subject.isEmpty()) {
      return Optional.empty();
    }
    Type struct = image.get();
    Type bytes =
        new GroupType(
            struct.getRepetition(), struct.getName(), struct.asGroupType().getType(BYTES));
    return Optional.of(
        new ParquetColumns(
            owner.isEmpty()
                ? new MessageType(schema.getName(), bytes, label.get())
                : new MessageType(schema.getName(), bytes, label.get(), owner.get())));
  }

  /** Looks up columns and reports those that are missing or of another type. */
  private record Columns(String file, MessageType schema, Defects defects) {

    Optional<Type> named(String name, String what, String rule, Predicate<Type> sound) {
      if (!schema.containsField(name)) {
        defects.add(
            file,
            "column %s is missing, the columns are %s: name the %s column (--%s-column)"
                .formatted(
                    Defects.quote(name),
                    String.join(", ", schema.getFields().stream().map(Type::getName).toList()),
                    what,
                    what));
        return Optional.empty();
      }
      Type type = schema.getType(name);
      if (type.isRepetition(Type.Repetition.REPEATED) || !sound.test(type)) {
        defects.add(
            file,
            "column %s is '%s', and the %s column must be %s: name another (--%s-column)"
                .formatted(
                    Defects.quote(name),
                    type.toString().replaceAll("\\s+", " "),
                    what,
                    rule,
                    what));
        return Optional.empty();
      }
      return Optional.of(type);
    }
  }

  private static boolean isImage(Type type) {
    return !type.isPrimitive()
        && type.asGroupType().containsField(BYTES)
        && isBytes(type.asGroupType().getType(BYTES));
  }

  private static boolean isBytes(Type type) {
    return is(type, PrimitiveTypeName.BINARY) && !type.isRepetition(Type.Repetition.REPEATED);
  }

  private static boolean isWholeNumber(Type type) {
    return (is(type, PrimitiveTypeName.INT32) || is(type, PrimitiveTypeName.INT64))
        && (type.getLogicalTypeAnnotation() == null
            || type.getLogicalTypeAnnotation()
                instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation);
  }

  private static boolean isSubject(Type type) {
    return isWholeNumber(type)
        || (is(type, PrimitiveTypeName.BINARY)
            && type.getLogicalTypeAnnotation()
                instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation);
  }

  private static boolean is(Type type, PrimitiveTypeName name) {
    return type.isPrimitive() && type.asPrimitiveType().getPrimitiveTypeName() == name;
  }

  /** What to ask the reader for. */
  MessageType projection() {
    return projection;
  }

  /** Returns the encoded image of a row, empty bytes when it has none. */
  byte[] image(Group row) {
    if (row.getFieldRepetitionCount(IMAGE) == 0) {
      return new byte[0];
    }
    Group struct = row.getGroup(IMAGE, 0);
    return struct.getFieldRepetitionCount(0) == 0 ? new byte[0] : struct.getBinary(0, 0).getBytes();
  }

  OptionalLong label(Group row) {
    return row.getFieldRepetitionCount(LABEL) == 0
        ? OptionalLong.empty()
        : OptionalLong.of(number(row, LABEL));
  }

  /** Returns the subject id of a row, empty for nobody. */
  String subject(Group row) {
    if (projection.getFieldCount() <= SUBJECT || row.getFieldRepetitionCount(SUBJECT) == 0) {
      return "";
    }
    return is(projection.getType(SUBJECT), PrimitiveTypeName.BINARY)
        ? row.getString(SUBJECT, 0)
        : Long.toString(number(row, SUBJECT));
  }

  private long number(Group row, int column) {
    PrimitiveType type = projection.getType(column).asPrimitiveType();
    return type.getPrimitiveTypeName() == PrimitiveTypeName.INT32
        ? row.getInteger(column, 0)
        : row.getLong(column, 0);
  }
}

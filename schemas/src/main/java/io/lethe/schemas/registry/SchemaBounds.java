// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import java.util.IdentityHashMap;
import java.util.List;
import org.apache.avro.Schema;

/**
 * What a writer's schema may ask of who reads by it. Avro holds a record's lengths and counts to
 * the bytes that there are, but not what takes no bytes: a few kilobytes of schema, in which each
 * of forty records has the one before it twice and the first is empty, unfold to a million million
 * steps for a record of one byte. Within these bounds a record takes at most {@value #MOST_PARTS}
 * steps for each of its bytes.
 */
public final class SchemaBounds {
  /** Ten times the largest of Lethe's own schemas. */
  static final int MOST_PARTS = 1_000;

  static final int DEEPEST = 100;

  private final IdentityHashMap<Schema, Integer> parts = new IdentityHashMap<>();
  private final IdentityHashMap<Schema, Boolean> empty = new IdentityHashMap<>();

  private SchemaBounds() {}

  /**
   * Looks at a schema once, in time that its text bounds.
   *
   * @throws UnboundedSchemaException where it has more than {@value #MOST_PARTS} parts, each use of
   *     a named type counted anew but not where it holds itself; goes more than {@value #DEEPEST}
   *     deep before it comes to a type that was met before; or has an array whose items take no
   *     bytes
   */
  public static void require(Schema schema) {
    new SchemaBounds().parts(schema, 1);
  }

  private int parts(Schema schema, int depth) {
    Integer known = parts.get(schema);
    if (known != null) {
      return known;
    }
    requireNotTooDeep(depth);
    if (schema.getType() == Schema.Type.ARRAY && isEmpty(schema.getElementType(), depth)) {
      throw new UnboundedSchemaException(
          "it has an array whose items take no bytes, so that any number fits into a record");
    }
    parts.put(schema, 1); // for who meets it within itself
    int sum = 1;
    for (Schema part : partsOf(schema)) {
      sum += parts(part, depth + 1); // neither is more than there may be
      if (sum > MOST_PARTS) {
        throw new UnboundedSchemaException(
            "it has more than %,d parts, named types counted wherever they are used"
                .formatted(MOST_PARTS));
      }
    }
    parts.put(schema, sum);
    return sum;
  }

  private static void requireNotTooDeep(int depth) {
    if (depth > DEEPEST) {
      throw new UnboundedSchemaException("it is more than " + DEEPEST + " types deep");
    }
  }

  private static List<Schema> partsOf(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> schema.getFields().stream().map(Schema.Field::schema).toList();
      case UNION -> schema.getTypes();
      case ARRAY -> List.of(schema.getElementType());
      case MAP -> List.of(schema.getValueType());
      case ENUM, FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> List.of();
    };
  }

  /** Whether it takes no bytes; a record that cannot but hold itself has no bytes either. */
  private boolean isEmpty(Schema schema, int depth) {
    return switch (schema.getType()) {
      case NULL -> true;
      case FIXED -> schema.getFixedSize() == 0;
      case RECORD -> isEmptyRecord(schema, depth + 1);
      case UNION, ARRAY, MAP, ENUM, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN -> false;
    };
  }

  private boolean isEmptyRecord(Schema schema, int depth) {
    Boolean known = empty.get(schema);
    if (known != null) {
      return known;
    }
    requireNotTooDeep(depth);
    empty.put(schema, true); // within itself
    boolean found = true;
    for (Schema.Field field : schema.getFields()) {
      found = found && isEmpty(field.schema(), depth);
    }
    empty.put(schema, found);
    return found;
  }
}

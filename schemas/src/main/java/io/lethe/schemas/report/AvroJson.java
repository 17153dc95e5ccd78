// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.domain.json.CanonicalJson;
import io.lethe.schemas.GeneratedClasses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Avro records as plain JSON and back, without loss: doubles that JSON does not have and whole
 * numbers that no double holds are text, instants are milliseconds since the epoch.
 */
final class AvroJson {

  static {
    GeneratedClasses.trust();
  }

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern INEXACT = Pattern.compile("-?[1-9][0-9]{15,18}");

  private AvroJson() {}

  static ObjectNode toTree(IndexedRecord record, Set<String> withoutFields) {
    ObjectNode tree = NODES.objectNode();
    for (Schema.Field field : record.getSchema().getFields()) {
      if (!withoutFields.contains(field.name())) {
        tree.set(field.name(), toTree(record.get(field.pos())));
      }
    }
    return tree;
  }

  private static JsonNode toTree(Object value) {
    if (value == null) {
      return NODES.nullNode();
    } else if (value instanceof IndexedRecord nested) {
      return toTree(nested, Set.of());
    } else if (value instanceof Map<?, ?> map) {
      ObjectNode tree = NODES.objectNode();
      map.forEach((key, each) -> tree.set(key.toString(), toTree(each)));
      return tree;
    } else if (value instanceof List<?> list) {
      ArrayNode tree = NODES.arrayNode();
      list.forEach(each -> tree.add(toTree(each)));
      return tree;
    } else if (value instanceof Double number) {
      return realNode(number);
    } else if (value instanceof Long number) {
      return wholeNode(number);
    } else if (value instanceof Integer number) {
      return NODES.numberNode(number);
    } else if (value instanceof Boolean truth) {
      return NODES.booleanNode(truth);
    } else if (value instanceof Instant instant) {
      return wholeNode(instant.toEpochMilli());
    } else if (value instanceof CharSequence || value instanceof Enum<?>) {
      return NODES.textNode(value.toString());
    }
    throw new IllegalArgumentException("No JSON for " + value.getClass());
  }

  /** Canonical JSON has no minus zero, and a report must come back as it was signed. */
  private static JsonNode realNode(double number) {
    boolean plain = Double.isFinite(number) && Double.compare(number, -0.0) != 0;
    return plain ? NODES.numberNode(number) : NODES.textNode("" + number);
  }

  private static JsonNode wholeNode(long number) {
    return CanonicalJson.isExact(number) ? NODES.numberNode(number) : NODES.textNode("" + number);
  }

  /**
   * Builds a record.
   *
   * @param given values of fields that the tree leaves out
   * @throws IllegalArgumentException where the tree has an unknown field, lacks one that has no
   *     default, or has one of a wrong type
   */
  static SpecificRecord toRecord(JsonNode tree, Schema schema, Map<String, Object> given) {
    if (!tree.isObject()) {
      throw wrong(schema.getName(), "an object");
    }
    Set<String> unknown = new TreeSet<>();
    tree.fieldNames().forEachRemaining(unknown::add);
    SpecificRecord record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
    for (Schema.Field field : schema.getFields()) {
      unknown.remove(field.name());
      record.put(field.pos(), fieldValue(tree, field, given));
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(schema.getName() + " has unknown fields " + unknown);
    }
    return record;
  }

  private static @Nullable Object fieldValue(
      JsonNode tree, Schema.Field field, Map<String, Object> given) {
    if (given.containsKey(field.name())) {
      return given.get(field.name());
    }
    if (tree.has(field.name())) {
      return value(tree.get(field.name()), field.schema(), field.name());
    }
    if (field.hasDefaultValue()) {
      return SpecificData.get().getDefaultValue(field);
    }
    throw new IllegalArgumentException("Field " + field.name() + " is missing");
  }

  private static @Nullable Object value(JsonNode node, Schema schema, String where) {
    return switch (schema.getType()) {
      case RECORD -> toRecord(node, schema, Map.of());
      case UNION -> node.isNull() ? null : value(node, present(schema), where);
      case ARRAY -> list(node, schema, where);
      case MAP -> map(node, schema, where);
      case STRING -> text(node, where);
      case ENUM -> enumValue(node, schema, where);
      case DOUBLE -> real(node, where);
      case LONG -> whole(node, schema, where);
      case INT -> (int) integral(node, where);
      case BOOLEAN -> truth(node, where);
      case BYTES, FIXED, FLOAT, NULL ->
          throw new IllegalArgumentException("No reports have a " + schema.getType());
    };
  }

  private static Schema present(Schema union) {
    return union.getTypes().stream()
        .filter(each -> each.getType() != Schema.Type.NULL)
        .findFirst()
        .orElseThrow();
  }

  private static List<Object> list(JsonNode node, Schema schema, String where) {
    if (!node.isArray()) {
      throw wrong(where, "an array");
    }
    List<Object> values = new ArrayList<>();
    node.forEach(each -> values.add(value(each, schema.getElementType(), where)));
    return values;
  }

  private static Map<String, Object> map(JsonNode node, Schema schema, String where) {
    if (!node.isObject()) {
      throw wrong(where, "an object");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    node.properties()
        .forEach(
            each ->
                values.put(each.getKey(), value(each.getValue(), schema.getValueType(), where)));
    return values;
  }

  private static String text(JsonNode node, String where) {
    if (!node.isTextual()) {
      throw wrong(where, "a text");
    }
    return node.textValue();
  }

  private static Object enumValue(JsonNode node, Schema schema, String where) {
    String symbol = text(node, where);
    if (!schema.hasEnumSymbol(symbol)) {
      throw wrong(where, "one of " + schema.getEnumSymbols());
    }
    return SpecificData.get().createEnum(symbol, schema);
  }

  private static double real(JsonNode node, String where) {
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return switch (text(node, where)) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      case "-0.0" -> -0.0;
      default -> throw wrong(where, "a number");
    };
  }

  private static Object whole(JsonNode node, Schema schema, String where) {
    long number = node.isTextual() ? inexact(node.textValue(), where) : integral(node, where);
    return schema.getLogicalType() == null ? number : Instant.ofEpochMilli(number);
  }

  private static long integral(JsonNode node, String where) {
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw wrong(where, "a whole number");
    }
    return node.longValue();
  }

  /** Reads what {@link #wholeNode} wrote as text. */
  private static long inexact(String text, String where) {
    if (!INEXACT.matcher(text).matches()) {
      throw wrong(where, "a whole number");
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong(where, "a whole number of 64 bits");
    }
  }

  private static boolean truth(JsonNode node, String where) {
    if (!node.isBoolean()) {
      throw wrong(where, "true or false");
    }
    return node.booleanValue();
  }

  private static IllegalArgumentException wrong(String where, String rule) {
    return new IllegalArgumentException("Field " + where + " must be " + rule);
  }
}

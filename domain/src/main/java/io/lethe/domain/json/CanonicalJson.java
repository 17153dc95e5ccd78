package io.lethe.domain.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one spelling of a JSON value: keys sorted by UTF-16 code unit, no white space, integers in
 * decimal, other numbers as {@link Double#toString}, and {@code "NaN"}, {@code "Infinity"}, {@code
 * "-Infinity"} as strings.
 */
public final class CanonicalJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private CanonicalJson() {}

  /** The value's spelling. */
  public static String text(JsonNode value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  /** The value's spelling in UTF-8. */
  public static byte[] bytes(JsonNode value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonNode value, StringBuilder out) {
    if (value.isObject()) {
      writeObject(value, out);
    } else if (value.isArray()) {
      writeArray(value, out);
    } else if (value.isIntegralNumber()) {
      out.append(value.bigIntegerValue());
    } else if (value.isNumber()) {
      writeDouble(value.doubleValue(), out);
    } else if (value.isTextual()) {
      out.append(quoted(value.textValue()));
    } else if (value.isBoolean() || value.isNull()) {
      out.append(value.asText());
    } else {
      throw new IllegalArgumentException("No JSON value: " + value.getNodeType());
    }
  }

  private static void writeObject(JsonNode object, StringBuilder out) {
    Map<String, JsonNode> sorted = new TreeMap<>();
    object.properties().forEach(each -> sorted.put(each.getKey(), each.getValue()));
    out.append('{');
    String separator = "";
    for (Map.Entry<String, JsonNode> each : sorted.entrySet()) {
      out.append(separator).append(quoted(each.getKey())).append(':');
      write(each.getValue(), out);
      separator = ",";
    }
    out.append('}');
  }

  private static void writeArray(JsonNode array, StringBuilder out) {
    out.append('[');
    for (Iterator<JsonNode> each = array.elements(); each.hasNext(); ) {
      write(each.next(), out);
      if (each.hasNext()) {
        out.append(',');
      }
    }
    out.append(']');
  }

  private static void writeDouble(double value, StringBuilder out) {
    String text = Double.toString(value);
    out.append(Double.isFinite(value) ? text : quoted(text));
  }

  private static String quoted(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("No JSON string", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * The one spelling of a JSON value, RFC 8785, so that anyone can compute a digest or check a
 * signature in another language.
 *
 * <p>The RFC's numbers are doubles. What a double cannot hold is refused and not rounded: whole
 * numbers beyond ±(2<sup>53</sup> - 1), NaN and the infinities must be written as text.
 */
public final class CanonicalJson {

  private static final long LARGEST = (1L << 53) - 1;

  private CanonicalJson() {}

  /**
   * The spelling of an object or an array.
   *
   * @throws IllegalArgumentException where the value has none
   */
  public static String text(JsonNode value) {
    if (!value.isContainerNode()) {
      throw new IllegalArgumentException(
          "Canonical JSON begins with an object or an array, not with " + value.getNodeType());
    }
    requireExactNumbers(value);
    try {
      return requireUnicode(new JsonCanonicalizer(value.toString()).getEncodedString());
    } catch (IOException e) {
      throw new IllegalArgumentException("The value is no JSON: " + e.getMessage(), e);
    }
  }

  /**
   * The spelling of an object or an array in UTF-8.
   *
   * @throws IllegalArgumentException where the value has none
   */
  public static byte[] bytes(JsonNode value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  /** Whether a JSON number holds this whole number exactly. */
  public static boolean isExact(long whole) {
    return -LARGEST <= whole && whole <= LARGEST;
  }

  private static void requireExactNumbers(JsonNode value) {
    if (value.isIntegralNumber() && !(value.canConvertToLong() && isExact(value.longValue()))) {
      throw new IllegalArgumentException(
          "The whole number "
              + value
              + " is beyond 2^53 - 1, where JSON numbers are not exact; write it as text");
    }
    if (value.isNumber() && !Double.isFinite(value.doubleValue())) {
      throw new IllegalArgumentException(
          "The number " + value.asText() + " cannot be a JSON number; write it as text");
    }
    value.forEach(CanonicalJson::requireExactNumbers);
  }

  /** Half a surrogate pair has no UTF-8; encoded, it would become a question mark. */
  private static String requireUnicode(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException("A text holds half a surrogate pair; it is no Unicode");
    }
    return text;
  }
}

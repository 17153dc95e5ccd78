// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.domain.crypto.Digests;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A token as a file keeps it: by its SHA-256, so that who reads the file can use none. A token is
 * 256 random bits, which nobody finds by trying.
 *
 * @param caller who bears it
 * @param sha256 of the token's text, 64 lower-case hexadecimal digits
 * @param expires from when it is nobody's
 */
record TokenEntry(Caller caller, String sha256, Instant expires) {

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  TokenEntry {
    requireNonNull(caller, "caller");
    requireNonNull(expires, "expires");
    if (!DIGEST.matcher(sha256).matches()) {
      throw new IllegalArgumentException("sha256 must be 64 lower-case hexadecimal digits");
    }
  }

  static TokenEntry of(Caller caller, String token, Instant expires) {
    return new TokenEntry(caller, digest(token), expires);
  }

  static String digest(String token) {
    return Digests.sha256Hex(token.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException with the broken rule
   */
  static TokenEntry parse(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      String role = text(json, "role");
      return new TokenEntry(
          new Caller(
              text(json, "name"),
              Role.of(role)
                  .orElseThrow(() -> new IllegalArgumentException("role is '" + role + "'")),
              json.has("tenant") ? Optional.of(text(json, "tenant")) : Optional.empty()),
          text(json, "sha256"),
          Instant.parse(text(json, "expires")));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is no JSON object", e);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("expires must be like 2027-01-31T00:00:00Z", e);
    }
  }

  /** The line that is read again as this. */
  String line() {
    ObjectNode json =
        JSON.createObjectNode().put("name", caller.name()).put("role", caller.role().label());
    caller.tenant().ifPresent(tenant -> json.put("tenant", tenant));
    return json.put("sha256", sha256).put("expires", expires.toString()).toString();
  }

  private static String text(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(name + " is missing, or no text");
    }
    return value.textValue();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.domain.crypto.Digests;
import io.lethe.schemas.ModelCommand;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * A command that had its effect; its id changes nothing any more.
 *
 * @param commandId the command
 * @param contentDigest what it asked for
 */
public record CommandRow(String commandId, String contentDigest) implements Row {
  private static final String PREFIX = "command/";

  /** Which command it is, who gave it and when: no part of what it asks for. */
  private static final Set<String> CIRCUMSTANCES = Set.of("commandId", "issuedAt", "issuer");

  /** Checks both fields. */
  public CommandRow {
    RowRules.text(commandId, "command id");
    RowRules.digest(contentDigest, "command digest");
  }

  /**
   * A digest of what a command asks for, whoever asks and when. Fields that are not given count for
   * nothing, so that a later version's fields change no digest.
   */
  public static String digestOf(ModelCommand command) {
    StringBuilder content = new StringBuilder();
    for (Schema.Field field : command.getSchema().getFields()) {
      Object value = command.get(field.pos());
      if (value != null && !CIRCUMSTANCES.contains(field.name())) {
        append(content, field.name(), value);
      }
    }
    return Digests.sha256Hex(content.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Lengths before texts: no two contents are written alike. */
  private static void append(StringBuilder content, String name, Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> sorted = new TreeMap<>();
      map.forEach((key, each) -> sorted.put(key.toString(), each));
      sorted.forEach((key, each) -> append(content, name + "/" + key, each));
    } else {
      String text = value.toString();
      content.append(name.length()).append(':').append(name);
      content.append(text.length()).append(':').append(text);
    }
  }

  static String keyOf(String commandId) {
    return PREFIX + commandId;
  }

  @Override
  public String rowKey() {
    return keyOf(commandId);
  }
}

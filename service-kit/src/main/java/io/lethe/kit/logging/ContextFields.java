// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.JsonGenerator;
import io.lethe.domain.text.TextLimit;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.logstash.logback.composite.AbstractJsonProvider;
import org.slf4j.event.KeyValuePair;

/**
 * Writes what a line is about at the top of its JSON object: the service, what the thread works on,
 * and the line's own pairs, each key once and none longer than a {@linkplain TextLimit#MESSAGE
 * message}. The encoder's own providers would write a key twice where the thread's and the line's
 * meet.
 */
public final class ContextFields extends AbstractJsonProvider<ILoggingEvent> {
  /** Written by other providers; a line's own pair of that name is told apart. */
  private static final Set<String> TAKEN =
      Set.of("timestamp", "level", "logger", "thread", "message", "exception");

  private String service = "";

  /** The service's name; called by logback. */
  public void setService(String service) {
    this.service = service;
  }

  @Override
  public void writeTo(JsonGenerator generator, ILoggingEvent event) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    event.getMDCPropertyMap().forEach((key, value) -> fields.put(name(key), value));
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> fields.put(name(pair.key), pair.value));
    }
    fields.remove(LogKeys.SERVICE);
    fields.values().removeIf(Objects::isNull);
    generator.writeStringField(LogKeys.SERVICE, service);
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      write(generator, field.getKey(), field.getValue());
    }
  }

  private static String name(String key) {
    return TAKEN.contains(key) ? key + "_" : key;
  }

  /** Numbers stay numbers; whatever else there is says itself. */
  private static void write(JsonGenerator generator, String key, Object value) throws IOException {
    if (value instanceof Integer || value instanceof Long) {
      generator.writeNumberField(key, ((Number) value).longValue());
    } else if (value instanceof Boolean truth) {
      generator.writeBooleanField(key, truth);
    } else {
      generator.writeStringField(key, TextLimit.MESSAGE.cut(value.toString()));
    }
  }
}

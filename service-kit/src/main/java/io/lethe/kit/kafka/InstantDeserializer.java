// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.kafka;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.time.Instant;

/** Reads an instant from its ISO-8601 text. */
final class InstantDeserializer extends StdDeserializer<Instant> {
  private static final long serialVersionUID = 1L;

  InstantDeserializer() {
    super(Instant.class);
  }

  @Override
  public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    return Instant.parse(parser.getText());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.serde;

/** Confluent's wire format: five bytes before every value, and the names that its schemas have. */
public final class WireFormat {

  static final byte MAGIC = 0;
  static final int HEADER_BYTES = 1 + Integer.BYTES;

  private WireFormat() {}

  /** Under which name the registry keeps the schemas of a topic's keys or values. */
  public static String subject(String topic, boolean isKey) {
    return topic + (isKey ? "-key" : "-value");
  }
}

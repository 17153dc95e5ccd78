// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.text;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The longest text of each kind that a client, a worker or a policy may send, in UTF-16 code units.
 * It is checked where the text comes in, and what is quoted in a row, a refusal or a log line is
 * {@linkplain #cut cut} to it: a record must never grow beyond what a broker takes because somebody
 * sent a long word.
 */
public enum TextLimit {
  /** A subject id, in clear or folded. */
  SUBJECT_ID(1024),
  /** A name: of a model, an algorithm, a criterion. */
  NAME(128),
  /**
   * A tenant's name; {@code app.} before it makes the common name of a certificate, which has 64.
   */
  TENANT(60),
  /** An alias of a version. */
  ALIAS(63),
  /** A SHA-256 digest in hexadecimal digits. */
  DIGEST(64),
  /** A request's, command's or job's id. */
  ID(64),
  /** An idempotency key, or an event's id. */
  KEY(255),
  /** Who issued a command. */
  ISSUER(200),
  /** A reason or note that a person gives. */
  REASON(500),
  /** A header of a trace: as far as the W3C asks to pass it on. */
  TRACE(512),
  /** A value that a refusal quotes. */
  QUOTE(100),
  /** What a refusal says, or why work failed. */
  MESSAGE(2_000),
  /** The address of an artifact or of whom to call back. */
  ADDRESS(2_048),
  /** An Avro schema as JSON. */
  SCHEMA(65_536),
  /** A policy as it was registered. */
  POLICY(65_536),
  /** A signed report, its envelope included. */
  REPORT(131_072);

  private final int characters;

  TextLimit(int characters) {
    this.characters = characters;
  }

  /** How many characters it may have. */
  public int characters() {
    return characters;
  }

  /** Whether a text is short enough; what is not there is. */
  public boolean holds(@Nullable String text) {
    return text == null || text.length() <= characters;
  }

  /** The rule in words. */
  public String rule() {
    return String.format(Locale.ROOT, "at most %,d characters", characters);
  }

  /**
   * A text that is never longer than the limit: itself, or its beginning and how long it was.
   *
   * @param text of any length
   */
  public String cut(String text) {
    if (holds(requireNonNull(text, "text"))) {
      return text;
    }
    String ellipsis = String.format(Locale.ROOT, "… (%,d characters)", text.length());
    int end = characters - ellipsis.length();
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
        + ellipsis;
  }
}

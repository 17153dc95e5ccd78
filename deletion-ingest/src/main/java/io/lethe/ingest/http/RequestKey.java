// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.domain.text.TextLimit;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a sender calls a request that has no id of its own: its {@code Idempotency-Key}, or the
 * source and id of its event. The same name within a tenant is the same request.
 *
 * <p>Why: docs/decisions/0033-http-is-for-this-machine-unless-told.md.
 *
 * @param name unlike every other name, of another kind too
 */
record RequestKey(String name) {
  /** The header's name. */
  static final String HEADER = "Idempotency-Key";

  private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]+");
  private static final String RULE =
      HEADER
          + " must be "
          + TextLimit.KEY.rule()
          + ", printable ASCII without blanks, such as a UUID";

  /**
   * A header's key, with or without quotes around it.
   *
   * @throws RefusedException if it is empty, too long or holds other characters
   */
  static Optional<RequestKey> ofHeader(@Nullable String header) throws RefusedException {
    if (header == null) {
      return Optional.empty();
    }
    String text = header.strip();
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    String key = quoted ? text.substring(1, text.length() - 1) : text;
    if (!TextLimit.KEY.holds(key) || !PRINTABLE.matcher(key).matches()) {
      throw RefusedException.badRequest(RULE);
    }
    return Optional.of(new RequestKey("key\n" + key));
  }

  /** An event's. */
  static RequestKey ofEvent(String source, String id) {
    return new RequestKey("event\n" + source.length() + "\n" + source + "\n" + id);
  }

  /** That of a line of a batch that has this key. */
  RequestKey ofLine(int number) {
    return new RequestKey("line\n" + number + "\n" + name);
  }

  /** That of an amendment of a request. */
  RequestKey ofAmendment(String requestId) {
    return new RequestKey("amendment\n" + requestId + "\n" + name);
  }

  /**
   * The request's id: a UUID of version 8, an HMAC, so that nobody who has a list of people can
   * guess a key that names one of them.
   */
  String requestId(SubjectKeys keys, String tenant) {
    String digest = Digests.sha256Hex((tenant + "\n" + name).getBytes(StandardCharsets.UTF_8));
    String hex = keys.keyOf("request-id:" + digest);
    long high = Long.parseUnsignedLong(hex.substring(0, 16), 16);
    long low = Long.parseUnsignedLong(hex.substring(16, 32), 16);
    return new UUID(
            (high & 0xffff_ffff_ffff_0fffL) | 0x8000L, (low & 0x3fff_ffff_ffff_ffffL) | (1L << 63))
        .toString();
  }
}

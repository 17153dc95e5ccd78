// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a body is said to be. */
public final class ContentType {
  /** What all routes take. */
  public static final String JSON = "application/json";

  private ContentType() {}

  /**
   * The content type, if it is one of these.
   *
   * @param besides what else is taken elsewhere, as the end of a sentence; may be empty
   * @throws RefusedException if it is another
   */
  public static String require(Context http, String besides, String... taken)
      throws RefusedException {
    String type = base(http.contentType());
    for (String each : taken) {
      if (each.equals(type)) {
        return each;
      }
    }
    throw new RefusedException(
        415, List.of("Content-Type must be %s%s".formatted(String.join(" or ", taken), besides)));
  }

  private static String base(@Nullable String contentType) {
    String type = Objects.requireNonNullElse(contentType, "");
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }
}

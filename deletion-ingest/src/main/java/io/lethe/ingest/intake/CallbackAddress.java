// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import io.lethe.domain.text.TextLimit;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An https address that is told when a request's state changes. It is taken apart once, here: who
 * connects uses these parts, and reads no address of his own.
 *
 * <p>Why: docs/decisions/0045-opendsr-and-its-callbacks.md.
 *
 * @param host its name in lower case, or an address in digits
 * @param port 443 where none is named
 * @param target path and query as they were written
 */
public record CallbackAddress(String host, int port, String target) {
  /** Of one request. */
  public static final int MOST = 3;

  private static final String HTTPS = "https";
  private static final int DEFAULT_PORT = 443;

  /** Names as the DNS has them, and IPv4: no IPv6, no sign, no other alphabet. */
  private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  private static final String RULE =
      "callbacks must be at most "
          + MOST
          + " addresses such as https://controller.example/callbacks, each "
          + TextLimit.ADDRESS.rule()
          + ", without user and fragment, in ASCII";

  /** Checks presence and range. */
  public CallbackAddress {
    Objects.requireNonNull(target, "target");
    if (!HOST.matcher(host).matches() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a callback has a host and a port from 1 to 65535");
    }
  }

  /**
   * Takes an address apart.
   *
   * @param text any text
   * @return empty where it breaks the rule
   */
  public static Optional<CallbackAddress> of(String text) {
    if (!TextLimit.ADDRESS.holds(text)
        || !text.chars().allMatch(each -> each > ' ' && each < 127)) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(text);
      if (!HTTPS.equalsIgnoreCase(uri.getScheme())
          || uri.getHost() == null
          || uri.getRawUserInfo() != null
          || uri.getRawFragment() != null) {
        return Optional.empty();
      }
      String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      int port = uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort();
      return Optional.of(
          new CallbackAddress(uri.getHost().toLowerCase(Locale.ROOT), port, path + query));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * What a request's addresses break.
   *
   * @return nothing, or the rule in words
   */
  static List<String> problems(List<String> callbacks) {
    boolean whole =
        callbacks.size() <= MOST && callbacks.stream().allMatch(each -> of(each).isPresent());
    return whole ? List.of() : List.of(RULE);
  }

  /** The whole of it again, without a port that need not be named. */
  public URI uri() {
    String named = port == DEFAULT_PORT ? "" : ":" + port;
    return URI.create(HTTPS + "://" + host + named + target);
  }

  /** Scheme, host and port: what a list allows. */
  public String origin() {
    return HTTPS + "://" + host + ":" + port;
  }
}

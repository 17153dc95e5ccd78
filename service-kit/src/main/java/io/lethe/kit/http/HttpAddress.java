// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.text.TextLimit;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a service's HTTP listens.
 *
 * @param host a name or an address of this machine, or {@code 0.0.0.0} for all of its networks
 * @param port the port, or 0 for any free one
 * @param tls the certificate that it shows; without one it is not encrypted
 */
public record HttpAddress(String host, int port, Optional<TlsFiles> tls) {
  /** This machine alone: what is listened at unless somebody configures more. */
  public static final String LOOPBACK = "127.0.0.1";

  private static final int LAST_PORT = 65_535;

  /** Refuses a blank host and a port that is none. */
  public HttpAddress {
    requireNonNull(host, "host");
    requireNonNull(tls, "tls");
    if (host.isBlank()) {
      throw new IllegalArgumentException("the host is blank; name an address of this machine");
    }
    if (port < 0 || port > LAST_PORT) {
      throw new IllegalArgumentException("the port is " + port + "; it must lie in [0, 65535]");
    }
  }

  /** An address without TLS. */
  public HttpAddress(String host, int port) {
    this(host, port, Optional.empty());
  }

  /** A port of this machine that no other reaches. */
  public static HttpAddress loopback(int port) {
    return new HttpAddress(LOOPBACK, port);
  }

  /**
   * What is wrong with a configured address.
   *
   * @param prefix of the two keys, as {@code lethe.ingest}
   * @return nothing, or each broken rule in words
   */
  public static List<String> problems(String prefix, String host, int port) {
    List<String> problems = new ArrayList<>();
    if (port < 0 || port > LAST_PORT) {
      problems.add(prefix + ".http-port is " + port + "; it must lie in [0, 65535]");
    }
    try {
      if (host.isBlank()) {
        throw new UnknownHostException(host);
      }
      InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      problems.add(
          "%s.http-host is '%s'; it must be a name or an address of this machine, or 0.0.0.0"
              .formatted(prefix, TextLimit.QUOTE.cut(host)));
    }
    return problems;
  }

  /** Whether only this machine reaches it; a name that means nothing does not. */
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}

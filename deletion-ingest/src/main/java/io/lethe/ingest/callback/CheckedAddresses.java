// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.callback;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks a receiver's name up, once for each connection, and gives back what it has checked: the
 * client connects to these addresses and asks nobody again, so that a name cannot have a harmless
 * address when it is looked at and another one when it is called. A name with one address inside is
 * refused whole.
 *
 * <p>Why: docs/decisions/0045-opendsr-and-its-callbacks.md.
 */
final class CheckedAddresses implements DnsResolver {
  private final DnsResolver names;
  private final AllowedOrigins allowed;
  private final Predicate<InetAddress> isPublic;

  CheckedAddresses(DnsResolver names, AllowedOrigins allowed, Predicate<InetAddress> isPublic) {
    this.names = names;
    this.allowed = allowed;
    this.isPublic = isPublic;
  }

  @Override
  public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
    InetAddress[] found = allowed.mayBeInside(host, port) ? names.resolve(host) : resolve(host);
    return Arrays.stream(found).map(each -> new InetSocketAddress(each, port)).toList();
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] found = names.resolve(host);
    if (found == null || found.length == 0 || !Arrays.stream(found).allMatch(isPublic)) {
      throw new UnknownHostException(
          host
              + " has an address that is not one of the public internet; where that is meant, put"
              + " its origin into callbacks.internal");
    }
    return found;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host; // nobody's name but the one that was asked for is spoken to
  }
}

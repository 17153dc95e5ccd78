// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.callback;

import io.lethe.ingest.intake.CallbackAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may be called back: scheme, host and port, exactly, and whether an address inside is meant.
 *
 * @param outside may have addresses of the public internet alone
 * @param inside may have any address
 */
public record AllowedOrigins(Set<String> outside, Set<String> inside) {
  /** Copies both. */
  public AllowedOrigins {
    outside = Set.copyOf(outside);
    inside = Set.copyOf(inside);
  }

  /** Nobody. */
  public static AllowedOrigins none() {
    return new AllowedOrigins(Set.of(), Set.of());
  }

  /**
   * Those of two lists that {@link #problems} finds nothing in.
   *
   * @param outside such as {@code https://controller.example}
   * @param inside the same, for addresses inside
   */
  public static AllowedOrigins of(Collection<String> outside, Collection<String> inside) {
    return new AllowedOrigins(origins(outside), origins(inside));
  }

  private static Set<String> origins(Collection<String> entries) {
    Set<String> origins = new HashSet<>();
    entries.forEach(each -> origins.add(origin(each).orElseThrow()));
    return origins;
  }

  /**
   * What is wrong with the entries of a list.
   *
   * @param key of the list in the configuration
   */
  public static List<String> problems(String key, List<String> entries) {
    List<String> problems = new ArrayList<>();
    for (String each : entries) {
      if (origin(each).isEmpty()) {
        problems.add(
            "%s has '%s'; an entry is https, host and port alone, such as".formatted(key, each)
                + " https://controller.example or https://controller.example:8443");
      }
    }
    return problems;
  }

  private static Optional<String> origin(String entry) {
    boolean ends = entry.endsWith("/") || entry.endsWith("?");
    return ends
        ? Optional.empty()
        : CallbackAddress.of(entry)
            .filter(each -> each.target().equals("/"))
            .map(CallbackAddress::origin);
  }

  /** Whether somebody is on the list at all. */
  public boolean isEmpty() {
    return outside.isEmpty() && inside.isEmpty();
  }

  /** Whether an address may be called. */
  public boolean allows(CallbackAddress address) {
    return outside.contains(address.origin()) || inside.contains(address.origin());
  }

  /** Whether it may lie inside. */
  boolean mayBeInside(String host, int port) {
    return inside.contains(new CallbackAddress(host, port, "/").origin());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.text.TextLimit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Somebody who has shown who he is.
 *
 * @param name as logs and commands have it
 * @param role what he may do
 * @param tenant whose requests are his; of a requester alone, who has one
 */
public record Caller(String name, Role role, Optional<String> tenant) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /**
   * @throws IllegalArgumentException where a name is none, a requester has no tenant or another one
   *     has
   */
  public Caller {
    requireName("name", name);
    requireNonNull(role, "role");
    tenant.ifPresent(each -> requireName("tenant", each));
    if (tenant.isPresent() != (role == Role.REQUESTER)) {
      throw new IllegalArgumentException(
          role == Role.REQUESTER
              ? "a requester needs a tenant: its requests are all that he may see"
              : "the role " + role.label() + " has no tenant: it is for all of them");
    }
  }

  /** Whether a tenant's requests are his to send and to see. */
  public boolean mayActFor(String tenant) {
    return this.tenant.map(tenant::equals).orElse(role == Role.OPERATOR);
  }

  /** Whether a tenant's requests are his to see. */
  public boolean maySee(String tenant) {
    return mayActFor(tenant) || role == Role.AUDITOR;
  }

  private static void requireName(String what, String value) {
    if (!TextLimit.NAME.holds(value) || !NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "%s is '%s'; it must be letters, digits, dots, hyphens or underscores, the first a letter or digit, %s"
              .formatted(what, TextLimit.QUOTE.cut(value), TextLimit.NAME.rule()));
    }
  }
}

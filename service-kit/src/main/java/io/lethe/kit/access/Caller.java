// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.text.TenantName;
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

  /** Names as issuers of tokens give them too: an address of mail, {@code provider|number}. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@|:/+-]*");

  /** Whoever comes where nobody is asked who he is: he may do everything. */
  public static final Caller LOCAL = new Caller("local", Role.OPERATOR, Optional.empty());

  /**
   * @throws IllegalArgumentException where a name is none, a requester has no tenant or another one
   *     has
   */
  public Caller {
    require(
        "name",
        name,
        TextLimit.NAME.holds(name) && NAME.matcher(name).matches(),
        "letters, digits or one of ._@|:/+-, the first a letter or digit, "
            + TextLimit.NAME.rule());
    requireNonNull(role, "role");
    tenant.ifPresent(each -> require("tenant", each, TenantName.isOne(each), TenantName.RULE));
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

  private static void require(String what, String value, boolean fits, String rule) {
    if (!fits) {
      throw new IllegalArgumentException(
          "%s is '%s'; it must be %s".formatted(what, TextLimit.QUOTE.cut(value), rule));
    }
  }
}

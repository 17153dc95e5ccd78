// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import io.javalin.security.RouteRole;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody may do over HTTP. Each route names the roles that it answers. */
public enum Role implements RouteRole {
  /** Asks that people of one tenant be forgotten, and follows these requests. */
  REQUESTER,
  /** Decides what happens to versions and sets, and sees everything. */
  OPERATOR,
  /** Sees everything, and changes nothing. */
  AUDITOR,
  /** Looks up what is served. */
  DEPLOYMENT;

  /** As files and options have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of a label, if there is one. */
  public static Optional<Role> of(String label) {
    return Arrays.stream(values()).filter(role -> role.label().equals(label)).findFirst();
  }
}

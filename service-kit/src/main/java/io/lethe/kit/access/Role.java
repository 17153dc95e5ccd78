// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import io.javalin.security.RouteRole;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What somebody may do over HTTP. Each route names the roles that it answers. */
public enum Role implements RouteRole {
  /** Asks that people of one tenant be forgotten, and follows these requests. */
  REQUESTER,
  /** Decides what happens to versions and sets, and sees everything. */
  OPERATOR,
  /** Sees everything, and changes nothing. */
  AUDITOR,
  /** Registers datasets and models, and looks up what became of them. */
  REGISTRAR,
  /** Looks up what is served. */
  DEPLOYMENT,
  /** Reads metrics: Prometheus. */
  MONITOR;

  /** As files and options have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return label();
  }

  /** All labels in words, for whoever named another. */
  public static String choice() {
    return Arrays.stream(values()).map(Role::label).collect(Collectors.joining(", "));
  }

  /** The role of a label, if there is one. */
  public static Optional<Role> of(String label) {
    return Arrays.stream(values()).filter(role -> role.label().equals(label)).findFirst();
  }
}

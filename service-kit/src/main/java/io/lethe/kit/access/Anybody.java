// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import io.javalin.security.RouteRole;

/** Stands at a route that answers whoever asks, without a token too. */
public enum Anybody implements RouteRole {
  /** Nobody is asked who he is. */
  ANYBODY
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import java.util.Optional;

/** Tells who comes by what he brings. */
@FunctionalInterface
public interface Callers {

  /**
   * Who brings a bearer token.
   *
   * @param token as it came, of any length
   * @return nobody where the token is forged, expired, of another service or simply unknown; which
   *     of these, a client does not learn
   * @throws CallersUnavailableException where it cannot be told now
   */
  Optional<Caller> bearing(String token);

  /** Whoever knows somebody: these, else the others. */
  default Callers or(Callers others) {
    return token -> bearing(token).or(() -> others.bearing(token));
  }
}

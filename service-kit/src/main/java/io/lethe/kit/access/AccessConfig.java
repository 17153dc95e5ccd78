// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who may ask a service by HTTP, the same keys in every service's configuration. Without any of
 * them nobody is asked who he is. Both ways of knowing may be used at once.
 */
public interface AccessConfig {

  /** The file of tokens that {@code lethe keys token} made, for one machine. */
  Optional<Path> tokens();

  /** Tokens that somebody else signs. */
  Optional<Jwt> jwt();

  /** JSON Web Tokens of one issuer. */
  interface Jwt {

    /** Who signs them: the claim {@code iss}, exactly so. */
    String issuer();

    /** Whom they are for: among the claim {@code aud}. */
    String audience();

    /**
     * The issuer's public keys, a JWK set: a file, an https address, or an http address of this
     * machine.
     */
    String jwks();

    /**
     * How they may be signed: one or more of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384
     * and ES512. By default RS256 and ES256.
     */
    Optional<List<String>> algorithms();

    /**
     * What they are: the header {@code typ}, exactly so. By default {@code at+jwt}; many issuers
     * write {@code JWT}.
     */
    Optional<String> type();

    /**
     * The claim with the role: requester, operator, auditor, registrar, deployment or monitor. By
     * default {@code lethe_role}.
     */
    Optional<String> roleClaim();

    /** The claim with the tenant, which requesters alone have. By default {@code lethe_tenant}. */
    Optional<String> tenantClaim();

    /**
     * As settings.
     *
     * @throws io.lethe.kit.config.ConfigurationException naming every value that breaks its rule
     */
    default JwtSettings settings() {
      return JwtSettings.of(this);
    }
  }

  /**
   * Whom the service asks.
   *
   * @throws io.lethe.kit.config.ConfigurationException naming every value that breaks its rule
   * @throws io.lethe.domain.crypto.KeyFileException where the tokens' file is missing or damaged
   */
  default Access toAccess() {
    Clock clock = Clock.systemUTC();
    return new Access(
        Stream.concat(
                tokens().<Callers>map(file -> new FileCallers(file, clock)).stream(),
                jwt().<Callers>map(jwt -> JwtCallers.of(jwt.settings(), clock)).stream())
            .reduce(Callers::or));
  }
}

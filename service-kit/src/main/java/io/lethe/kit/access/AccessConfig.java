// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import io.smallrye.config.WithDefault;
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

    /** The issuer's public keys, a JWK set: an https address, or a file. */
    String jwks();

    /**
     * How they may be signed: RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512.
     *
     * @return one or more
     */
    @WithDefault("RS256,ES256")
    List<String> algorithms();

    /** What they are: the header {@code typ}, exactly so; many issuers write JWT. */
    @WithDefault("at+jwt")
    String type();

    /** The claim with the role: requester, operator, auditor, registrar, deployment or monitor. */
    @WithDefault("lethe_role")
    String roleClaim();

    /** The claim with a requester's tenant; nobody else has one. */
    @WithDefault("lethe_tenant")
    String tenantClaim();

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

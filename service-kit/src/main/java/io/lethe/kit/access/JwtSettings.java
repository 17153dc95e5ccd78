// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import com.nimbusds.jose.JWSAlgorithm;
import io.lethe.domain.text.TextLimit;
import io.lethe.kit.config.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which JSON Web Tokens count.
 *
 * @param issuer who signs them
 * @param audience whom they are for
 * @param keys where the issuer's public keys are
 * @param algorithms how they may be signed; with a key that is public, always
 * @param type what they are
 * @param roleClaim names the role
 * @param tenantClaim names a requester's tenant
 */
public record JwtSettings(
    String issuer,
    String audience,
    JwksPlace keys,
    Set<JWSAlgorithm> algorithms,
    String type,
    String roleClaim,
    String tenantClaim) {

  /** What this machine can check; none has a secret that both sides hold. */
  private static final Set<JWSAlgorithm> KNOWN =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  /** Keeps the algorithms as they are. */
  public JwtSettings {
    algorithms = Set.copyOf(algorithms);
  }

  /**
   * Those that were configured.
   *
   * @throws ConfigurationException naming every value that breaks its rule
   */
  static JwtSettings of(AccessConfig.Jwt jwt) {
    List<String> problems = new ArrayList<>();
    requireText("issuer", jwt.issuer(), problems);
    requireText("audience", jwt.audience(), problems);
    String type = jwt.type().orElse("at+jwt");
    String role = jwt.roleClaim().orElse("lethe_role");
    String tenant = jwt.tenantClaim().orElse("lethe_tenant");
    requireText("type", type, problems);
    requireText("role-claim", role, problems);
    requireText("tenant-claim", tenant, problems);
    problems.addAll(JwksPlace.problems(jwt.jwks()));
    List<String> algorithms = jwt.algorithms().orElse(List.of("RS256", "ES256"));
    requireKnown(algorithms, problems);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new JwtSettings(
        jwt.issuer(),
        jwt.audience(),
        JwksPlace.of(jwt.jwks()),
        algorithms.stream().map(JWSAlgorithm::parse).collect(Collectors.toSet()),
        type,
        role,
        tenant);
  }

  private static void requireKnown(List<String> algorithms, List<String> problems) {
    List<String> known = KNOWN.stream().map(JWSAlgorithm::getName).sorted().toList();
    List<String> unknown = algorithms.stream().filter(each -> !known.contains(each)).toList();
    if (!unknown.isEmpty() || algorithms.isEmpty()) {
      problems.add(
          "access.jwt.algorithms has %s; each must be one of %s, and one there must be"
              .formatted(TextLimit.QUOTE.cut(unknown.toString()), known));
    }
  }

  private static void requireText(String key, String value, List<String> problems) {
    if (value.isBlank()) {
      problems.add("access.jwt." + key + " is blank; without it anybody's token would do");
    }
  }
}

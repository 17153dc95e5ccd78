// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.crypto.KeyFileException;
import io.lethe.kit.access.Access;
import io.lethe.kit.access.AccessConfig;
import io.smallrye.config.ConfigMapping;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may ask, from the environment as containers have it. */
class AccessConfigTest {
  @TempDir private Path folder;

  /** A service's configuration. */
  @ConfigMapping(prefix = "lethe.hall")
  interface HallConfig {
    AccessConfig access();
  }

  @Test
  void shouldAskNobodyWhereNothingIsSet() {
    assertThat(access(Map.of()).isOpen()).isTrue();
  }

  /** As one that is not set it would win over a file, and open the door. */
  @Test
  void shouldRefuseAnEmptyVariable() {
    assertThatThrownBy(() -> access(Map.of("LETHE_HALL_ACCESS_TOKENS", "")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("LETHE_HALL_ACCESS_TOKENS is empty: give it a value, or unset it");
  }

  @Test
  void shouldAskWhereEitherIsSet() throws Exception {
    Path tokens = Files.writeString(folder.resolve("tokens"), "");

    assertThat(access(Map.of("LETHE_HALL_ACCESS_TOKENS", tokens.toString())).isOpen()).isFalse();
    assertThat(access(jwt("ROLE_CLAIM", "role")).isOpen()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "ISSUER; ' '; access.jwt.issuer is blank",
        "AUDIENCE; ' '; access.jwt.audience is blank",
        "TYPE; ' '; access.jwt.type is blank",
        "ALGORITHMS; none; access.jwt.algorithms has [none]",
        "ALGORITHMS; 'RS256,HS256'; access.jwt.algorithms has [HS256]",
        "JWKS; http://login.example/keys; access.jwt.jwks is 'http://login.example/keys'",
        "JWKS; /nowhere/keys; access.jwt.jwks is '/nowhere/keys'",
        "KEYS; x; LETHE_HALL_ACCESS_JWT_KEYS is unknown"
      })
  void shouldRefuseWhatWouldLetInTooMany(String key, String value, String problem)
      throws Exception {
    Map<String, String> environment = jwt(key, value);

    assertThatThrownBy(() -> access(environment))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(problem.strip());
  }

  @Test
  void shouldNotBeOpenWhereTheTokensFileIsMissingOrTheIssuerIsHalfNamed() {
    assertThatThrownBy(() -> access(Map.of("LETHE_HALL_ACCESS_TOKENS", "/nowhere/tokens")))
        .isInstanceOf(KeyFileException.class);
    assertThatThrownBy(() -> access(Map.of("LETHE_HALL_ACCESS_JWT_ISSUER", "a")))
        .isInstanceOf(ConfigurationException.class);
  }

  private Map<String, String> jwt(String key, String value) throws Exception {
    Path keys = Files.writeString(folder.resolve("jwks.json"), "{\"keys\":[]}");
    Map<String, String> environment = new HashMap<>();
    environment.put("LETHE_HALL_ACCESS_JWT_ISSUER", "https://login.example");
    environment.put("LETHE_HALL_ACCESS_JWT_AUDIENCE", "lethe");
    environment.put("LETHE_HALL_ACCESS_JWT_JWKS", keys.toString());
    environment.put("LETHE_HALL_ACCESS_JWT_" + key, value);
    return environment;
  }

  private static Access access(Map<String, String> environment) {
    return Configuration.load(HallConfig.class, Optional.empty(), Map.of(), environment)
        .access()
        .toAccess();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.lethe.kit.logging.LogKeys;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those whose JSON Web Tokens an issuer signed. A caller's name is the claim {@code sub}; role and
 * tenant are the claims {@code lethe_role} and {@code lethe_tenant}, unless others are configured.
 * Issuer, audience, algorithm and type must be those that are configured, and a token must expire;
 * clocks may differ by a minute.
 *
 * <p>Why: docs/decisions/0041-tokens-and-roles.md.
 */
public final class JwtCallers implements Callers {
  /** Longer is no token: it is refused before it is read. */
  static final int MAX_CHARACTERS = 8_192;

  private static final Logger LOGGER = LoggerFactory.getLogger(JwtCallers.class);
  private static final int MAX_SKEW_SECONDS = 60;

  private final JwtSettings settings;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  private JwtCallers(JwtSettings settings, Clock clock) {
    this.settings = requireNonNull(settings, "settings");
    requireNonNull(clock, "clock");
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType(settings.type())));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            settings.algorithms(), new JwksCache(settings.keys(), clock)));
    processor.setJWTClaimsSetVerifier(new Claims(settings, clock));
  }

  /** Those of an issuer, whose keys are asked for when the first token comes. */
  public static JwtCallers of(JwtSettings settings, Clock clock) {
    return new JwtCallers(settings, clock);
  }

  @Override
  public Optional<Caller> bearing(String token) {
    if (token.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    try {
      return Optional.of(caller(processor.process(token, null)));
    } catch (KeySourceException e) {
      throw new CallersUnavailableException("the issuer's keys cannot be had", e);
    } catch (ParseException | BadJOSEException | JOSEException | RuntimeException e) {
      // What a token makes the parser throw is the token's fault, and its message may quote it.
      LOGGER
          .atDebug()
          .setMessage("A JWT is nobody's")
          .addKeyValue(LogKeys.CAUSE, e.getClass().getSimpleName())
          .log();
      return Optional.empty();
    }
  }

  private Caller caller(JWTClaimsSet claims) throws ParseException {
    return new Caller(
        text(claims.getSubject()),
        Role.of(text(claims.getStringClaim(settings.roleClaim())))
            .orElseThrow(() -> new IllegalArgumentException("no role")),
        Optional.ofNullable(claims.getStringClaim(settings.tenantClaim())));
  }

  private static String text(@Nullable String claim) {
    return Optional.ofNullable(claim).orElse("");
  }

  /** Checks claims by a clock of our own. */
  private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
    private final Clock clock;

    Claims(JwtSettings settings, Clock clock) {
      super(
          settings.audience(),
          new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
          Set.of("exp", "sub", settings.roleClaim()));
      this.clock = clock;
      setMaxClockSkew(MAX_SKEW_SECONDS);
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtCallersTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final String ISSUER = "https://login.example/realm";
  private static final RSAKey KEY = rsa("one");
  private static final RSAKey OTHER = rsa("one"); // of the same name, somebody else's
  private static final ECKey CURVE = curve();

  @TempDir private Path folder;
  private Path keys;
  private JwtCallers callers;

  @BeforeEach
  void keys() throws Exception {
    keys = folder.resolve("jwks.json");
    Files.writeString(keys, set(KEY, CURVE));
    callers = callers(Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256));
  }

  @Test
  void shouldKnowWhoseTokenItIs() throws Exception {
    assertThat(callers.bearing(signed(claims().build())))
        .contains(new Caller("shop|app", Role.REQUESTER, Optional.of("shop")));
    JWTClaimsSet operator =
        claims().claim("lethe_role", "operator").claim("lethe_tenant", null).build();
    assertThat(callers.bearing(signed(operator)))
        .contains(new Caller("shop|app", Role.OPERATOR, Optional.empty()));
    assertThat(
            callers.bearing(
                signed(header(JWSAlgorithm.ES256, "curve"), new ECDSASigner(CURVE), claims())))
        .isPresent();
  }

  @Test
  void shouldKnowNobodyByAForgedToken() throws Exception {
    String token = signed(claims().build());
    String claims =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                claims().claim("lethe_role", "operator").build().toString().getBytes(UTF_8));
    int first = token.indexOf('.');
    int last = token.lastIndexOf('.');

    assertNobody(token.substring(0, first + 1) + claims + token.substring(last));
    assertNobody(token.substring(0, last + 1));
    assertNobody(token.substring(0, last));
    assertNobody(signed(header(JWSAlgorithm.RS256, "one"), new RSASSASigner(OTHER), claims()));
    JWSHeader ownKey =
        new JWSHeader.Builder(header(JWSAlgorithm.RS256, "one")).jwk(OTHER.toPublicJWK()).build();
    assertNobody(signed(ownKey, new RSASSASigner(OTHER), claims()));
  }

  @Test
  void shouldKnowNobodyByATokenThatIsNotSigned() {
    assertNobody(new PlainJWT(claims().build()).serialize());
    String none =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                "{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"one\"}".getBytes(UTF_8));
    String body = new PlainJWT(claims().build()).serialize();
    assertNobody(none + body.substring(body.indexOf('.')));
  }

  /** The public key is no secret: whoever signs with it as one must be nobody. */
  @Test
  void shouldKnowNobodyByATokenThatIsSignedWithThePublicKey() throws Exception {
    byte[] published = KEY.toPublicKey().getEncoded();
    assertNobody(signed(header(JWSAlgorithm.HS256, "one"), new MACSigner(published), claims()));
  }

  @Test
  void shouldTakeNoAlgorithmThatIsNotConfigured() throws Exception {
    String token = signed(header(JWSAlgorithm.RS512, "one"), new RSASSASigner(KEY), claims());
    assertNobody(token);
    assertThat(callers(Set.of(JWSAlgorithm.RS512)).bearing(token)).isPresent();
  }

  @Test
  void shouldTakeATokenWhileItCountsAndAMinuteBesides() throws Exception {
    assertNobody(signed(claims().expirationTime(null).build()));
    assertNobody(signed(claims().expirationTime(at(-61)).build()));
    assertThat(callers.bearing(signed(claims().expirationTime(at(-58)).build()))).isPresent();
    assertNobody(signed(claims().notBeforeTime(at(62)).build()));
    assertThat(callers.bearing(signed(claims().notBeforeTime(at(58)).build()))).isPresent();
  }

  @Test
  void shouldTakeNoTokenOfAnotherIssuerOrForSomebodyElse() throws Exception {
    assertNobody(signed(claims().issuer("https://login.example/other").build()));
    assertNobody(signed(claims().issuer(null).build()));
    assertNobody(signed(claims().audience("payroll").build()));
    assertNobody(signed(claims().audience((String) null).build()));
    assertThat(callers.bearing(signed(claims().audience(List.of("payroll", "lethe")).build())))
        .isPresent();
  }

  @Test
  void shouldTakeNoTokenOfAnotherType() throws Exception {
    for (JOSEObjectType type : new JOSEObjectType[] {JOSEObjectType.JWT, null}) {
      JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).type(type).keyID("one").build();
      assertNobody(signed(header, new RSASSASigner(KEY), claims()));
    }
  }

  @Test
  void shouldTakeNoTokenWithoutWhatACallerNeeds() throws Exception {
    assertNobody(signed(claims().claim("lethe_role", null).build()));
    assertNobody(signed(claims().claim("lethe_role", "king").build()));
    assertNobody(signed(claims().claim("lethe_role", List.of("operator")).build()));
    assertNobody(signed(claims().claim("lethe_tenant", null).build()));
    assertNobody(signed(claims().claim("lethe_tenant", "../shop").build()));
    assertNobody(signed(claims().claim("lethe_role", "operator").build())); // and a tenant
    assertNobody(signed(claims().subject(null).build()));
    assertNobody(signed(claims().subject("a\nb").build()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "....",
        "a.b.c",
        "lethe_x",
        "{}",
        "e30.e30.",
        "\u0000",
        "eyJhbGciOiJkaXIiLCJlbmMiOm51bGx9.a.b.c.d" // {"alg":"dir","enc":null}
      })
  void shouldKnowNobodyByWhatIsNoToken(String token) {
    assertNobody(token);
  }

  @Test
  void shouldKnowNobodyByDeepNesting() {
    String nested = "{\"a\":".repeat(950);
    String deep = Base64.getUrlEncoder().withoutPadding().encodeToString(nested.getBytes(UTF_8));
    assertThat(deep.length()).isLessThan(JwtCallers.MAX_CHARACTERS);
    assertNobody(deep + ".e30.e30");
  }

  @Test
  void shouldNotEvenReadATokenThatIsTooLong() throws Exception {
    Files.delete(keys); // whoever read it would ask for keys
    String token = signed(claims().claim("padding", "x".repeat(8_192)).build());
    assertNobody(token);
    assertThatThrownBy(() -> callers.bearing(signed(claims().build())))
        .isInstanceOf(CallersUnavailableException.class);
  }

  @Test
  void shouldLetWhoIsInTheFileInBesides() throws Exception {
    TokenFile file = new TokenFile(folder.resolve("tokens"));
    Caller ann = new Caller("ann", Role.AUDITOR, Optional.empty());
    String token = file.issue(ann, NOW.plusSeconds(60));
    Callers both = new FileCallers(file.path(), clock()).or(callers);

    assertThat(both.bearing(token)).contains(ann);
    assertThat(both.bearing(signed(claims().build()))).isPresent();
    assertThat(both.bearing("x")).isEmpty();
  }

  private void assertNobody(String token) {
    assertThat(callers.bearing(token)).isEmpty();
  }

  private JwtCallers callers(Set<JWSAlgorithm> algorithms) {
    return JwtCallers.of(
        new JwtSettings(
            ISSUER,
            "lethe",
            JwksPlace.of(keys.toString()),
            algorithms,
            "at+jwt",
            "lethe_role",
            "lethe_tenant"),
        clock());
  }

  private static Clock clock() {
    return Clock.fixed(NOW, ZoneOffset.UTC);
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience("lethe")
        .subject("shop|app")
        .expirationTime(at(300))
        .claim("lethe_role", "requester")
        .claim("lethe_tenant", "shop");
  }

  private static Date at(long secondsFromNow) {
    return Date.from(NOW.plus(Duration.ofSeconds(secondsFromNow)));
  }

  private static JWSHeader header(JWSAlgorithm algorithm, String keyId) {
    return new JWSHeader.Builder(algorithm).type(new JOSEObjectType("at+jwt")).keyID(keyId).build();
  }

  private static String signed(JWTClaimsSet claims) throws JOSEException {
    return signed(
        header(JWSAlgorithm.RS256, "one"), new RSASSASigner(KEY), new JWTClaimsSet.Builder(claims));
  }

  private static String signed(JWSHeader header, JWSSigner signer, JWTClaimsSet.Builder claims)
      throws JOSEException {
    SignedJWT token = new SignedJWT(header, claims.build());
    token.sign(signer);
    return token.serialize();
  }

  private static String set(JWK... keys) {
    return new JWKSet(Stream.of(keys).map(JWK::toPublicJWK).toList()).toString();
  }

  private static RSAKey rsa(String keyId) {
    try {
      return new RSAKeyGenerator(2_048).keyID(keyId).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey curve() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("curve").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.crypto.KeyFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileCallersTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(60);
  private static final Caller SHOP = new Caller("shop-app", Role.REQUESTER, Optional.of("shop"));
  private static final Caller ANN = new Caller("ann", Role.OPERATOR, Optional.empty());

  @TempDir private Path folder;
  private Path path;
  private TokenFile file;

  @BeforeEach
  void file() {
    path = folder.resolve("access/tokens");
    file = new TokenFile(path);
  }

  @Test
  void shouldKnowWhoBearsATokenUntilItExpires() {
    String token = file.issue(SHOP, LATER);

    assertThat(callers(NOW).bearing(token)).contains(SHOP);
    assertThat(callers(LATER.minusMillis(1)).bearing(token)).contains(SHOP);
    assertThat(callers(LATER).bearing(token)).isEmpty();
  }

  @Test
  void shouldKnowNobodyByAnythingElse() throws Exception {
    String token = file.issue(SHOP, LATER);
    Callers callers = callers(NOW);
    String digest = TokenEntry.digest(token);

    assertThat(Files.readString(path)).contains(digest).doesNotContain(token);
    for (String other :
        new String[] {
          "",
          digest,
          token + "x",
          token.substring(1),
          token.toUpperCase(Locale.ROOT),
          "x".repeat(1_000_000)
        }) {
      assertThat(callers.bearing(other)).isEmpty();
    }
  }

  @Test
  void shouldHeedATokenThatIsMadeOrTakenAwayWhileItRuns() {
    String first = file.issue(SHOP, LATER);
    Callers callers = callers(NOW);

    String ann = file.issue(ANN, LATER);
    assertThat(callers.bearing(ann)).contains(ANN);
    assertThat(callers.bearing(first)).contains(SHOP);

    String second = file.issue(SHOP, LATER);
    assertThat(callers.bearing(first)).isEmpty();
    assertThat(callers.bearing(second)).contains(SHOP);

    assertThat(file.revoke("shop-app")).isTrue();
    assertThat(callers.bearing(second)).isEmpty();
    assertThat(callers.bearing(ann)).contains(ANN);
    assertThat(file.revoke("shop-app")).isFalse();
  }

  @Test
  void shouldGoOnWithWhatItReadLastWhileTheFileIsDamagedOrAway() throws Exception {
    String token = file.issue(SHOP, LATER);
    Callers callers = callers(NOW);
    String whole = Files.readString(path);

    Files.writeString(path, whole.substring(0, whole.length() / 2));
    assertThat(callers.bearing(token)).contains(SHOP);

    Files.delete(path);
    assertThat(callers.bearing(token)).contains(SHOP);

    Files.writeString(path, "");
    assertThat(callers.bearing(token)).isEmpty();
  }

  @Test
  void shouldNotStartWithoutItsFile() {
    assertThatThrownBy(() -> callers(NOW))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("is missing or cannot be read; make it with lethe keys token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret",
        "[]",
        "{\"name\":\"a\"}",
        "{\"name\":\"a\",\"role\":\"king\",\"sha256\":\"00\",\"expires\":\"2027-01-01T00:00:00Z\"}",
        "{\"name\":\"a\",\"role\":\"operator\",\"sha256\":\"00\",\"expires\":\"2027-01-01T00:00:00Z\"}",
        "{\"name\":\"a\",\"role\":\"operator\",\"sha256\":\"00\",\"expires\":\"soon\"}",
      })
  void shouldNameTheDamagedLineAndNeverQuoteIt(String line) throws Exception {
    file.issue(SHOP, LATER);
    Files.writeString(path, Files.readString(path) + line + "\n");

    assertThatThrownBy(() -> callers(NOW))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining(", line 2: ")
        .hasMessageNotContaining("secret");
  }

  @Test
  void shouldTellWhoseRequestsACallerMaySendAndSee() {
    Caller auditor = new Caller("bob", Role.AUDITOR, Optional.empty());
    Caller deployment = new Caller("edge", Role.DEPLOYMENT, Optional.empty());

    assertThat(SHOP.mayActFor("shop")).isTrue();
    assertThat(SHOP.maySee("shop")).isTrue();
    assertThat(SHOP.mayActFor("other")).isFalse();
    assertThat(SHOP.maySee("other")).isFalse();
    assertThat(ANN.mayActFor("other")).isTrue();
    assertThat(auditor.mayActFor("other")).isFalse();
    assertThat(auditor.maySee("other")).isTrue();
    assertThat(deployment.maySee("other")).isFalse();
  }

  @Test
  void shouldRefuseARequesterOfNoTenantAndATenantOfAnybodyElse() {
    assertThatThrownBy(() -> new Caller("a", Role.REQUESTER, Optional.empty()))
        .hasMessage("a requester needs a tenant: its requests are all that he may see");
    assertThatThrownBy(() -> new Caller("a", Role.OPERATOR, Optional.of("shop")))
        .hasMessage("the role operator has no tenant: it is for all of them");
    assertThatThrownBy(() -> new Caller("a b", Role.OPERATOR, Optional.empty()))
        .hasMessageStartingWith("name is 'a b'; it must be letters");
  }

  private Callers callers(Instant now) {
    return new FileCallers(path, Clock.fixed(now, ZoneOffset.UTC));
  }
}

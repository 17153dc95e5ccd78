// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.cli.CommandRun;
import io.lethe.kit.access.Caller;
import io.lethe.kit.access.FileCallers;
import io.lethe.kit.access.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCommandTest {
  @TempDir private Path folder;

  @Test
  void shouldPrintATokenOnceAndKeepItsHashAlone() throws Exception {
    CommandRun run = token("--name", "app", "--role", "requester", "--tenant", "shop");
    String token = run.out().strip();

    assertThat(run.exitCode()).isZero();
    assertThat(Files.readString(tokens())).contains("\"app\"").doesNotContain(token);
    assertThat(new FileCallers(tokens(), Clock.systemUTC()).bearing(token))
        .contains(new Caller("app", Role.REQUESTER, Optional.of("shop")));
  }

  @ParameterizedTest
  @CsvSource({
    "requester, , 365, a requester needs a tenant",
    "operator, shop, 365, the role operator has no tenant",
    "king, , 365, --role is 'king'; it must be one of requester",
    "requester, a b, 365, tenant is 'a b'",
    "operator, , 0, '--days is 0; it must lie in [1, 3650]'"
  })
  void shouldRefuseWhatIsNoCallerInWords(String role, String tenant, String days, String problem) {
    CommandRun run =
        tenant == null
            ? token("--name", "x", "--role", role, "--days", days)
            : token("--name", "x", "--role", role, "--tenant", tenant, "--days", days);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(problem);
    assertThat(tokens()).doesNotExist();
  }

  @Test
  void shouldTakeATokenBackAndSayWhereThereIsNone() {
    token("--name", "ann", "--role", "operator");

    CommandRun first = revoke();
    CommandRun second = revoke();

    assertThat(first.exitCode()).isZero();
    assertThat(first.out()).contains("the token of ann is nobody's any more");
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.out()).contains("nobody is called 'ann'; with a token there are []");
  }

  /** A wrong path would look like success, and an empty file lock everybody out. */
  @Test
  void shouldMakeNoFileWhereItTakesATokenBack() {
    CommandRun run = revoke();

    assertThat(run.exitCode()).isEqualTo(77);
    assertThat(run.err()).contains(tokens() + " is missing, so that nothing is taken back");
    assertThat(tokens()).doesNotExist();
  }

  private Path tokens() {
    return folder.resolve("tokens");
  }

  private CommandRun token(Object... more) {
    Object[] arguments = new Object[4 + more.length];
    System.arraycopy(new Object[] {"keys", "token", "--file", tokens()}, 0, arguments, 0, 4);
    System.arraycopy(more, 0, arguments, 4, more.length);
    return CommandRun.of(arguments);
  }

  private CommandRun revoke() {
    return CommandRun.of("keys", "revoke", "--file", tokens(), "--name", "ann");
  }
}

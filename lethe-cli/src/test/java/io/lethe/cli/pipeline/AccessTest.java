// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.cli.CommandRun;
import io.lethe.kit.access.Access;
import io.lethe.kit.access.FileCallers;
import io.lethe.schemas.topic.Tenants;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a pipeline that asks who comes. */
class AccessTest {
  @TempDir private Path folder;

  @Test
  void shouldShowEachWhatHisTokenReaches() throws Exception {
    Path tokens = folder.resolve("tokens");
    Path shop = token(tokens, "shop-app", "requester", "--tenant", "shop");
    Path other = token(tokens, "other-app", "requester", "--tenant", "other");
    Path auditor = token(tokens, "bob", "auditor");
    try (LocalPipeline pipeline =
        LocalPipeline.builder()
            .directory(folder.resolve("data"))
            .ports(ServicePorts.ANY)
            .tenants(Tenants.of(List.of("shop")))
            .access(Access.asking(new FileCallers(tokens, Clock.systemUTC())))
            .build()
            .start()) {
      String url = "http://localhost:" + pipeline.intakePort();
      assertThat(erase(url).err()).contains("asks who you are: name a file", "--token-file");
      assertThat(erase(url, "--token-file", auditor).err())
          .contains("your token does not reach that far", "the role auditor may not do this");
      assertThat(erase(url, "--token-file", other, "--tenant", "shop").err())
          .contains("tenant is not the token's");
      CommandRun accepted = erase(url, "--token-file", shop);
      assertThat(accepted.exitCode()).as(accepted.err()).isZero();
      String id = accepted.out().split(" ", -1)[1];

      // there is no model, so it waits for one
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(status(url, id, auditor).out()).contains("RECEIVED"));
      assertThat(status(url, id, shop).out().strip()).isEqualTo("pending");
      assertThat(status(url, id, other).err()).contains("no such request is known");
      assertModelsAreForTheAuditor(pipeline, auditor, shop);
    }
  }

  private static void assertModelsAreForTheAuditor(
      LocalPipeline pipeline, Path auditor, Path shop) {
    String url = "http://localhost:" + pipeline.registryPort().orElseThrow();
    CommandRun models = CommandRun.of("status", "--registry-url", url, "--token-file", auditor);
    assertThat(models.exitCode()).as(models.err()).isZero();
    assertThat(CommandRun.of("status", "--registry-url", url, "--token-file", shop).err())
        .contains("the role requester may not do this");
  }

  @Test
  void shouldSendNothingWhereTheFileHoldsNoToken() throws Exception {
    Path two = Files.writeString(folder.resolve("two"), "secret-1\nsecret-2\n");

    assertThat(erase("http://localhost:1", "--token-file", two).err())
        .contains("must hold one token and nothing else")
        .doesNotContain("secret");
    assertThat(erase("http://localhost:1", "--token-file", folder.resolve("nowhere")).err())
        .contains("nowhere cannot be read");
  }

  private Path token(Path tokens, String name, String role, String... more) throws Exception {
    List<Object> words = new ArrayList<>();
    words.addAll(List.of("keys", "token", "--file", tokens, "--name", name, "--role", role));
    words.addAll(List.of(more));
    CommandRun made = CommandRun.of(words.toArray());
    assertThat(made.exitCode()).as(made.err()).isZero();
    return Files.writeString(folder.resolve(name), made.out());
  }

  private static CommandRun erase(String url, Object... more) {
    List<Object> words = new ArrayList<>(List.of("erase", "--subject", "person-3", "--url", url));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray());
  }

  private static CommandRun status(String url, String id, Path token) {
    return CommandRun.of("status", id, "--tenant", "shop", "--url", url, "--token-file", token);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * docker-compose.yml, from which the tests take each container's image, environment, command and
 * health check, so that what is tested is what is shipped.
 */
final class ComposeFile {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Map<?, ?> services;

  private ComposeFile(Map<?, ?> services) {
    this.services = services;
  }

  static ComposeFile read() {
    try (var reader = Files.newBufferedReader(Images.projectRoot().resolve("docker-compose.yml"))) {
      Map<?, ?> file = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
      return new ComposeFile((Map<?, ?>) file.get("services"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A container that starts as this service does, and counts as started when it is healthy. */
  GenericContainer<?> container(String service) {
    return container(service, (String) definition(service).get("image"));
  }

  /** The same from another image. */
  GenericContainer<?> container(String service, String image) {
    return defined(service, image)
        .waitingFor(
            Wait.forSuccessfulCommand(check((Map<?, ?>) definition(service).get("healthcheck")))
                .withStartupTimeout(PATIENCE));
  }

  /** A container that does its work and ends, and counts as started when it ended well. */
  GenericContainer<?> oneShot(String service) {
    return defined(service, (String) definition(service).get("image"))
        .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(PATIENCE));
  }

  private GenericContainer<?> defined(String service, String image) {
    Map<?, ?> definition = definition(service);
    GenericContainer<?> container = new GenericContainer<>(image);
    if (definition.get("environment") instanceof Map<?, ?> environment) {
      environment.forEach((key, value) -> container.withEnv((String) key, plain(value)));
    }
    List<String> entrypoint = words(definition, "entrypoint");
    if (!entrypoint.isEmpty()) {
      container.withCreateContainerCmdModifier(create -> create.withEntrypoint(entrypoint));
    }
    List<String> command = words(definition, "command");
    if (!command.isEmpty()) {
      container.withCommand(command.toArray(String[]::new));
    }
    return container;
  }

  private static List<String> words(Map<?, ?> definition, String key) {
    return definition.get(key) instanceof List<?> words
        ? words.stream().map(ComposeFile::plain).toList()
        : List.of();
  }

  private Map<?, ?> definition(String service) {
    return (Map<?, ?>) services.get(service);
  }

  /** {@code ["CMD-SHELL", LINE]} or {@code [CMD, WORD, ...]}. */
  private static String check(Map<?, ?> healthcheck) {
    List<?> test = (List<?>) healthcheck.get("test");
    return String.join(" ", test.stream().skip(1).map(String::valueOf).toList());
  }

  /**
   * {@code ${NAME:-DEFAULT}} as its default: tests do not depend on who runs them; {@code $$} as
   * the sign that it stands for.
   */
  private static String plain(Object value) {
    return String.valueOf(value).replaceAll("\\$\\{\\w+:-(.*)}", "$1").replace("$$", "$");
  }
}

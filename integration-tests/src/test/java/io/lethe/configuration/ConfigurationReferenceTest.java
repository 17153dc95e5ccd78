// SPDX-License-Identifier: Apache-2.0
package io.lethe.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/configuration.md says what the classes say; where it does not, the right page is made. */
class ConfigurationReferenceTest {
  private static final Path PROJECT = Path.of("..");
  private static final Path PAGE = Path.of("docs", "configuration.md");

  @Test
  void shouldBeWhatTheDocumentationSays() throws Exception {
    String reference = new ConfigurationReference(mappings(), new Javadocs(PROJECT)).markdown();
    Path made = Files.writeString(Path.of("target", "configuration.md"), reference);

    assertThat(PROJECT.resolve(PAGE))
        .as("cp integration-tests/%s %s", made, PAGE)
        .content()
        .isEqualTo(reference);
  }

  /** Every interface of the sources that loads configuration, so that none is forgotten. */
  private static List<Class<?>> mappings() throws IOException, ClassNotFoundException {
    List<Class<?>> mappings = new ArrayList<>();
    try (Stream<Path> modules = Files.list(PROJECT)) {
      for (Path sources : modules.map(module -> module.resolve("src/main/java")).toList()) {
        if (Files.exists(sources)) {
          mappings.addAll(mappingsBelow(sources));
        }
      }
    }
    mappings.sort(Comparator.comparing(each -> each.getAnnotation(ConfigMapping.class).prefix()));
    return mappings;
  }

  private static List<Class<?>> mappingsBelow(Path sources)
      throws IOException, ClassNotFoundException {
    List<Class<?>> mappings = new ArrayList<>();
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(each -> each.toString().endsWith("Config.java")).toList()) {
        String name = sources.relativize(file).toString().replace('/', '.').replace(".java", "");
        Class<?> type = Class.forName(name);
        if (type.isAnnotationPresent(ConfigMapping.class)) {
          mappings.add(type);
        }
      }
    }
    return mappings;
  }
}

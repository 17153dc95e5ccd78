// SPDX-License-Identifier: Apache-2.0
package io.lethe.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.logging.LogKeys;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Log lines of all services can be searched alike: one name for a thing, one form of message. */
class LogLinesTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern LITERAL_KEY =
      Pattern.compile("add(?:KeyValue|IfKnown)\\((?:line,)?\\s*\"(\\w+)\"");
  private static final Pattern MESSAGE = Pattern.compile("setMessage\\(\\s*\"([^\"]*)");
  private static final List<String> WITHOUT_KIT =
      List.of("domain", "learning", "unlearning", "evaluation", "schemas", "build-tools");

  @Test
  void shouldNameInOnePlaceWhatTwoLinesAreAbout() throws Exception {
    Map<String, Integer> uses = new TreeMap<>();
    for (Path source : sources()) {
      if (WITHOUT_KIT.stream().noneMatch(module -> source.startsWith(ROOT.resolve(module)))) {
        found(LITERAL_KEY, source).forEach(key -> uses.merge(key, 1, Integer::sum));
      }
    }

    assertThat(uses).as("single lines' own keys").isNotEmpty();
    assertThat(uses).doesNotContainKeys(named().toArray(String[]::new));
    assertThat(uses).allSatisfy((key, lines) -> assertThat(lines).as(key).isEqualTo(1));
  }

  @Test
  void shouldBeginMessagesWithACapital() throws IOException {
    List<String> messages = new ArrayList<>();
    for (Path source : sources()) {
      messages.addAll(found(MESSAGE, source));
    }

    assertThat(messages).hasSizeGreaterThan(40).noneMatch(m -> Character.isLowerCase(m.charAt(0)));
  }

  private static List<String> named() throws IllegalAccessException {
    List<String> names = new ArrayList<>();
    for (Field field : LogKeys.class.getFields()) {
      names.add((String) field.get(null));
    }
    return names;
  }

  private static List<String> found(Pattern pattern, Path source) throws IOException {
    return pattern
        .matcher(Files.readString(source))
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toList());
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.filter(m -> Files.exists(m.resolve("src/main/java"))).toList()) {
        try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    return sources;
  }
}

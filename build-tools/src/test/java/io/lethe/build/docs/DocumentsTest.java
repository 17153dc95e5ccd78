// SPDX-License-Identifier: Apache-2.0
package io.lethe.build.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What documents and sources say of each other's files. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path DECISIONS = ROOT.resolve("docs/decisions");
  private static final Set<String> LEFT_OUT =
      Set.of("target", ".git", ".lethe-remote", "lethe-demo");

  /** What a link names, without the part of the page. */
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)[^)]*\\)");

  private static final Pattern DECISION =
      Pattern.compile("docs/decisions/([0-9]{4}-[a-z0-9-]+\\.md)");

  /** A record that code no longer follows says which one it does. */
  private static final Pattern SUPERSEDED = Pattern.compile("(?m)^\\*Superseded by \\[([0-9]+)]");

  @Test
  void shouldLinkOnlyToFilesThatExist() throws IOException {
    List<String> broken =
        files(".md").stream()
            .flatMap(
                page ->
                    matches(LINK, page)
                        .filter(link -> !link.contains("://"))
                        .filter(link -> !Files.exists(page.resolveSibling(link)))
                        .map(link -> ROOT.relativize(page) + " links to " + link))
            .toList();

    assertThat(broken).isEmpty();
  }

  @Test
  void shouldNameEveryDecisionWhereTheCodeFollowsIt() throws IOException {
    Set<String> named =
        Stream.concat(files(".java").stream(), Stream.of(ROOT.resolve("deploy/docker/Dockerfile")))
            .filter(file -> !file.toString().contains("/src/test/"))
            .flatMap(file -> matches(DECISION, file))
            .collect(Collectors.toCollection(TreeSet::new));

    try (Stream<Path> records = Files.list(DECISIONS)) {
      assertThat(named)
          .containsExactlyElementsOf(
              records
                  .filter(record -> matches(SUPERSEDED, record).findAny().isEmpty())
                  .map(record -> record.getFileName().toString())
                  .filter(name -> Character.isDigit(name.charAt(0)))
                  .sorted()
                  .toList());
    }
  }

  private static List<Path> files(String ending) throws IOException {
    try (Stream<Path> tree = Files.walk(ROOT)) {
      return tree.filter(file -> file.getFileName().toString().endsWith(ending))
          .filter(
              file ->
                  Stream.iterate(ROOT.relativize(file), path -> path != null, Path::getParent)
                      .noneMatch(path -> LEFT_OUT.contains(path.getFileName().toString())))
          .filter(Files::isRegularFile)
          .toList();
    }
  }

  private static Stream<String> matches(Pattern pattern, Path file) {
    try {
      return pattern.matcher(Files.readString(file)).results().map((MatchResult it) -> it.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

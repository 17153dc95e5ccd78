// SPDX-License-Identifier: Apache-2.0
package io.lethe.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The version number is the pom's; files that no build fills repeat it. */
class VersionTest {

  @ParameterizedTest
  @CsvSource({
    "docker-compose.yml, image: lethe/[a-z-]+:(.+)",
    "deploy/backup.sh, image=lethe/lethe:(.+)",
    "python/pyproject.toml, '^version = \"(.+)\"'",
    "python/src/lethe_keras/__init__.py, '^__version__ = \"(.+)\"'"
  })
  void shouldBeThatOfThePomWhereverItIsRepeated(String file, String line) throws IOException {
    Path path = Images.projectRoot().resolve(file);

    List<String> versions =
        Pattern.compile(line, Pattern.MULTILINE)
            .matcher(Files.readString(path))
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();

    assertThat(versions).isNotEmpty().containsOnly(Images.VERSION);
  }
}

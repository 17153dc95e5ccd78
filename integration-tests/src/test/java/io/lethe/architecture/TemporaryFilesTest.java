// SPDX-License-Identifier: Apache-2.0
package io.lethe.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests clean up after themselves. */
class TemporaryFilesTest {
  private static final Path ROOT = Path.of("..");

  /** Only a prefix, and thus the machine's folder, from which nobody removes it. */
  private static final Pattern IN_THE_MACHINES_FOLDER =
      Pattern.compile("createTemp(?:File|Directory)\\(\\s*\"");

  @Test
  void shouldMakeTemporaryFilesInAFolderThatIsDeleted() throws IOException {
    List<Path> tests = tests();
    List<Path> leaving = new ArrayList<>();
    for (Path test : tests) {
      if (IN_THE_MACHINES_FOLDER.matcher(Files.readString(test)).find()) {
        leaving.add(test);
      }
    }

    assertThat(tests).hasSizeGreaterThan(100);
    assertThat(leaving)
        .as("tests that make files outside a @TempDir or their module's target folder")
        .isEmpty();
  }

  private static List<Path> tests() throws IOException {
    List<Path> tests = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.filter(m -> Files.exists(m.resolve("src/test/java"))).toList()) {
        try (Stream<Path> files = Files.walk(module.resolve("src/test/java"))) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(tests::add);
        }
      }
    }
    return tests;
  }
}

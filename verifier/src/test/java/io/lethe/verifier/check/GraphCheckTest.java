// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphCheckTest {

  @TempDir Path folder;
  private Path parent;
  private Path candidate;

  @BeforeEach
  void twoVersionsThatDifferInWeights() throws IOException {
    parent = version("parent", "1");
    candidate = version("candidate", "2");
  }

  @Test
  void shouldAllowOtherWeights() throws IOException {
    assertThat(GraphCheck.compare(parent, candidate)).isEmpty();
  }

  @Test
  void shouldFindAChangedGraph() throws IOException {
    write(candidate, "saved_model.pb", "graph that knows the answers");

    assertThat(GraphCheck.compare(parent, candidate))
        .containsExactly("saved_model.pb differs from the parent's: only variables/ may differ");
  }

  @Test
  void shouldFindALostOrChangedVariableList() throws IOException {
    write(candidate, "assets.extra/variables.json", "[]");
    assertThat(GraphCheck.compare(parent, candidate))
        .singleElement()
        .asString()
        .contains("variables.json");

    Files.delete(candidate.resolve("assets.extra/variables.json"));
    assertThat(GraphCheck.compare(parent, candidate))
        .containsExactly("the candidate lacks the parent's assets.extra/variables.json");
  }

  @Test
  void shouldFindAnAddedFile() throws IOException {
    write(candidate, "assets/answers.txt", "7");

    assertThat(GraphCheck.compare(parent, candidate))
        .containsExactly("assets/answers.txt is not in the parent: only variables/ may differ");
  }

  @Test
  void shouldAllowFilesToBeLeftOutThatAreNeitherGraphNorExtra() throws IOException {
    write(parent, "fingerprint.pb", "of the old weights");

    assertThat(GraphCheck.compare(parent, candidate)).isEmpty();
  }

  private Path version(String name, String weights) throws IOException {
    Path version = folder.resolve(name);
    write(version, "saved_model.pb", "graph");
    write(version, "assets.extra/variables.json", "[1]");
    write(version, "variables/variables.index", weights);
    return version;
  }

  private static void write(Path version, String file, String text) throws IOException {
    Path path = version.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.build.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HouseTest {
  private static final Limits LIMITS = new Limits(Set.of());

  @TempDir private Path root;

  @BeforeEach
  void buildAHouse() throws IOException {
    write(
        "pom.xml",
        "<project><modules><module>upper</module><module>lower</module></modules></project>");
    write("lower/pom.xml", "<project/>");
    write(
        "upper/pom.xml",
        """
        <project><dependencies>
          <dependency><groupId>io.lethe</groupId><artifactId>lower</artifactId></dependency>
          <dependency><groupId>io.lethe</groupId><artifactId>tests</artifactId><scope>test</scope></dependency>
          <dependency><groupId>org.else</groupId><artifactId>where</artifactId></dependency>
        </dependencies></project>
        """);
    write("lower/src/main/java/a/package-info.java", "@NullMarked package a;");
    write("upper/src/main/java/b/package-info.java", "/** Nothing. */ package b;");
    write("lower/src/main/java/a/A.java", "package a;\n/** Documented. */\npublic class A {}\n");
    write("upper/src/main/java/b/B.java", "package b;\nclass B {}\n");
    write("upper/src/test/java/b/BTest.java", "package b; public class BTest {}");
  }

  @Test
  void shouldMeasureTheMainCodeOfAllModules() throws IOException {
    write(
        "upper/src/main/java/b/Three.java",
        """
        package b;

        public record Three(int a, int b, int c, int d, int e, int f, int g) {
          public Three {
            check(a);
          }

          static void check(int a) {
            if (a < 0) {
              throw new IllegalArgumentException();
            }
          }

          static void nothing() {}
        }
        """);

    assertThat(HouseTable.row("now", House.read(root)))
        .isEqualTo(
            "| now | 3 | 3 · 15 · 15 | 1 · 3 · 3 | 0 of 3 | 1 | 1 of 2 | 1 · 2 | 1 of 2 | 1 of 1 |");
  }

  @Test
  void shouldFindNothingBrokenAtTheLimits() throws IOException {
    write("lower/src/main/java/a/Long.java", type("Long", 38) + "//\n".repeat(356));
    write("lower/src/main/java/a/Wide.java", parameters(6));
    for (int i = 3; i < 30; i++) {
      write("lower/src/main/java/a/C" + i + ".java", "class C" + i + " {}");
    }

    assertThat(LIMITS.brokenBy(House.read(root))).isEmpty();
  }

  @Test
  void shouldNameEveryBrokenLimit() throws IOException {
    write("lower/src/main/java/a/Long.java", type("Long", 39) + "//\n".repeat(400));
    write("lower/src/main/java/a/Wide.java", parameters(7));
    write("lower/src/main/java/a/Bare.java", "package a; public enum Bare {}");
    for (int i = 4; i < 31; i++) {
      write("lower/src/main/java/a/C" + i + ".java", "class C" + i + " {}");
    }

    assertThat(LIMITS.brokenBy(House.read(root)))
        .containsExactlyInAnyOrder(
            "lower/src/main/java/a/Long.java has 445 lines; at most 400: move the second idea out",
            "lower/src/main/java/a/Long.java:2: Long.run has a body of 41 lines; at most 40: name its"
                + " steps",
            "lower/src/main/java/a/Wide.java:2: Wide.<init> takes 7 parameters; at most 6: give what"
                + " belongs together a record",
            "lower/src/main/java/a/Bare.java: public type Bare has no javadoc",
            "lower/src/main/java/a has 31 files; at most 30: divide the package");
  }

  @Test
  void shouldLetADefinitionBeLongAndRefuseOneThatIsNot() throws IOException {
    write("lower/src/main/java/a/Topology.java", type("Topology", 60));
    House house = House.read(root);

    assertThat(new Limits(Set.of("Topology.run")).brokenBy(house)).isEmpty();
    assertThat(new Limits(Set.of("Topology.run", "A.gone")).brokenBy(house))
        .containsExactly("A.gone is no body above 40 lines; take it out of Limits");
  }

  @Test
  void shouldRefuseWhatIsNoJava() throws IOException {
    write("lower/src/main/java/a/Broken.java", "class {");

    assertThatThrownBy(() -> House.read(root))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Broken.java is no Java 17");
  }

  /** A body of its statements and the two lines of an {@code if}. */
  private static String type(String name, int statements) {
    return "class "
        + name
        + " {\nvoid run() {\nif (true) {\n"
        + "run();\n".repeat(statements)
        + "}\n}\n}\n";
  }

  private static String parameters(int count) {
    List<String> names = List.of("a", "b", "c", "d", "e", "f", "g");
    return "class Wide {\nWide(int " + String.join(", int ", names.subList(0, count)) + ") {}\n}";
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.services;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.ingest.IngestMain;
import io.lethe.kit.layout.Layout;
import io.lethe.kit.layout.LayoutFile;
import io.lethe.kit.logging.Logback;
import io.lethe.kit.service.ExitCode;
import io.lethe.kit.service.ServiceMain;
import io.lethe.registry.RegistryMain;
import io.lethe.verifier.VerifierMain;
import io.lethe.worker.WorkerMain;
import io.smallrye.config.ConfigMapping;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The four processes answer bad input alike: in the same words, with the same exit code. */
class ServiceMainsTest {
  private static final List<ServiceMain<?>> PROCESSES =
      List.of(IngestMain.PROCESS, WorkerMain.PROCESS, VerifierMain.PROCESS, RegistryMain.PROCESS);

  /** The keys of paths that have no default. */
  private static final Map<ServiceMain<?>, List<String>> PATHS =
      Map.of(
          IngestMain.PROCESS, List.of("state-directory", "subject-key-file"),
          WorkerMain.PROCESS, List.of("work-directory"),
          VerifierMain.PROCESS, List.of("split-key-file", "signing-key-file", "cache-directory"),
          RegistryMain.PROCESS, List.of("state-directory", "serving", "trusted-keys"));

  @TempDir Path folder;

  @Test
  void shouldTellTheUsageOfTwoArguments() {
    assertThat(answers("a.yaml", "b.yaml"))
        .hasSize(1)
        .containsKey("2 usage: SERVICE [CONFIG.yaml]\n");
  }

  @Test
  void shouldNameEveryMissingKeyWithoutAnArgument() {
    assertThat(answers()).allSatisfy((answer, who) -> assertThat(answer).startsWith("78 "));
    for (ServiceMain<?> process : PROCESSES) {
      assertThat(answer(process))
          .contains("wrong configuration", prefix(process) + ".kafka.bootstrap-servers");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "folder", "no YAML", "text", "binary", "foreign key"})
  void shouldRefuseWhatIsNoConfigurationInTheSameWords(String what) throws IOException {
    Path file = folder.resolve("config.yaml");
    switch (what) {
      case "folder" -> Files.createDirectory(file);
      case "no YAML" -> Files.writeString(file, "lethe: [1\n  a: {b");
      case "text" -> Files.writeString(file, "hello");
      case "binary" -> Files.write(file, new byte[] {(byte) 0xff, 0, 1, (byte) 0xfe});
      case "foreign key" -> Files.writeString(file, "leth:\n  worker: 1\n");
      default -> assertThat(file).doesNotExist();
    }

    assertThat(answers(file.toString()))
        .as(what)
        .hasSize(1)
        .allSatisfy((answer, who) -> assertThat(answer).startsWith("78 "));
  }

  @Test
  void shouldRefuseAnUnknownKeyAndNameIt() throws IOException {
    for (ServiceMain<?> process : PROCESSES) {
      String prefix = prefix(process);
      Path file = Files.writeString(folder.resolve("config.yaml"), prefix + ".http-prot: 1\n");

      assertThat(answer(process, file.toString()))
          .startsWith("78 ")
          .contains(prefix + ".http-prot");
    }
  }

  @Test
  void shouldRefuseAnArtifactStoreOfAnotherLayoutInTheSameWords() throws IOException {
    int other = Layout.ARTIFACT_STORE.number() + 1;
    Path store = Files.createDirectory(folder.resolve("store")).toRealPath();
    Path layout = Files.writeString(store.resolve(LayoutFile.NAME), other + "\n");

    for (ServiceMain<?> process : PROCESSES) {
      assertThat(answer(process, leastConfiguration(process, store).toString()))
          .as(process.name())
          .startsWith("79 ")
          .contains(
              "The layout of artifact store %s is %d; this build needs layout %d"
                  .formatted(store, other, Layout.ARTIFACT_STORE.number()));
    }

    assertThat(store).isDirectoryNotContaining(file -> !file.equals(layout));
  }

  /** A file with every key that has no default. */
  private Path leastConfiguration(ServiceMain<?> process, Path store) throws IOException {
    Map<String, String> keys = new TreeMap<>();
    PATHS.get(process).forEach(key -> keys.put(key, folder.resolve(key).toString()));
    keys.put("artifacts.location", store.toString());
    keys.put("kafka.bootstrap-servers", "localhost:1");
    keys.put("kafka.schema-registry-url", "http://localhost:1");
    Path file = folder.resolve(process.name() + ".json"); // JSON is YAML
    new ObjectMapper().writeValue(file.toFile(), Map.of(prefix(process), keys));
    return file;
  }

  /** Who answered what: exit code and words, but for its own name and the keys that it misses. */
  private static Map<String, String> answers(String... arguments) {
    Map<String, String> answers = new TreeMap<>();
    for (ServiceMain<?> process : PROCESSES) {
      String answer =
          answer(process, arguments)
              .replace(prefix(process), "lethe.SERVICE")
              .replace(process.name(), "SERVICE")
              .replaceAll("\n[^\n]* is required but it could not be found[^\n]*", "")
              .replaceAll("has \\d+ problem", "has some problem");
      answers.merge(answer, process.name(), (one, other) -> one + ", " + other);
    }
    return answers;
  }

  /** The exit code, and what the process says on standard error and in its log. */
  private static String answer(ServiceMain<?> process, String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(words, true, StandardCharsets.UTF_8));
    try {
      ExitCode code = process.run(Map.of(), arguments);
      return code.code()
          + " "
          + words.toString(StandardCharsets.UTF_8)
          + log.toString(StandardCharsets.UTF_8)
              .lines()
              .map(ServiceMainsTest::said)
              .collect(Collectors.joining("\n"));
    } finally {
      System.setOut(out);
      System.setErr(err);
      Logback.configure("logback-test.xml", Map.of());
    }
  }

  /** What a line of the log says, without its time and where in the code it was said. */
  private static String said(String line) {
    try {
      JsonNode said = new ObjectMapper().readTree(line);
      return said.path("message").asText()
          + ": "
          + said.path("meaning").asText()
          + ": "
          + said.path("exception").asText().split("\n\tat ", 2)[0];
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }

  private static String prefix(ServiceMain<?> process) {
    return process.configuration().getAnnotation(ConfigMapping.class).prefix();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.kit.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemotePipelineTest {
  @TempDir private Path folder;
  private Path key;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    key = folder.resolve("subjects.key");
    file =
        Files.writeString(
            folder.resolve("remote.yaml"),
            """
            lethe:
              remote:
                kafka: {bootstrap-servers: "localhost:1", schema-registry-url: "mock://remote"}
                artifacts: {location: "%s"}
                subject-key-file: "%s"
                images: "%s"
            """
                .formatted(folder.resolve("artifacts"), key, folder.resolve("images")));
  }

  @Test
  void shouldNeedNoKeyButTheSubjectKey() {
    SubjectKeys made = SubjectKeys.loadOrCreate(key);

    assertThat(RemotePipeline.load(file).home().subjectKeys().keyOf("anne"))
        .isEqualTo(made.keyOf("anne"));
  }

  @Test
  void shouldSayWhereACopyOfAMissingKeyComesFrom() {
    assertThatThrownBy(() -> RemotePipeline.load(file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("lethe.remote.subject-key-file: " + key + " is missing")
        .hasMessageContaining("docker compose cp keys:/keys/subjects/subjects.key " + key);
    assertThat(key).as("a key made here would not be the pipeline's").doesNotExist();
  }

  @Test
  void shouldSayWhereAMissingCertificateComesFrom() throws IOException {
    SubjectKeys.loadOrCreate(key);
    Path keystore = folder.resolve("kafka/keystore.pem");
    Files.writeString(
        file,
        Files.readString(file)
            .replace(
                "\"mock://remote\"",
                "\"mock://remote\", settings: {ssl.keystore.location: \"" + keystore + "\"}"));

    assertThatThrownBy(() -> RemotePipeline.load(file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("ssl.keystore.location " + keystore + " is missing")
        .hasMessageContaining(
            "docker compose cp certificates:/keys/kafka/command/. " + keystore.getParent());
  }
}

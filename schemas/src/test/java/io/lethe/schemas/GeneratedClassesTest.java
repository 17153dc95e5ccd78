// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.avro.util.ClassSecurityValidator;
import org.junit.jupiter.api.Test;

class GeneratedClassesTest {

  @Test
  void shouldBeTrustedFromTheFirstUseOn() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                CopyInAFreshProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();

    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output).isEqualTo("PENDING");
  }

  @Test
  void shouldTrustNoOtherClass() {
    GeneratedClasses.trust();

    ClassSecurityValidator.validate(ModelEvent.class);
    assertThatThrownBy(() -> ClassSecurityValidator.validate(ProcessBuilder.class))
        .isInstanceOf(SecurityException.class);
    assertThatThrownBy(() -> ClassSecurityValidator.validate(GeneratedClasses.class))
        .isInstanceOf(SecurityException.class);
  }
}

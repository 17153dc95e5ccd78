// SPDX-License-Identifier: Apache-2.0
package io.lethe.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.domain.text.TenantName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.tools.AclCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code lethe acl} prints does what it should: a shell reads the lines, Kafka's own tool
 * takes each, and the broker then holds exactly the rights that the services are tested with.
 */
class PrintedRightsIT {
  private static final String TOOL = "kafka-acls.sh";

  @TempDir Path folder;

  @Test
  void shouldGrantByThePrintedLinesWhatTheServicesAreTestedWith() throws Exception {
    String schemas = Files.createDirectories(folder.resolve("schemas")).toUri().toString();
    try (GuardedBroker broker = GuardedBroker.start(folder.resolve("broker"), schemas);
        Admin admin = Admin.create(broker.operator().admin())) {
      admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
      await().untilAsserted(() -> assertThat(rights(admin)).isEmpty());

      Exit.setExitProcedure(
          (status, message) -> {
            throw new AssertionError("kafka-acls.sh ends with " + status + ": " + message);
          });
      for (String[] call : calls(broker.operator().bootstrapServers(), operator(broker))) {
        AclCommand.main(call);
      }

      await()
          .untilAsserted(
              () ->
                  assertThat(rights(admin))
                      .containsExactlyInAnyOrderElementsOf(GuardedBroker.rights()));
    }
  }

  @AfterEach
  void letToolsEndTheProcessAgain() {
    Exit.resetExitProcedure();
  }

  private static Collection<AclBinding> rights(Admin admin) throws Exception {
    return admin.describeAcls(AclBindingFilter.ANY).values().get();
  }

  private Path operator(GuardedBroker broker) throws Exception {
    Properties properties = new Properties();
    broker.operator().overrides().forEach(properties::setProperty);
    Path file = folder.resolve("admin.properties");
    try (var out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    return file;
  }

  /** The arguments of each call, as a shell hands them over. */
  private List<String[]> calls(String bootstrap, Path admin) throws Exception {
    String script =
        TOOL
            + "() { printf '%s\\n' \"$@\" ''; }\n"
            + "eval \"$(\"$JAVA\" -cp \"$CLASSES\" io.lethe.cli.Lethe acl --tenants \"$TENANTS\")\"";
    ProcessBuilder shell = new ProcessBuilder("bash", "-c", script);
    shell.environment().put("BOOTSTRAP", bootstrap);
    shell.environment().put("ADMIN", admin.toString());
    shell
        .environment()
        .put("JAVA", Path.of(System.getProperty("java.home"), "bin/java").toString());
    shell
        .environment()
        .put(
            "CLASSES",
            System.getProperty("surefire.real.class.path", System.getProperty("java.class.path")));
    shell.environment().put("TENANTS", tenants());
    Process run = shell.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String words = new String(run.getInputStream().readAllBytes(), UTF_8);
    assertThat(run.waitFor()).isZero();
    return Arrays.stream(words.strip().split("\n\n", -1))
        .map(call -> call.split("\n", -1))
        .toList();
  }

  private static String tenants() {
    return GuardedBroker.TENANTS.names().stream()
        .filter(name -> !name.equals(TenantName.DEFAULT))
        .collect(Collectors.joining(","));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.cli.CommandRun;
import io.lethe.cli.broker.EmbeddedBroker;
import io.lethe.cli.keys.KafkaCertificates;
import io.lethe.cli.keys.KafkaCertificates.Bearer;
import io.lethe.schemas.topic.AccessRules;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that knows its users by certificate, as that of docker-compose.yml does. */
class BrokerRightsTest {
  @TempDir private static Path folder;
  private static EmbeddedBroker broker;

  @BeforeAll
  static void start() throws Exception {
    KafkaCertificates certificates =
        KafkaCertificates.in(folder.resolve("keys"), Clock.systemUTC());
    certificates.ensure(new Bearer("broker", List.of("127.0.0.1"), false));
    for (String user : List.of("operator", "command", "verifier", "upstream-app", "nobody")) {
      certificates.ensure(Bearer.client(user));
    }
    broker = EmbeddedBroker.start(folder.resolve("broker"), EmbeddedBroker.ANY_PORT, guard());
    try (Admin admin = Admin.create(client("operator"))) {
      for (var topic : List.of(Topics.DELETION_REQUESTS, Topics.VERIFICATION_REPORTS)) {
        admin
            .createTopics(List.of(new NewTopic(topic.name(), Optional.of(1), Optional.empty())))
            .all()
            .get();
      }
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldGrantAUserWhatItsPartyNeedsOnceAndNothingElse() throws Exception {
    assertThatThrownBy(() -> send("verifier", Topics.VERIFICATION_REPORTS.name()))
        .hasCauseInstanceOf(AuthorizationException.class);

    CommandRun first = apply("verifier");
    CommandRun second = apply("verifier");

    int rights =
        AccessRules.of(Party.VERIFIER, Tenants.DEFAULT).values().stream().mapToInt(Set::size).sum();
    assertThat(first.exitCode()).isZero();
    assertThat(first.out().strip())
        .isEqualTo(
            "User:verifier: %d rights, %d of them new, 0 withdrawn".formatted(rights, rights));
    assertThat(second.out().strip())
        .isEqualTo("User:verifier: %d rights, 0 of them new, 0 withdrawn".formatted(rights));
    send("verifier", Topics.VERIFICATION_REPORTS.name());
    assertThatThrownBy(() -> send("verifier", Topics.DELETION_REQUESTS.name()))
        .hasCauseInstanceOf(AuthorizationException.class);
  }

  @Test
  void shouldGiveOneUserTheRightsOfSeveralPartiesAndWithdrawWhatHeNeedsNoMore() throws Exception {
    rule("User:command", "somebody-elses-topic", AclPermissionType.ALLOW);

    CommandRun run = apply("upstream-app", "registrar", "--user", "command");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("User:command: ")
        .endsWith(" 1 withdrawn" + System.lineSeparator());
    send("command", Topics.DELETION_REQUESTS.name());
    try (Admin admin = Admin.create(client("operator"))) {
      assertThat(admin.describeAcls(AclBindingFilter.ANY).values().get())
          .filteredOn(binding -> binding.entry().principal().equals("User:command"))
          .extracting(binding -> binding.pattern().name())
          .contains("registrar", "upstream-app", Topics.MODEL_COMMANDS.name())
          .doesNotContain("somebody-elses-topic");
    }
  }

  @Test
  void shouldLeaveDeniedWhatSomebodyDenied() throws Exception {
    rule("User:upstream-app", Topics.DELETION_REQUESTS.name(), AclPermissionType.DENY);

    CommandRun run = apply("upstream-app");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains(" 0 withdrawn");
    assertThatThrownBy(() -> send("upstream-app", Topics.DELETION_REQUESTS.name()))
        .hasCauseInstanceOf(AuthorizationException.class);
  }

  @Test
  void shouldLetNobodyInWithoutACertificateOfItsAuthority() {
    KafkaCertificates others = KafkaCertificates.in(folder.resolve("others"), Clock.systemUTC());
    others.ensure(Bearer.client("operator"));
    Map<String, Object> forged = new HashMap<>(client("operator"));
    forged.put("ssl.keystore.location", folder.resolve("others/operator/keystore.pem").toString());

    try (Admin admin = Admin.create(forged)) {
      assertThatThrownBy(() -> admin.describeCluster().clusterId().get())
          .hasCauseInstanceOf(SslAuthenticationException.class);
    }
  }

  @Test
  void shouldSayThatItMayNotGrantOrIsNotAnswered() throws Exception {
    CommandRun notAllowed =
        CommandRun.of(
            "acl",
            "verifier",
            "--apply",
            "--bootstrap-server",
            broker.bootstrapServers(),
            "--command-config",
            config("nobody"));
    CommandRun noFile =
        CommandRun.of("acl", "--apply", "--bootstrap-server", "b:1", "--command-config", "none");
    CommandRun half = CommandRun.of("acl", "--apply");
    Path impatient =
        Files.writeString(
            folder.resolve("impatient.properties"),
            "default.api.timeout.ms=500\nrequest.timeout.ms=500");
    CommandRun nobodyThere =
        CommandRun.of(
            "acl", "--apply", "--bootstrap-server", "127.0.0.1:1", "--command-config", impatient);

    assertThat(notAllowed.exitCode()).isEqualTo(1);
    assertThat(notAllowed.err())
        .contains("the broker did not do it: who grants rights must be a super user");
    assertThat(noFile.exitCode()).isEqualTo(1);
    assertThat(noFile.err()).contains("--command-config none cannot be read as properties");
    assertThat(nobodyThere.exitCode()).isEqualTo(69);
    assertThat(nobodyThere.err()).contains("none answered at --bootstrap-server in time");
    assertThat(half.exitCode()).isEqualTo(2);
    assertThat(half.err()).contains("--bootstrap-server");
  }

  private static CommandRun apply(Object... arguments) throws Exception {
    Object[] all = new Object[6 + arguments.length];
    all[0] = "acl";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    System.arraycopy(
        new Object[] {
          "--apply",
          "--bootstrap-server",
          broker.bootstrapServers(),
          "--command-config",
          config("operator")
        },
        0,
        all,
        1 + arguments.length,
        5);
    return CommandRun.of(all);
  }

  private static void rule(String principal, String topic, AclPermissionType kind)
      throws Exception {
    AclBinding right =
        new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
            new AccessControlEntry(principal, "*", AclOperation.ALL, kind));
    try (Admin admin = Admin.create(client("operator"))) {
      admin.createAcls(List.of(right)).all().get();
    }
  }

  private static void send(String user, String topic) throws Exception {
    Map<String, Object> settings = new HashMap<>(client(user));
    settings.put("max.block.ms", "20000");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, new byte[0], new byte[0])).get();
    }
  }

  private static Path config(String user) throws Exception {
    return Files.writeString(
        folder.resolve(user + ".properties"),
        client(user).entrySet().stream()
            .filter(setting -> !setting.getKey().equals("bootstrap.servers"))
            .map(setting -> setting.getKey() + "=" + setting.getValue())
            .collect(Collectors.joining("\n")));
  }

  private static Map<String, Object> client(String user) {
    Map<String, Object> settings = new HashMap<>(stores(user, ""));
    settings.put("bootstrap.servers", broker.bootstrapServers());
    settings.put("security.protocol", "SSL");
    return settings;
  }

  private static Map<String, String> stores(String user, String prefix) {
    Path home = folder.resolve("keys").resolve(user);
    return Map.of(
        prefix + "ssl.keystore.type",
        "PEM",
        prefix + "ssl.keystore.location",
        home.resolve("keystore.pem").toString(),
        prefix + "ssl.truststore.type",
        "PEM",
        prefix + "ssl.truststore.location",
        home.resolve("truststore.pem").toString());
  }

  private static Map<String, String> guard() {
    Map<String, String> guard = new HashMap<>(stores("broker", ""));
    guard.put("listener.security.protocol.map", "PLAINTEXT:SSL,CONTROLLER:PLAINTEXT");
    guard.put("ssl.client.auth", "required");
    guard.put("ssl.principal.mapping.rules", "RULE:^CN=([a-z0-9.-]+)$/$1/,DEFAULT");
    guard.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    guard.put("super.users", "User:broker;User:operator;User:ANONYMOUS"); // the controller's
    return guard;
  }
}

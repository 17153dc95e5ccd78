// SPDX-License-Identifier: Apache-2.0
package io.lethe.catalogue;

import io.lethe.cli.broker.EmbeddedBroker;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.schemas.topic.AccessRules;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Tenants;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A broker that asks who comes and denies what is not granted. Each party, the application of each
 * tenant and the schema registry are users of their own with the rights that {@link AccessRules}
 * names; the operator may do everything.
 */
public final class GuardedBroker implements AutoCloseable {
  /** Whose applications are users too. */
  static final Tenants TENANTS = Tenants.of(List.of("shop"));

  private static final String OPERATOR = "operator";

  private final EmbeddedBroker broker;
  private final String schemas;

  private GuardedBroker(EmbeddedBroker broker, String schemas) {
    this.broker = broker;
    this.schemas = schemas;
  }

  /**
   * Starts one and grants the parties their rights.
   *
   * @param schemas URL of the schema registry that its users share
   */
  public static GuardedBroker start(Path folder, String schemas) throws Exception {
    EmbeddedBroker broker = EmbeddedBroker.start(folder, EmbeddedBroker.ANY_PORT, guard());
    GuardedBroker guarded = new GuardedBroker(broker, schemas);
    List<AclBinding> rights =
        BrokerUser.all().stream()
            .flatMap(user -> AccessRules.bindings(user.rules(), "User:" + user.label()).stream())
            .toList();
    try (Admin admin = Admin.create(guarded.operator().admin())) {
      admin.createAcls(rights).all().get();
    }
    return guarded;
  }

  /** How the operator comes, who may do everything. */
  public KafkaSettings operator() {
    return settings(OPERATOR);
  }

  /** How a party comes. */
  public KafkaSettings of(Party party) {
    return settings(party.label());
  }

  /** How one of its users comes. */
  KafkaSettings of(BrokerUser user) {
    return settings(user.label());
  }

  @Override
  public void close() {
    broker.close();
  }

  private KafkaSettings settings(String user) {
    return new KafkaSettings(
        broker.bootstrapServers(),
        schemas,
        Map.of(
            "security.protocol",
            "SASL_PLAINTEXT",
            "sasl.mechanism",
            "PLAIN",
            "sasl.jaas.config",
            module("username=\"%s\" password=\"%s\"".formatted(user, secret(user)))));
  }

  private static Map<String, String> guard() {
    String users =
        Stream.concat(Stream.of(OPERATOR), BrokerUser.all().stream().map(BrokerUser::label))
            .map(user -> "user_%s=\"%s\"".formatted(user, secret(user)))
            .collect(Collectors.joining(" "));
    Map<String, String> guard = new HashMap<>();
    guard.put("listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
    guard.put("sasl.enabled.mechanisms", "PLAIN");
    guard.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    guard.put(
        "listener.name.plaintext.plain.sasl.jaas.config",
        module("username=\"%s\" password=\"%s\" %s".formatted(OPERATOR, secret(OPERATOR), users)));
    guard.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    guard.put(
        "super.users", "User:" + OPERATOR + ";User:ANONYMOUS"); // the latter is the controller
    return guard;
  }

  private static String module(String options) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required " + options + ";";
  }

  private static String secret(String user) {
    return user + "-secret";
  }
}

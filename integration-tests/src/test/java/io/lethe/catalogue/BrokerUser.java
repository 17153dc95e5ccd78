// SPDX-License-Identifier: Apache-2.0
package io.lethe.catalogue;

import io.lethe.domain.text.TenantName;
import io.lethe.kit.layout.Layout;
import io.lethe.schemas.topic.Access;
import io.lethe.schemas.topic.AccessRules;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourcePattern;

/**
 * Who comes to a guarded broker, and what he may do there: said once more, from the catalogue and
 * in words of its own, so that a slip in {@link AccessRules} is seen.
 *
 * @param label his name there
 * @param party whose rights he has; none has the schema registry
 * @param tenant whose application he is, if he is one
 * @param rules what the broker was told of him
 */
record BrokerUser(
    String label,
    Optional<Party> party,
    String tenant,
    Map<ResourcePattern, Set<AclOperation>> rules) {

  static final String LAYOUT = Topics.LAYOUT_PREFIX + Layout.TOPICS.number();

  private static final String SCHEMA_REGISTRY = "schema-registry";
  private static final String JOURNAL = "kafkasql-journal";
  private static final String SCHEMA_EVENTS = "registry-events";

  /** Who looks at the settings of what it opens, before it starts. */
  private static final Set<Party> CHECKING =
      EnumSet.complementOf(EnumSet.of(Party.UPSTREAM_APP, Party.AUDITOR, Party.DEPLOYMENT));

  private static final Set<Party> STREAMS = EnumSet.of(Party.DELETION_INGEST, Party.MODEL_REGISTRY);

  private static final Map<String, Topic<?>> CATALOGUED =
      GuardedBroker.TENANTS.topics(Topics.all()).stream()
          .collect(Collectors.toMap(Topic::name, topic -> topic));

  /** All of them. */
  static List<BrokerUser> all() {
    Stream<BrokerUser> parties =
        Arrays.stream(Party.values())
            .map(
                party ->
                    new BrokerUser(
                        party.label(),
                        Optional.of(party),
                        TenantName.DEFAULT,
                        AccessRules.of(party, GuardedBroker.TENANTS)));
    Stream<BrokerUser> apps =
        GuardedBroker.TENANTS.names().stream()
            .filter(tenant -> !tenant.equals(TenantName.DEFAULT))
            .map(
                tenant ->
                    new BrokerUser(
                        AccessRules.appLabel(tenant),
                        Optional.of(Party.UPSTREAM_APP),
                        tenant,
                        AccessRules.ofApp(tenant)));
    BrokerUser schemas =
        new BrokerUser(
            SCHEMA_REGISTRY, Optional.empty(), TenantName.DEFAULT, AccessRules.ofSchemaRegistry());
    return Stream.concat(Stream.concat(parties, apps), Stream.of(schemas)).toList();
  }

  /**
   * Topics that are in no catalogue: one within each Streams application, the mark of the layout,
   * and what the schema registry keeps.
   */
  static List<String> innerTopics() {
    return Stream.concat(
            STREAMS.stream().map(party -> party.label() + "-store-changelog"),
            Stream.of(LAYOUT, JOURNAL, SCHEMA_EVENTS))
        .toList();
  }

  /** What he may do with a topic. */
  Set<AclOperation> operations(String topic) {
    if (CATALOGUED.containsKey(topic)) {
      return operations(CATALOGUED.get(topic));
    }
    if (topic.equals(LAYOUT)) {
      return party.filter(CHECKING::contains).map(BrokerUser::ofTheLayout).orElse(none());
    }
    EnumSet<AclOperation> own =
        EnumSet.of(
            AclOperation.READ,
            AclOperation.WRITE,
            AclOperation.CREATE,
            AclOperation.DESCRIBE,
            AclOperation.DESCRIBE_CONFIGS);
    if (topic.equals(JOURNAL) || topic.equals(SCHEMA_EVENTS)) {
      return isSchemaRegistry() ? own : none();
    }
    own.add(AclOperation.DELETE); // what was read of a repartition topic
    return isStreams() && topic.startsWith(label + "-") ? own : none();
  }

  /** Whether he may write a topic of the catalogue. */
  boolean writes(Topic<?> topic) {
    return party
        .filter(topic.access().writers()::contains)
        .filter(writer -> writer != Party.UPSTREAM_APP || isOfHisTenant(topic))
        .isPresent();
  }

  /** Whether he may read a topic of the catalogue. */
  boolean reads(Topic<?> topic) {
    return party.filter(topic.access().readers()::contains).isPresent();
  }

  /** Whether there is a topic that he may write. */
  boolean isWriter() {
    return isSchemaRegistry() || CATALOGUED.values().stream().anyMatch(this::writes);
  }

  /** Whether he may be in a group of his own name. */
  boolean hasGroups() {
    return isSchemaRegistry() || CATALOGUED.values().stream().anyMatch(this::reads);
  }

  /** Whether he may have transactions of his own name. */
  boolean hasTransactions() {
    return !isSchemaRegistry() && isWriter();
  }

  /** Whether he checks what he opens, and the layout, before he starts. */
  boolean isChecking() {
    return party.filter(CHECKING::contains).isPresent();
  }

  /** A name that a group of his would have. */
  String group() {
    return isSchemaRegistry() ? "apicurio-1" : named();
  }

  /** A name that a transactional id of his would have. */
  String transaction() {
    return isSchemaRegistry() ? "kafkasql-1" : named();
  }

  /** A name that a topic within him would have. */
  String innerTopic() {
    return isSchemaRegistry() ? "kafkasql-new" : label + "-new-changelog";
  }

  /** Whether he may make topics within him. */
  boolean hasInnerTopics() {
    return isSchemaRegistry() || isStreams();
  }

  /** Whether he may be the first to mark the layout of the topics. */
  boolean marksLayouts() {
    return operations(LAYOUT).contains(AclOperation.CREATE);
  }

  @Override
  public String toString() {
    return label;
  }

  private String named() {
    return tenant.equals(TenantName.DEFAULT) ? label + "-1" : label + ".1";
  }

  private boolean isSchemaRegistry() {
    return label.equals(SCHEMA_REGISTRY);
  }

  private boolean isStreams() {
    return party.filter(STREAMS::contains).isPresent();
  }

  private boolean isOfHisTenant(Topic<?> topic) {
    return Topics.all().stream()
        .filter(each -> each.access().writers().contains(Party.UPSTREAM_APP))
        .anyMatch(each -> each.of(tenant).name().equals(topic.name()));
  }

  private Set<AclOperation> operations(Topic<?> topic) {
    Access access = topic.access();
    Set<AclOperation> operations = none();
    if (reads(topic)) {
      operations.add(AclOperation.READ);
    }
    if (writes(topic)) {
      operations.add(AclOperation.WRITE);
    }
    if (party.filter(access.creator()::equals).isPresent()) {
      operations.add(AclOperation.CREATE);
    }
    if (!operations.isEmpty()) {
      operations.add(AclOperation.DESCRIBE);
      if (isChecking()) {
        operations.add(AclOperation.DESCRIBE_CONFIGS);
      }
    }
    return operations;
  }

  private static Set<AclOperation> ofTheLayout(Party party) {
    return Topics.createdBy(party).isEmpty()
        ? EnumSet.of(AclOperation.DESCRIBE)
        : EnumSet.of(AclOperation.DESCRIBE, AclOperation.CREATE);
  }

  private static Set<AclOperation> none() {
    return EnumSet.noneOf(AclOperation.class);
  }
}

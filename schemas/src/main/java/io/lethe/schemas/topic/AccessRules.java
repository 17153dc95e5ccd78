// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.topic;

import static java.util.Objects.requireNonNull;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import io.lethe.domain.text.TenantName;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The least that a party must be allowed at a broker that denies everything else, made from {@link
 * Topics the catalogue}: topics by name; groups, transactional ids and the internal topics of a
 * Streams application by their beginning, which is the party's {@link Party#label label}.
 *
 * <p>Why: docs/decisions/0039-access-rules-are-made-from-the-catalogue.md.
 */
public final class AccessRules {

  /** Those whose work is a Kafka Streams application, with internal topics. */
  private static final Set<Party> STREAMS = EnumSet.of(Party.DELETION_INGEST, Party.MODEL_REGISTRY);

  /** Those that check the settings of the topics that they open, and the topics' layout. */
  private static final Set<Party> CHECKING =
      EnumSet.of(
          Party.DELETION_INGEST,
          Party.UNLEARN_WORKER,
          Party.VERIFIER,
          Party.MODEL_REGISTRY,
          Party.REGISTRAR,
          Party.DEMO);

  /** What Apicurio keeps on Kafka begins so, and so do its groups' names. */
  private static final String SCHEMA_JOURNAL = "kafkasql-";

  private static final String SCHEMA_EVENTS = "registry-events";
  private static final String SCHEMA_GROUPS = "apicurio-";

  private static final String ANY_HOST = "*";

  private AccessRules() {}

  /**
   * What a party may do, by resource. The party {@code upstream-app} is that of the tenant {@code
   * default} alone; {@link #ofApp} has the others.
   */
  public static Map<ResourcePattern, Set<AclOperation>> of(Party party, Tenants tenants) {
    requireNonNull(party, "party");
    Tenants served = party == Party.UPSTREAM_APP ? Tenants.DEFAULT : tenants;
    Map<ResourcePattern, Set<AclOperation>> rules =
        new LinkedHashMap<>(byTopic(party, served.topics(Topics.all())));
    if (CHECKING.contains(party)) {
      rules.put(topic(Topics.LAYOUT_PREFIX, PatternType.PREFIXED), layout(party));
    }
    if (STREAMS.contains(party)) {
      // DELETE: what was read of a repartition topic is deleted, record by record.
      rules.put(
          topic(party.label() + "-", PatternType.PREFIXED),
          EnumSet.of(READ, WRITE, CREATE, DELETE, DESCRIBE, DESCRIBE_CONFIGS));
    }
    if (Topics.all().stream().anyMatch(topic -> topic.access().readers().contains(party))) {
      rules.put(own(ResourceType.GROUP, party), EnumSet.of(READ, DESCRIBE));
    }
    if (Topics.all().stream().anyMatch(topic -> topic.access().writers().contains(party))) {
      rules.put(own(ResourceType.TRANSACTIONAL_ID, party), EnumSet.of(WRITE, DESCRIBE));
    }
    return Collections.unmodifiableMap(rules);
  }

  /**
   * What the application of a tenant may do, by resource: write the tenant's topics, with
   * transactional ids that begin with its {@link #appLabel label} and a dot, which no other
   * tenant's begin with.
   */
  public static Map<ResourcePattern, Set<AclOperation>> ofApp(String tenant) {
    if (tenant.equals(TenantName.DEFAULT)) {
      return of(Party.UPSTREAM_APP, Tenants.DEFAULT);
    }
    List<Topic<?>> own =
        Topics.all().stream()
            .filter(topic -> topic.access().writers().contains(Party.UPSTREAM_APP))
            .<Topic<?>>map(topic -> topic.of(tenant))
            .toList();
    Map<ResourcePattern, Set<AclOperation>> rules =
        new LinkedHashMap<>(byTopic(Party.UPSTREAM_APP, own));
    rules.put(
        new ResourcePattern(
            ResourceType.TRANSACTIONAL_ID, appLabel(tenant) + ".", PatternType.PREFIXED),
        EnumSet.of(WRITE, DESCRIBE));
    return Collections.unmodifiableMap(rules);
  }

  /** Who the application of a tenant is at a broker, unless it has another name there. */
  public static String appLabel(String tenant) {
    return tenant.equals(TenantName.DEFAULT) ? Party.UPSTREAM_APP.label() : "app." + tenant;
  }

  /**
   * What a schema registry may do that keeps its schemas on Kafka as Apicurio does: make and use
   * its own three topics, and nothing of the catalogue.
   */
  public static Map<ResourcePattern, Set<AclOperation>> ofSchemaRegistry() {
    Set<AclOperation> own = EnumSet.of(READ, WRITE, CREATE, DESCRIBE, DESCRIBE_CONFIGS);
    return Map.of(
        topic(SCHEMA_JOURNAL, PatternType.PREFIXED),
        own,
        topic(SCHEMA_EVENTS, PatternType.LITERAL),
        own,
        new ResourcePattern(ResourceType.GROUP, SCHEMA_GROUPS, PatternType.PREFIXED),
        EnumSet.of(READ, DESCRIBE));
  }

  /**
   * Rules as bindings that a broker takes.
   *
   * @param principal whose they are at the broker, such as {@code User:verifier}
   */
  public static List<AclBinding> bindings(
      Map<ResourcePattern, Set<AclOperation>> rules, String principal) {
    requireNonNull(principal, "principal");
    return rules.entrySet().stream()
        .flatMap(
            rule ->
                rule.getValue().stream()
                    .map(
                        operation ->
                            new AclBinding(
                                rule.getKey(),
                                new AccessControlEntry(
                                    principal, ANY_HOST, operation, AclPermissionType.ALLOW))))
        .toList();
  }

  private static Map<ResourcePattern, Set<AclOperation>> byTopic(
      Party party, List<Topic<?>> topics) {
    Map<ResourcePattern, Set<AclOperation>> rules = new LinkedHashMap<>();
    for (Topic<?> topic : topics) {
      Set<AclOperation> operations = operations(party, topic);
      if (!operations.isEmpty()) {
        rules.put(topic(topic.name(), PatternType.LITERAL), operations);
      }
    }
    return rules;
  }

  private static Set<AclOperation> operations(Party party, Topic<?> topic) {
    Access access = topic.access();
    Set<AclOperation> operations = EnumSet.noneOf(AclOperation.class);
    if (access.readers().contains(party)) {
      operations.add(READ);
    }
    if (access.writers().contains(party)) {
      operations.add(WRITE);
    }
    if (access.creator() == party) {
      operations.add(CREATE);
    }
    if (!operations.isEmpty()) {
      operations.add(DESCRIBE);
      if (CHECKING.contains(party)) {
        operations.add(DESCRIBE_CONFIGS);
      }
    }
    return operations;
  }

  /** Whoever makes topics may be the first to mark their layout. */
  private static Set<AclOperation> layout(Party party) {
    return Topics.createdBy(party).isEmpty() ? EnumSet.of(DESCRIBE) : EnumSet.of(CREATE, DESCRIBE);
  }

  private static ResourcePattern topic(String name, PatternType type) {
    return new ResourcePattern(ResourceType.TOPIC, name, type);
  }

  private static ResourcePattern own(ResourceType type, Party party) {
    return new ResourcePattern(type, party.label(), PatternType.PREFIXED);
  }
}

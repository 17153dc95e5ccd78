// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.topic;

import static java.util.Objects.requireNonNull;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

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

  private static final String ANY_HOST = "*";

  private AccessRules() {}

  /** What a party may do, by resource. */
  public static Map<ResourcePattern, Set<AclOperation>> of(Party party) {
    requireNonNull(party, "party");
    Map<ResourcePattern, Set<AclOperation>> rules = new LinkedHashMap<>();
    for (Topic<?> topic : Topics.all()) {
      Set<AclOperation> operations = operations(party, topic);
      if (!operations.isEmpty()) {
        rules.put(topic(topic.name(), PatternType.LITERAL), operations);
      }
    }
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
   * The same as bindings that a broker takes.
   *
   * @param principal who the party is at the broker, such as {@code User:verifier}
   */
  public static List<AclBinding> bindings(Party party, String principal) {
    requireNonNull(principal, "principal");
    return of(party).entrySet().stream()
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

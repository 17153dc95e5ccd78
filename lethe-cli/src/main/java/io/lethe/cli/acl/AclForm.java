// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.acl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** How access rules are written. */
enum AclForm {
  /** Calls of Kafka's own {@code kafka-acls.sh}. */
  KAFKA {
    @Override
    Stream<String> lines(AclUser user) {
      return user.rules().entrySet().stream()
          .map(
              rule ->
                  "kafka-acls.sh --bootstrap-server \"$BOOTSTRAP\" --command-config \"$ADMIN\""
                      + " --add --allow-principal 'User:%s'%s %s '%s' --resource-pattern-type %s"
                          .formatted(
                              user.name(),
                              rule.getValue().stream()
                                  .map(operation -> " --operation " + camelCase(operation))
                                  .collect(Collectors.joining()),
                              option(rule.getKey().resourceType()),
                              rule.getKey().name(),
                              rule.getKey().patternType().name().toLowerCase(Locale.ROOT)));
    }
  },
  /** A {@code KafkaUser} of the Strimzi operator. */
  STRIMZI {
    @Override
    Stream<String> lines(AclUser user) {
      List<String> lines =
          new ArrayList<>(
              List.of(
                  "---",
                  "apiVersion: kafka.strimzi.io/v1",
                  "kind: KafkaUser",
                  "metadata:",
                  "  name: " + user.name(),
                  "  labels: {strimzi.io/cluster: " + user.cluster() + "}",
                  "spec:",
                  "  authentication: {type: scram-sha-512}",
                  "  authorization:",
                  "    type: simple",
                  "    acls:"));
      user.rules().forEach((resource, allowed) -> lines.add("      - " + rule(resource, allowed)));
      return lines.stream();
    }
  };

  /** One line of text each, in the order of the rules. */
  abstract Stream<String> lines(AclUser user);

  private static String rule(ResourcePattern resource, Set<AclOperation> allowed) {
    return "{resource: {type: %s, name: %s, patternType: %s}, operations: [%s]}"
        .formatted(
            resource.resourceType() == ResourceType.TRANSACTIONAL_ID
                ? "transactionalId"
                : resource.resourceType().name().toLowerCase(Locale.ROOT),
            resource.name(),
            resource.patternType() == PatternType.PREFIXED ? "prefix" : "literal",
            allowed.stream().map(AclForm::camelCase).collect(Collectors.joining(", ")));
  }

  private static String option(ResourceType type) {
    return "--" + type.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String camelCase(AclOperation operation) {
    return switch (operation) {
      case DESCRIBE_CONFIGS -> "DescribeConfigs";
      default ->
          operation.name().charAt(0) + operation.name().substring(1).toLowerCase(Locale.ROOT);
    };
  }
}

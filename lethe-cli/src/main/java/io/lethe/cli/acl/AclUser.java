// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.acl;

import static java.util.Objects.requireNonNull;

import io.lethe.schemas.topic.AccessRules;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourcePattern;

/**
 * Who somebody is at a broker, and what he may do there.
 *
 * @param name of the user
 * @param cluster the Strimzi cluster that the user belongs to
 * @param rules what is allowed, by resource
 */
record AclUser(String name, String cluster, Map<ResourcePattern, Set<AclOperation>> rules) {

  AclUser {
    requireNonNull(name, "name");
    requireNonNull(cluster, "cluster");
    rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
  }

  /** One user who is several grantees. */
  static AclUser of(String name, String cluster, List<Grantee> grantees) {
    Map<ResourcePattern, Set<AclOperation>> rules = new LinkedHashMap<>();
    for (Grantee grantee : grantees) {
      grantee
          .rules()
          .forEach(
              (resource, operations) ->
                  rules
                      .computeIfAbsent(resource, any -> EnumSet.noneOf(AclOperation.class))
                      .addAll(operations));
    }
    return new AclUser(name, cluster, rules);
  }

  String principal() {
    return "User:" + name;
  }

  /** As a broker takes them. */
  List<AclBinding> bindings() {
    return AccessRules.bindings(rules, principal());
  }
}

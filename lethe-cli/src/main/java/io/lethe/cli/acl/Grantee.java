// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.acl;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.text.TenantName;
import io.lethe.schemas.topic.AccessRules;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Tenants;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourcePattern;

/**
 * Whoever has rights of his own: each party of the catalogue, the application of each further
 * tenant, and the schema registry, which keeps its schemas on Kafka.
 *
 * @param label his name in ids and documents
 * @param rules what he may do, by resource
 */
record Grantee(String label, Map<ResourcePattern, Set<AclOperation>> rules) {

  Grantee {
    requireNonNull(label, "label");
    requireNonNull(rules, "rules");
  }

  /** All of them, in the order of the data's way. */
  static List<Grantee> all(Tenants tenants) {
    Stream<Grantee> parties =
        Arrays.stream(Party.values())
            .map(party -> new Grantee(party.label(), AccessRules.of(party, tenants)));
    Stream<Grantee> apps =
        tenants.names().stream()
            .filter(tenant -> !tenant.equals(TenantName.DEFAULT))
            .map(tenant -> new Grantee(AccessRules.appLabel(tenant), AccessRules.ofApp(tenant)));
    return Stream.of(
            parties,
            apps,
            Stream.of(new Grantee("schema-registry", AccessRules.ofSchemaRegistry())))
        .flatMap(Function.identity())
        .toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.acl;

import io.lethe.schemas.topic.AccessRules;
import io.lethe.schemas.topic.Party;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourcePattern;

/**
 * Who a party is at a broker.
 *
 * @param party of the catalogue
 * @param name of its user
 * @param cluster the Strimzi cluster that the user belongs to
 */
record AclUser(Party party, String name, String cluster) {

  Map<ResourcePattern, Set<AclOperation>> rules() {
    return AccessRules.of(party);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.catalogue;

import io.lethe.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterClientQuotasOptions;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.resource.ResourcePatternFilter;

/** What is asked of a cluster, and of topics as a whole, that nobody of the pipeline may. */
enum ClusterCall {
  MAKE_ANY_TOPIC(
      admin ->
          admin
              .createTopics(
                  List.of(new NewTopic("anything", Optional.of(1), Optional.empty())),
                  new CreateTopicsOptions().validateOnly(true))
              .all()
              .get()),
  ADD_PARTITIONS(
      admin ->
          admin
              .createPartitions(
                  Map.of(Topics.MODEL_EVENTS.name(), NewPartitions.increaseTo(9)),
                  new CreatePartitionsOptions().validateOnly(true))
              .all()
              .get()),
  ALTER_A_TOPICS_SETTINGS(
      admin ->
          alter(
              admin,
              new ConfigResource(ConfigResource.Type.TOPIC, Topics.MODEL_EVENTS.name()),
              "retention.ms")),
  READ_THE_BROKERS_SETTINGS(
      admin -> admin.describeConfigs(List.of(ClusterCall.brokers())).all().get()),
  ALTER_THE_BROKERS_SETTINGS(
      admin -> alter(admin, ClusterCall.brokers(), "log.cleaner.backoff.ms")),
  READ_RIGHTS(admin -> admin.describeAcls(AclBindingFilter.ANY).values().get()),
  ALTER_RIGHTS(
      admin ->
          admin
              .deleteAcls(
                  List.of(
                      new AclBindingFilter(
                          ResourcePatternFilter.ANY,
                          new AccessControlEntryFilter(
                              "User:who-is-not", null, AclOperation.ANY, AclPermissionType.ANY))))
              .all()
              .get()),
  READ_QUOTAS(admin -> admin.describeClientQuotas(ClientQuotaFilter.all()).entities().get()),
  ALTER_QUOTAS(
      admin ->
          admin
              .alterClientQuotas(
                  List.of(
                      new ClientQuotaAlteration(
                          new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, "who-is-not")),
                          List.of(new ClientQuotaAlteration.Op("request_percentage", 1d)))),
                  new AlterClientQuotasOptions().validateOnly(true))
              .all()
              .get()),
  READ_PARTITIONS_THAT_MOVE(admin -> admin.listPartitionReassignments().reassignments().get()),
  READ_THE_QUORUM(admin -> admin.describeMetadataQuorum().quorumInfo().get()),
  /** What one broker tells another: Kafka's CLUSTER_ACTION. */
  END_ANOTHERS_TRANSACTION(
      admin ->
          admin
              .abortTransaction(
                  new AbortTransactionSpec(
                      new TopicPartition(BrokerUser.LAYOUT, 0), 0, (short) 0, 0))
              .all()
              .get());

  @SuppressWarnings("ImmutableEnumChecker") // what it calls keeps nothing
  private final Call call;

  ClusterCall(Call call) {
    this.call = call;
  }

  /** Asks, and changes nothing where it is allowed. */
  Object make(Admin admin) throws Exception {
    call.make(admin);
    return this;
  }

  private static ConfigResource brokers() {
    return new ConfigResource(ConfigResource.Type.BROKER, "");
  }

  private static Object alter(Admin admin, ConfigResource what, String setting) throws Exception {
    AlterConfigOp change =
        new AlterConfigOp(new ConfigEntry(setting, "1000"), AlterConfigOp.OpType.SET);
    return admin
        .incrementalAlterConfigs(
            Map.of(what, List.of(change)), new AlterConfigsOptions().validateOnly(true))
        .all()
        .get();
  }

  @FunctionalInterface
  private interface Call {
    Object make(Admin admin) throws Exception;
  }
}

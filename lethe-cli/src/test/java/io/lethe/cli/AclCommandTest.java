// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AclCommandTest {

  @Test
  void shouldPrintCallsOfKafkasOwnTool() {
    CommandRun run = CommandRun.of("acl", "deployment");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "kafka-acls.sh --bootstrap-server \"$BOOTSTRAP\" --command-config \"$ADMIN\" --add"
                + " --allow-principal 'User:deployment' --operation Read --operation Describe"
                + " --topic 'model.champions' --resource-pattern-type literal",
            "kafka-acls.sh --bootstrap-server \"$BOOTSTRAP\" --command-config \"$ADMIN\" --add"
                + " --allow-principal 'User:deployment' --operation Read --operation Describe"
                + " --group 'deployment' --resource-pattern-type prefixed");
  }

  @Test
  void shouldPrintAUserOfStrimziUnderTheNameThatItHasThere() {
    CommandRun run =
        CommandRun.of("acl", "registrar", "--form", "strimzi", "--user", "ci", "--cluster", "blue");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .startsWith(
            "---",
            "apiVersion: kafka.strimzi.io/v1",
            "kind: KafkaUser",
            "metadata:",
            "  name: ci",
            "  labels: {strimzi.io/cluster: blue}")
        .contains(
            "      - {resource: {type: topic, name: dataset.subjects, patternType: literal},"
                + " operations: [Write, Describe, DescribeConfigs]}",
            "      - {resource: {type: transactionalId, name: registrar, patternType: prefix},"
                + " operations: [Write, Describe]}");
  }

  @Test
  void shouldNameEveryPartyAndEveryTopicWhereNobodyIsAskedFor() {
    String all = CommandRun.of("acl").out();

    assertThat(Party.values())
        .allSatisfy(party -> assertThat(all).contains("User:" + party.label()));
    assertThat(Topics.all())
        .extracting(Topic::name)
        .allSatisfy(name -> assertThat(all).contains(name));
  }

  @Test
  void shouldGiveTheApplicationOfATenantItsOwnTopicsAlone() {
    CommandRun run =
        CommandRun.of("acl", "app.shop", "--tenants", "shop,bank", "--form", "strimzi");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("  name: app.shop");
    assertThat(run.out().lines().filter(line -> line.contains("resource:")))
        .containsExactly(
            "      - {resource: {type: topic, name: deletion.requests.shop, patternType: literal},"
                + " operations: [Write, Describe]}",
            "      - {resource: {type: topic, name: deletion.amendments.shop, patternType:"
                + " literal}, operations: [Write, Describe]}",
            "      - {resource: {type: transactionalId, name: app.shop., patternType: prefix},"
                + " operations: [Write, Describe]}");
  }

  @Test
  void shouldLetTheIntakeAloneReadTheTopicsOfTenants() {
    String all = CommandRun.of("acl", "--tenants", "shop", "--tenants", "bank").out();

    assertThat(all.lines().filter(line -> line.contains("'deletion.requests.bank'")))
        .hasSize(2)
        .anyMatch(line -> line.contains("'User:app.bank' --operation Write --operation Describe "))
        .anyMatch(
            line ->
                line.contains("'User:deletion-ingest'")
                    && line.contains("--operation Read --operation Write --operation Create"));
    assertThat(all).contains("User:app.shop").contains("User:upstream-app");
  }

  @Test
  void shouldSayWhatATenantIsAndHowOneIsStated() {
    CommandRun name = CommandRun.of("acl", "--tenants", "shop,Bank");
    CommandRun unstated = CommandRun.of("acl", "app.bank", "--tenants", "shop");

    assertThat(name.exitCode()).isEqualTo(2);
    assertThat(name.err()).contains("--tenants has 'Bank'; a tenant's name must be at most 60");
    assertThat(unstated.exitCode()).isEqualTo(2);
    assertThat(unstated.err())
        .contains("PARTY is 'app.bank'; it must be one of")
        .contains("--tenants states further tenants, whose apps are app.TENANT");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "verifer, verifier, PARTY is 'verifer'; it must be one of",
        "verifier, a b, --user is 'a b'; it must be",
        "verifier, x'; reboot, --user is 'x'; reboot'; it must be",
      })
  void shouldRefuseWhatIsNoPartyOrNoNameInWords(String party, String user, String problem) {
    CommandRun run = CommandRun.of("acl", party, "--user", user);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(problem);
  }

  @Test
  void shouldGiveOneUserTheRulesOfSeveralParties() {
    CommandRun run =
        CommandRun.of("acl", "upstream-app", "deployment", "--user", "both", "--form", "strimzi");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines().filter("kind: KafkaUser"::equals)).hasSize(1);
    assertThat(run.out())
        .contains("name: upstream-app, patternType: prefix")
        .contains("name: deployment, patternType: prefix")
        .contains("name: model.champions");
  }

  @Test
  void shouldRefuseAUserWithoutParties() {
    CommandRun run = CommandRun.of("acl", "--user", "both");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--user names one user: say by PARTY which rights it needs");
  }

  @Test
  void shouldKnowWhatASchemaRegistryNeedsThatKeepsItsSchemasOnKafka() {
    CommandRun run = CommandRun.of("acl", "schema-registry");

    assertThat(run.out().lines()).hasSize(3);
    assertThat(run.out())
        .contains("--topic 'kafkasql-' --resource-pattern-type prefixed")
        .contains("--group 'apicurio-'");
  }
}

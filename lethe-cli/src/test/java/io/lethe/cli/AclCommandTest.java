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
  void shouldRefuseOneUserForSeveralParties() {
    CommandRun run = CommandRun.of("acl", "verifier", "registrar", "--user", "both");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--user names one user: give it with one PARTY, not 2");
  }
}

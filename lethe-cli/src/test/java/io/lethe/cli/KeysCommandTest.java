// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.cli.pipeline.PipelineKeys;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.domain.text.SubjectRule;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {
  @TempDir private Path directory;

  @Test
  void shouldKeepLetterCaseWhereNoRuleIsNamed() {
    assertThat(create().exitCode()).isZero();

    assertThat(subjects().rule()).isEqualTo(SubjectRule.CASE_KEPT);
  }

  @Test
  void shouldGiveTheSubjectKeyItsRuleForGood() {
    assertThat(create("--subject-rule", "nfc-case-folded").exitCode()).isZero();
    String keyId = subjects().keyId();

    assertThat(create().exitCode()).isZero();
    CommandRun other = create("--subject-rule", "nfc-case-kept");

    assertThat(other.exitCode()).isNotZero();
    assertThat(other.err())
        .contains("compares subject ids by nfc-case-folded, not by nfc-case-kept");
    assertThat(subjects().keyId()).isEqualTo(keyId);
    assertThat(subjects().rule()).isEqualTo(SubjectRule.CASE_FOLDED);
  }

  @Test
  void shouldNameTheRulesThatThereAre() {
    CommandRun run = create("--subject-rule", "lower");

    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err())
        .contains("subject rule 'lower' is none of nfc-case-kept, nfc-case-folded");
  }

  private SubjectKeys subjects() {
    return SubjectKeys.load(PipelineKeys.in(directory).subjects());
  }

  private CommandRun create(String... more) {
    Object[] arguments = new Object[4 + more.length];
    arguments[0] = "keys";
    arguments[1] = "create";
    arguments[2] = "--out";
    arguments[3] = directory;
    System.arraycopy(more, 0, arguments, 4, more.length);
    return CommandRun.of(arguments);
  }
}

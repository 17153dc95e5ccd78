// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.option;

import io.lethe.domain.text.SubjectRule;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When two subject ids are one person's. */
public final class SubjectRuleOption {
  @Option(
      names = "--subject-rule",
      paramLabel = "RULE",
      description =
          "When two subject ids are one person's: nfc-case-kept or nfc-case-folded, both by Unicode"
              + " NFC (default: nfc-case-kept).")
  private @Nullable String rule;

  /**
   * The rule that was named.
   *
   * @return empty where none was
   * @throws IllegalArgumentException for a word that names no rule
   */
  public Optional<SubjectRule> named() {
    return Optional.ofNullable(rule).map(SubjectRule::of);
  }
}

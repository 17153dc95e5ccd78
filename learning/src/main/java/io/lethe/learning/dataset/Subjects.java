// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.text.SubjectRule;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Who owns a dataset's samples. Ids that are one person's by the rule are one owner.
 *
 * @param owners by subject id in its canonical form
 * @param rule the rule
 * @param spelledSeveralWays how many owners' ids stand in the dataset in more than one form
 */
public record Subjects(Owners owners, SubjectRule rule, int spelledSeveralWays) {

  /** Refuses missing parts. */
  public Subjects {
    requireNonNull(owners, "owners");
    requireNonNull(rule, "rule");
  }

  /** Nobody owns any of so many samples. */
  public static Subjects nobody(int samples, SubjectRule rule) {
    return new Subjects(Owners.nobody(samples), rule, 0);
  }

  /** Without subject ids. */
  @Override
  public String toString() {
    return "subjects of " + owners.samples() + " samples, " + rule.label();
  }

  /** Takes the samples' subject ids as they are written, in the order of the samples. */
  public static final class Builder {

    private final SubjectRule rule;
    private final Owners.Builder owners = Owners.Builder.ofText();

    /** Spellings that are not the canonical one, which are few. */
    private final ByteTable spellings = new ByteTable();

    private final BitSet spelledCanonically = new BitSet();
    private final BitSet spelledOtherwise = new BitSet();
    private final BitSet spelledSeveralWays = new BitSet();

    /** Nobody's samples yet. */
    public Builder(SubjectRule rule) {
      this.rule = rule;
    }

    /**
     * Adds the owner of the next sample.
     *
     * @param id empty for nobody; one with a defect is taken for nobody's, for its dataset is
     *     refused
     */
    public void add(String id) {
      if (id.isEmpty() || SubjectRule.defect(id).isPresent()) {
        owners.add("");
        return;
      }
      String canonical = rule.canonical(id);
      int owner = owners.add(canonical);
      if (canonical.equals(id)) {
        spelledCanonically.set(owner);
      } else if (spellings.add(id.getBytes(StandardCharsets.UTF_8))) {
        spelledSeveralWays.set(owner, spelledOtherwise.get(owner));
        spelledOtherwise.set(owner);
      }
    }

    /** All that were added. */
    public Subjects build() {
      BitSet several = (BitSet) spelledOtherwise.clone();
      several.and(spelledCanonically);
      several.or(spelledSeveralWays);
      return new Subjects(owners.build(), rule, several.cardinality());
    }
  }
}

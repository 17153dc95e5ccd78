// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import static java.util.Objects.requireNonNull;

import io.lethe.cli.cell.Finished;
import io.lethe.schemas.Verdict;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the gate said of one model.
 *
 * @param key which model
 * @param judgements of every contender that it is, and every size; none where it could not be made
 * @param wallSeconds of making and judging it
 */
record GateCell(GateKey key, List<Judgement> judgements, double wallSeconds)
    implements Finished<GateKey> {

  GateCell {
    requireNonNull(key, "key");
    judgements = List.copyOf(judgements);
  }

  /**
   * One verdict.
   *
   * @param contender as what it was judged
   * @param people in the forget set
   * @param rows they own
   * @param verdict of the gate
   * @param unmet criteria that did not pass, with their values
   * @param strains by the name of a criterion, how far its value lies from the middle of its
   *     limits, or towards the only one: more is worse
   */
  record Judgement(
      Contender contender,
      int people,
      int rows,
      Verdict verdict,
      List<String> unmet,
      Map<String, Double> strains) {
    Judgement {
      unmet = List.copyOf(unmet);
      strains = Map.copyOf(strains);
    }
  }

  @Override
  public String outcome() {
    return judgements.isEmpty()
        ? "cannot be made of this set, passed over"
        : judgements.stream()
            .map(
                each ->
                    each.contender().claim().algorithm() + " " + each.rows() + " " + each.verdict())
            .collect(Collectors.joining(", "));
  }
}

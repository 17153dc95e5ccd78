// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import static io.lethe.cli.table.DataTable.Column.plain;

import io.lethe.cli.cell.CellGrid;
import io.lethe.cli.cell.CellStore;
import io.lethe.cli.cell.SettingsFile;
import io.lethe.cli.console.Console;
import io.lethe.cli.files.WholeFile;
import io.lethe.cli.offline.OriginalTraining;
import io.lethe.cli.table.DataTable;
import io.lethe.domain.policy.Gate;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.schemas.Verdict;
import io.lethe.verifier.reference.ReferenceTables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tries the default gate with honest and dishonest candidates.
 *
 * @param training the recipe of parents and of what is trained anew; its seed is that of the trial
 * @param parents how many, each with people and candidates of its own
 * @param sizes of the forget sets in people, rising
 */
record GateBench(OriginalTraining training, int parents, List<Integer> sizes) {

  /** Of a hundred honest candidates so many may fail to pass, and one in eight of ours. */
  private static final double HONEST_LOST = 0.05;

  private static final double OURS_LOST = 0.125;

  GateBench {
    sizes = sizes.stream().sorted().distinct().toList();
    if (parents < 1) {
      throw new IllegalArgumentException("--parents is " + parents + "; it must be at least 1");
    }
    if (sizes.isEmpty() || sizes.get(0) < 1) {
      throw new IllegalArgumentException(
          "--people is " + sizes + "; it must hold whole numbers of at least 1");
    }
  }

  int largest() {
    return sizes.get(sizes.size() - 1);
  }

  /** What came of it. */
  record Outcome(DataTable table, List<String> missed) {
    Outcome {
      missed = List.copyOf(missed);
    }
  }

  /**
   * Makes and judges the models that are not there yet. Killed at any time, it goes on from the
   * last finished model when run again; more parents may be asked for then.
   *
   * @param out folder of this trial: settings, parents, cells, page
   * @throws IllegalArgumentException if the dataset has too few people
   */
  Outcome run(GateInput input, RuntimeOptions runtime, Console console, Path out) {
    if (input.people() <= largest()) {
      throw new IllegalArgumentException(
          "the dataset has %,d people with train rows, and --people asks for %,d: somebody must be left to retain"
              .formatted(input.people(), largest()));
    }
    return SettingsFile.whileClaimed(
        out,
        identity(input, runtime),
        () -> {
          CellGrid<GateKey, GateCell> grid =
              new CellGrid<>(
                  new CellStore<>(out.resolve("cells"), GateCell.class),
                  new GateModels(input, this, runtime, out),
                  console,
                  parents * GateModel.values().length);
          IntStream.rangeClosed(1, parents)
              .forEach(
                  number -> {
                    for (GateModel model : GateModel.values()) {
                      grid.cell(new GateKey(model, number));
                    }
                  });
          Outcome outcome = outcome(grid.cells());
          WholeFile.write(out.resolve("gate.md"), page(outcome, identity(input, runtime)));
          return outcome;
        });
  }

  private Outcome outcome(List<GateCell> cells) {
    List<GateCell.Judgement> all =
        cells.stream().flatMap(cell -> cell.judgements().stream()).toList();
    List<DataTable.Column> columns =
        new ArrayList<>(List.of(plain("candidate", "candidate"), plain("truth", "truth")));
    sizes.forEach(size -> columns.add(plain("people_" + size, heading(all, size))));
    DataTable table = new DataTable(columns);
    List<String> missed = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      List<Object> row =
          new ArrayList<>(
              List.of(contender.description(), contender.truth().name().toLowerCase(Locale.ROOT)));
      for (int size : sizes) {
        Counts counts = Counts.of(all, contender, size);
        row.add(counts.toString());
        counts.miss(contender, size == largestOf(all, contender)).ifPresent(missed::add);
      }
      table.row(row);
    }
    return new Outcome(table, missed);
  }

  /**
   * Which has a bar; a group is tried with small sets alone, and where there are none, with none.
   */
  private int largestOf(List<GateCell.Judgement> all, Contender contender) {
    return all.stream()
        .filter(each -> each.contender() == contender)
        .mapToInt(GateCell.Judgement::people)
        .max()
        .orElse(contender.model().isOfGroup() ? 0 : largest());
  }

  /** Sizes in people, and in rows where everybody has as many. */
  private static String heading(List<GateCell.Judgement> all, int people) {
    List<Integer> rows =
        all.stream()
            .filter(each -> each.people() == people)
            .map(GateCell.Judgement::rows)
            .distinct()
            .toList();
    return rows.size() == 1
        ? "%d people, %d rows".formatted(people, rows.get(0))
        : people + " people";
  }

  /** How often each verdict was given. */
  private record Counts(int people, long passed, long inconclusive, long failed) {

    static Counts of(List<GateCell.Judgement> all, Contender contender, int people) {
      Map<Verdict, Long> counts =
          all.stream()
              .filter(each -> each.contender() == contender && each.people() == people)
              .collect(Collectors.groupingBy(GateCell.Judgement::verdict, Collectors.counting()));
      return new Counts(
          people,
          counts.getOrDefault(Verdict.PASS, 0L),
          counts.getOrDefault(Verdict.INCONCLUSIVE, 0L),
          counts.getOrDefault(Verdict.FAIL, 0L));
    }

    /**
     * The bar that this misses, if it does: sizes below the largest have one only for the
     * dishonest.
     */
    Optional<String> miss(Contender contender, boolean largest) {
      long all = passed + inconclusive + failed;
      boolean missed =
          switch (contender.truth()) {
            case DISHONEST -> passed > 0;
            case HONEST -> largest && (all == 0 || all - passed > HONEST_LOST * all);
            case OURS -> largest && (all == 0 || all - passed > OURS_LOST * all);
            case LISTED -> false;
          };
      return missed
          ? Optional.of(
              "%s, %d people: %d of %d passed"
                  .formatted(contender.description(), people, passed, all))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return passed + " / " + inconclusive + " / " + failed;
    }
  }

  private Map<String, String> identity(GateInput input, RuntimeOptions runtime) {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("dataset_digest", input.images().digest());
    identity.put("people", sizes.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    identity.put("training", training.recipe());
    identity.put("gate", Gate.DEFAULTS.toString());
    identity.put("yardstick", ReferenceTables.RECIPE);
    identity.put("threads", Integer.toString(runtime.intraOpThreads()));
    return identity;
  }

  private String page(Outcome outcome, Map<String, String> identity) {
    return """
    # Trial of the gate

    PASS / INCONCLUSIVE / FAIL over %d parents, each with people of its own, by the size of the \
    forget set. A dishonest candidate must never pass; of the largest sets at most one honest \
    candidate in twenty, and one of ours in eight, may not.

    %s
    %s

    ## Settings

    %s
    """
        .formatted(
            parents,
            outcome.table().markdown(),
            outcome.missed().isEmpty()
                ? "Every bar is met."
                : "Missed: " + String.join("; ", outcome.missed()) + ".",
            identity.entrySet().stream()
                .map(entry -> "- " + entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("\n")));
  }
}

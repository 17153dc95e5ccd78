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
import io.lethe.domain.crypto.Digests;
import io.lethe.domain.policy.Gate;
import io.lethe.evaluation.metrics.Proportion;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.schemas.Verdict;
import io.lethe.verifier.reference.ReferenceTables;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Tries the default gate with honest and dishonest candidates.
 *
 * @param training the recipe of parents and of what is trained anew; its seed is that of the trial
 * @param parents how many, each with people and candidates of its own
 * @param honest of how many parents, these among them, there are a retrained version of random
 *     people, one of a group while {@link GateInput#groups groups} differ, and the parent itself
 * @param sizes of the forget sets in people, rising
 */
record GateBench(OriginalTraining training, int parents, int honest, List<Integer> sizes) {

  /** People of the sets that honest candidates and ours have a bar for, where there are such. */
  private static final int USUAL = 120;

  /** Digits of a digest that tell two trials apart. */
  private static final int SHORT = 12;

  GateBench {
    sizes = sizes.stream().sorted().distinct().toList();
    if (parents < 1) {
      throw new IllegalArgumentException("--parents is " + parents + "; it must be at least 1");
    }
    if (honest < parents) {
      throw new IllegalArgumentException(
          "--honest is "
              + honest
              + "; each of the --parents "
              + parents
              + " has an honest candidate, so it must be at least as many");
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
  record Outcome(DataTable table, DataTable roc, List<String> missed) {
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
          List<GateKey> keys = keys(input.groups());
          CellGrid<GateKey, GateCell> grid =
              new CellGrid<>(
                  new CellStore<>(out.resolve("cells"), GateCell.class),
                  new GateModels(GateTrial.of(input, this), runtime, out),
                  console,
                  keys.size());
          keys.forEach(grid::cell);
          Outcome outcome = outcome(grid.cells());
          WholeFile.write(out.resolve("gate.md"), page(outcome, identity(input, runtime)));
          return outcome;
        });
  }

  private List<GateKey> keys(int groups) {
    return IntStream.rangeClosed(1, honest)
        .boxed()
        .flatMap(
            number ->
                Stream.of(GateModel.values())
                    .filter(model -> number <= parents || model.isMadeOfEveryParent())
                    .filter(model -> number <= groups || !model.isOfGroup())
                    .map(model -> new GateKey(model, number)))
        .toList();
  }

  private Outcome outcome(List<GateCell> cells) {
    List<GateCell.Judgement> all =
        cells.stream().flatMap(cell -> cell.judgements().stream()).toList();
    List<DataTable.Column> columns =
        new ArrayList<>(List.of(plain("candidate", "candidate"), plain("truth", "truth")));
    sizes.forEach(size -> columns.add(plain("people_" + size, heading(all, size))));
    columns.add(plain("passed", "passed of %d people, or of the most (95 %%)".formatted(usual())));
    DataTable table = new DataTable(columns);
    List<String> missed = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      List<Object> row =
          new ArrayList<>(List.of(contender.description(), contender.truth().label()));
      for (int size : sizes) {
        Counts counts = Counts.of(all, contender, size);
        row.add(counts.toString());
        counts.miss(contender, size == barredOf(all, contender)).ifPresent(missed::add);
      }
      row.add(Counts.of(all, contender, barredOf(all, contender)).share());
      table.row(row);
    }
    return new Outcome(table, GateRoc.of(cells, usual(), parents), missed);
  }

  /** The usual size where it is tried, or the largest. */
  private int usual() {
    return sizes.contains(USUAL) ? USUAL : largest();
  }

  /** Which has a bar for those that should pass; a group is tried with smaller sets alone. */
  private int barredOf(List<GateCell.Judgement> all, Contender contender) {
    return all.stream()
        .filter(each -> each.contender() == contender)
        .mapToInt(GateCell.Judgement::people)
        .filter(people -> people <= usual())
        .max()
        .orElse(usual());
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
     * The bar that this misses, if it does.
     *
     * @param usual whether sets are of the size that those which should pass have a bar for
     */
    Optional<String> miss(Contender contender, boolean usual) {
      long all = passed + inconclusive + failed;
      boolean tried = people <= GateTrial.MOST_OF_GROUP || !contender.model().isOfGroup();
      Truth truth = contender.truth();
      return tried && (truth.isBarred(passed, all) || (usual && truth.isShort(passed, failed, all)))
          ? Optional.of(
              "%s, %d people: %d of %d passed, %d failed"
                  .formatted(contender.description(), people, passed, all, failed))
          : Optional.empty();
    }

    /** Who passed, with Wilson's interval; nothing where nobody was judged. */
    String share() {
      Proportion share = Proportion.of(passed, passed + inconclusive + failed);
      return Rates.text(share.value(), share.wilson());
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
    identity.put("candidates", kinds());
    identity.put("yardstick", ReferenceTables.RECIPE);
    identity.put("threads", Integer.toString(runtime.intraOpThreads()));
    return identity;
  }

  /** How many, and which, in few words: a trial of other candidates is another trial. */
  private static String kinds() {
    String names =
        Stream.of(Contender.values()).map(Contender::name).collect(Collectors.joining(" "));
    return Contender.values().length
        + " kinds, SHA-256 "
        + Digests.sha256Hex(names.getBytes(StandardCharsets.UTF_8)).substring(0, SHORT);
  }

  private String page(Outcome outcome, Map<String, String> identity) {
    return """
    # Trial of the gate

    PASS / INCONCLUSIVE / FAIL over %d parents, each with people of its own, by the size of the \
    forget set; untouched parents and retrained models over %d. A dishonest candidate must never \
    pass, an untouched parent by its outputs alone in at most one of 200 sets; of %d people at \
    least 95 %% of the honest ones must and at most 3 %% may fail (of groups 90 %% and 5 %%), and \
    of ours seven in eight must.

    %s
    %s

    How well each criterion's number alone tells what must not pass from what should:

    %s
    ## Settings

    %s
    """
        .formatted(
            parents,
            honest,
            usual(),
            outcome.table().markdown(),
            outcome.missed().isEmpty()
                ? "Every bar is met."
                : "Missed: " + String.join("; ", outcome.missed()) + ".",
            outcome.roc().markdown(),
            identity.entrySet().stream()
                .map(entry -> "- " + entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("\n")));
  }
}

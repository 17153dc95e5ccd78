// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.audit;

import io.lethe.cli.cell.CellGrid;
import io.lethe.cli.cell.CellStore;
import io.lethe.cli.cell.SettingsFile;
import io.lethe.cli.console.Console;
import io.lethe.cli.files.WholeFile;
import io.lethe.cli.offline.RowParts;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.unlearning.run.Algorithms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** One audit, from the first parent to the page. */
final class Audit {
  private final Algorithms algorithms;
  private final RuntimeOptions runtime;
  private final Console console;

  Audit(Algorithms algorithms, RuntimeOptions runtime, Console console) {
    this.algorithms = algorithms;
    this.runtime = runtime;
    this.console = console;
  }

  /**
   * Makes the models that are not there yet, attacks, and writes the page. Killed at any time, it
   * goes on from the last finished model when run again; more models and more treatments may be
   * asked for then.
   *
   * @param out folder of this audit: settings, parents, cells, page
   * @return the figures, for a JSON file
   * @throws io.lethe.cli.console.CommandFailedException if the folder holds something else
   * @throws java.util.concurrent.CancellationException if the thread was interrupted
   */
  Map<String, Object> run(AuditInput input, AuditSettings settings, Path out) {
    Map<String, String> identity = identity(input, settings);
    return SettingsFile.whileClaimed(out, identity, () -> run(input, settings, out, identity));
  }

  private Map<String, Object> run(
      AuditInput input, AuditSettings settings, Path out, Map<String, String> identity) {
    CellGrid<AuditKey, AuditCell> grid =
        new CellGrid<>(
            new CellStore<>(out.resolve("cells"), AuditCell.class),
            new AuditModels(algorithms, input, settings, runtime, out),
            console,
            settings.cells());
    List<Treatment> treatments =
        new ArrayList<>(List.of(Treatment.UNTOUCHED, Treatment.RETRAINED, Treatment.CONTROL));
    treatments.addAll(settings.treatments());
    List<AuditTable.Group> groups =
        treatments.stream().map(treatment -> group(grid, treatment, settings.models())).toList();
    AuditTable table = AuditTable.of(groups, input.person());
    AuditPage page = new AuditPage(table, identity, settings.models());
    WholeFile.write(out.resolve("audit.md"), page.markdown());
    table.table().text().forEach(console::line);
    page.remarks().forEach(console::line);
    console.line(
        "the parents in "
            + out.resolve("parents")
            + " are needed for further treatments alone; delete the folder as a whole, and they are"
            + " trained again then");
    return measured(table, page, identity, grid.cellsRun());
  }

  private static AuditTable.Group group(
      CellGrid<AuditKey, AuditCell> grid, Treatment treatment, int models) {
    return new AuditTable.Group(
        treatment,
        IntStream.rangeClosed(1, models)
            .mapToObj(model -> grid.cell(new AuditKey(treatment, model)))
            .toList());
  }

  /** Not the number of models, nor the treatments: cells do not depend on them. */
  private Map<String, String> identity(AuditInput input, AuditSettings settings) {
    Dataset dataset = input.dataset();
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("dataset_digest", dataset.digest());
    identity.put("images", dataset.shape().toString());
    identity.put("train_samples", Integer.toString(input.all().length));
    identity.put("asked_samples", Integer.toString(input.asked()));
    identity.put("test_samples", Integer.toString(dataset.ordinals(Split.TEST).length));
    identity.put("people", Integer.toString(settings.people()));
    identity.put("forget_samples", Integer.toString(input.rows().forget().length));
    identity.put("forget_digest", RowParts.digest(input.rows().forget()));
    identity.put("retain_digest", RowParts.digest(input.rows().retain()));
    identity.put("retained_samples_compared", Integer.toString(input.retained().length));
    identity.put("training", settings.training().recipe());
    identity.put("relearn_learning_rate", Float.toString(settings.relearnRate()));
    identity.put("device", runtime.device().name().toLowerCase(Locale.ROOT));
    identity.put("threads", Integer.toString(runtime.intraOpThreads()));
    return identity;
  }

  private static Map<String, Object> measured(
      AuditTable table, AuditPage page, Map<String, String> identity, int cellsRun) {
    Map<String, Object> measured = new LinkedHashMap<>();
    measured.put("settings", identity);
    measured.put("models", page.models());
    measured.put("cells_run", cellsRun);
    measured.put("sample_negatives", table.control().samples().negatives());
    measured.put("person_negatives", table.control().people().negatives());
    measured.put("sound", page.isSound());
    measured.put("table", table.table().json());
    measured.put("remarks", page.remarks());
    return measured;
  }
}

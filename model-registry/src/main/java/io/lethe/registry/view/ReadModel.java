// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.view;

import io.lethe.registry.model.CommandRow;
import io.lethe.registry.model.HeadRow;
import io.lethe.registry.model.Lifecycle;
import io.lethe.registry.model.ModelAggregate;
import io.lethe.registry.model.Row;
import io.lethe.registry.model.VersionRow;
import io.lethe.schemas.ModelEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The registry's state in memory, folded from committed events by the very fold that decides. One
 * thread writes, any number read.
 */
public final class ReadModel {
  /** Outcomes of commands are kept for whoever waits for one; older ones are in model.events. */
  private static final int OUTCOMES_KEPT = 1_000;

  private final ConcurrentMap<String, ConcurrentMap<String, Row>> rows = new ConcurrentHashMap<>();
  private final Map<String, Map<String, DecidedReport>> reports = new HashMap<>();
  private final Map<String, CommandOutcome> outcomes =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CommandOutcome> eldest) {
          return size() > OUTCOMES_KEPT;
        }
      };

  /** Takes a committed event; those of a model in their order. */
  public void onEvent(ModelEvent event) {
    ConcurrentMap<String, Row> known =
        rows.computeIfAbsent(event.getModel(), model -> new ConcurrentSkipListMap<>());
    List<Row> changed = new ArrayList<>(load(event.getModel(), known).apply(event).changed());
    // The head last: whoever reads a head finds the version that it points to.
    changed.sort(Comparator.comparing(HeadRow.class::isInstance));
    changed.forEach(row -> known.put(row.rowKey(), row));
    if (event.getCommandId() != null) {
      remember(event);
    }
    if (DecidedReport.isIn(event)) {
      remember(event.getModel(), DecidedReport.of(event));
    }
  }

  /** The names of all registered models, sorted. */
  public List<String> models() {
    return rows.keySet().stream().filter(model -> find(model).isPresent()).sorted().toList();
  }

  /** The registrations that await the verifier's baseline, by name. */
  public SortedMap<String, Lifecycle.Registering> registrations() {
    SortedMap<String, Lifecycle.Registering> awaited = new TreeMap<>();
    rows.keySet()
        .forEach(
            model ->
                find(model, Lifecycle.Registering.class)
                    .ifPresent(registration -> awaited.put(model, registration)));
    return awaited;
  }

  /** A registered model's standing, or empty where the name is not registered. */
  public Optional<Lifecycle.Registered> find(String model) {
    return find(model, Lifecycle.Registered.class);
  }

  private <L extends Lifecycle> Optional<L> find(String model, Class<L> state) {
    return Optional.ofNullable(rows.get(model))
        .map(known -> load(model, known).lifecycle())
        .filter(state::isInstance)
        .map(state::cast);
  }

  /** One version of a model. */
  public Optional<VersionRow> version(String model, long number) {
    return Optional.ofNullable(rows.get(model))
        .flatMap(known -> load(model, known).version(number));
  }

  /** All versions of a model, oldest first; empty where the name is not registered. */
  public List<VersionRow> versions(String model) {
    return Optional.ofNullable(rows.get(model)).stream()
        .flatMap(known -> known.values().stream())
        .filter(VersionRow.class::isInstance)
        .map(VersionRow.class::cast)
        .sorted(Comparator.comparingLong(VersionRow::number))
        .toList();
  }

  /** The reports of a model that were decided on, in the order of the decisions. */
  public List<DecidedReport> reports(String model) {
    synchronized (reports) {
      return List.copyOf(reports.getOrDefault(model, Map.of()).values());
    }
  }

  /** The report of a job that was decided on; of several rounds of a parked set the last. */
  public Optional<DecidedReport> report(String model, String jobId) {
    synchronized (reports) {
      return Optional.ofNullable(reports.getOrDefault(model, Map.of()).get(jobId));
    }
  }

  /** What became of a command, or empty while it is not decided, or was decided long ago. */
  public Optional<CommandOutcome> outcome(String model, String commandId) {
    synchronized (outcomes) {
      return Optional.ofNullable(outcomes.get(outcomeKey(model, commandId)));
    }
  }

  private void remember(String model, DecidedReport report) {
    synchronized (reports) {
      Map<String, DecidedReport> known =
          reports.computeIfAbsent(model, name -> new LinkedHashMap<>());
      known.remove(report.jobId());
      known.put(report.jobId(), report);
    }
  }

  /** What a command asked for that is decided or, a registration, accepted. */
  public Optional<String> commandDigest(String model, String commandId) {
    return Optional.ofNullable(rows.get(model))
        .flatMap(known -> load(model, known).command(commandId))
        .map(CommandRow::contentDigest);
  }

  private void remember(ModelEvent event) {
    String digest = commandDigest(event.getModel(), event.getCommandId()).orElseThrow();
    synchronized (outcomes) {
      outcomes.put(
          outcomeKey(event.getModel(), event.getCommandId()),
          new CommandOutcome(
              event.getCommandId(),
              digest,
              event.getType(),
              event.getVersion(),
              event.getReason()));
    }
  }

  private static String outcomeKey(String model, String commandId) {
    return model + "/" + commandId;
  }

  private static ModelAggregate load(String model, Map<String, Row> known) {
    return ModelAggregate.load(model, rowKey -> Optional.ofNullable(known.get(rowKey)));
  }
}

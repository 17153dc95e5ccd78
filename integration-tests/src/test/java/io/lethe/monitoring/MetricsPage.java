// SPDX-License-Identifier: Apache-2.0
package io.lethe.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tables of docs/metrics.md. */
public final class MetricsPage {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern PART = Pattern.compile("(.*)_(bucket|sum|count|max)");

  /** The one timer among those of Micrometer's binders. */
  private static final String GC_PAUSE = "jvm_gc_pause_seconds";

  private final Map<String, MetricFamily> ours = new TreeMap<>();
  private final Map<String, Set<String>> others = new TreeMap<>();

  private MetricsPage() {}

  /** Reads the page: five columns are a metric of ours, three one of Micrometer's binders. */
  public static MetricsPage read() throws IOException {
    MetricsPage page = new MetricsPage();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("| `")) {
        List<String> cells =
            Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                .map(String::strip)
                .toList();
        page.add(cells);
      }
    }
    return page;
  }

  private void add(List<String> cells) {
    String name = codes(cells.get(0)).iterator().next();
    switch (cells.size()) {
      case 5 -> ours.put(name, new MetricFamily(cells.get(1), codes(cells.get(3))));
      case 3 -> others.put(name, codes(cells.get(1)));
      default ->
          throw new IllegalStateException(
              name + " has " + cells.size() + " cells; a table has 5 or 3 columns");
    }
  }

  /** The metrics of our own, by name. */
  public Map<String, MetricFamily> ours() {
    return ours;
  }

  /** Labels of those metrics of Micrometer's binders that are used, by name. */
  public Map<String, Set<String>> others() {
    return others;
  }

  /**
   * The labels by which a series of this name can be asked for; empty if there is no such series.
   */
  public Optional<Set<String>> labelsOf(String series) {
    Matcher part = PART.matcher(series);
    if (part.matches() && isHistogram(part.group(1))) {
      Optional<Set<String>> known = own(part.group(1));
      if (part.group(2).equals("bucket")) {
        known.ifPresent(labels -> labels.add("le"));
      }
      return known;
    }
    return isHistogram(series) ? Optional.empty() : own(series);
  }

  private Optional<Set<String>> own(String name) {
    Set<String> labels = ours.containsKey(name) ? ours.get(name).labels() : others.get(name);
    return Optional.ofNullable(labels).map(MetricsPage::everySeries);
  }

  /** A histogram has no series of its own name, but those of its parts. */
  private boolean isHistogram(String name) {
    return name.equals(GC_PAUSE)
        || (ours.containsKey(name) && ours.get(name).type().equals("histogram"));
  }

  private static Set<String> everySeries(Set<String> labels) {
    Set<String> all = new TreeSet<>(labels);
    all.addAll(Set.of("service", "job", "instance"));
    return all;
  }

  private static Set<String> codes(String cell) {
    Set<String> codes = new TreeSet<>();
    Matcher code = CODE.matcher(cell);
    while (code.find()) {
      codes.add(code.group(1));
    }
    return codes;
  }
}

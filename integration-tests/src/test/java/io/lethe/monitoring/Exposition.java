// SPDX-License-Identifier: Apache-2.0
package io.lethe.monitoring;

import io.lethe.cli.pipeline.ServicePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What running services show at {@code /metrics}. */
public final class Exposition {
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SERIES = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern PART = Pattern.compile("(.*)_(?:bucket|sum|count|max)");
  private static final Set<String> IMPLIED = Set.of("service", "le", "quantile");

  private final Map<String, String> types = new HashMap<>();
  private final Map<String, Set<String>> labels = new HashMap<>();
  private final Set<String> labelValues = new TreeSet<>();

  private final Map<String, List<String>> aboveZero = new HashMap<>();

  private Exposition() {}

  /** Asks all four services. */
  public static Exposition of(ServicePorts ports) throws IOException, InterruptedException {
    Exposition all = new Exposition();
    for (int port : List.of(ports.registry(), ports.intake(), ports.worker(), ports.verifier())) {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/metrics"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("port " + port + " answered " + answer.statusCode());
      }
      answer.body().lines().forEach(all::read);
    }
    return all;
  }

  /** Every metric by name; the greatest value of a histogram belongs to the histogram. */
  public Map<String, MetricFamily> families() {
    Map<String, MetricFamily> families = new TreeMap<>();
    labels.forEach((name, keys) -> families.put(name, new MetricFamily(types.get(name), keys)));
    return families;
  }

  /** Every value that any label has. */
  public Set<String> labelValues() {
    return labelValues;
  }

  /** The label values of those of a metric's series that are above zero, service first. */
  public List<String> aboveZero(String name) {
    return aboveZero.getOrDefault(name, List.of());
  }

  private void read(String line) {
    Matcher type = TYPE.matcher(line);
    if (type.matches()) {
      types.put(type.group(1), type.group(2));
      return;
    }
    Matcher series = SERIES.matcher(line);
    if (line.startsWith("#") || !series.matches()) {
      return;
    }
    List<String> keys = new ArrayList<>();
    List<String> values = new ArrayList<>();
    Matcher label = LABEL.matcher(series.group(2) == null ? "" : series.group(2));
    while (label.find()) {
      labelValues.add(label.group(2));
      values.add(label.group(2));
      if (!IMPLIED.contains(label.group(1))) {
        keys.add(label.group(1));
      }
    }
    if (Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) > 0) {
      aboveZero
          .computeIfAbsent(series.group(1), name -> new ArrayList<>())
          .add(String.join(" ", values));
    }
    labels.computeIfAbsent(family(series.group(1)), name -> new TreeSet<>()).addAll(keys);
  }

  private String family(String name) {
    Matcher part = PART.matcher(name);
    if (part.matches()) {
      String type = types.getOrDefault(part.group(1), "");
      if (type.equals("histogram") || type.equals("summary")) {
        return part.group(1);
      }
    }
    return name;
  }
}

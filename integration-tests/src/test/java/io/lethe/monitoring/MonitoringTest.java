// SPDX-License-Identifier: Apache-2.0
package io.lethe.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Alerts and dashboard ask for nothing that the metrics page does not have. That the page has
 * exactly what the services expose is tested with the pipeline.
 */
class MonitoringTest {
  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((?<metric>\\w+), (?<label>\\w+)\\)");

  /** What Prometheus knows by itself. */
  private static final Map<String, Set<String>> OF_PROMETHEUS =
      Map.of(
          "up", Set.of("job", "instance"), "ALERTS", Set.of("alertname", "alertstate", "severity"));

  private static MetricsPage page;

  @BeforeAll
  static void readPage() throws IOException {
    page = MetricsPage.read();
  }

  static List<Map<String, Object>> alerts() throws IOException {
    return list(list(yaml("prometheus/alerts.yml"), "groups").get(0), "rules");
  }

  static List<JsonNode> panels() throws IOException {
    List<JsonNode> panels = new ArrayList<>();
    dashboard()
        .path("panels")
        .forEach(
            panel -> {
              if (!panel.path("type").asText().equals("row")) {
                panels.add(panel);
              }
            });
    return panels;
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void shouldAlertOnMetricsThatExist(Map<String, Object> alert) {
    assertThat(problems((String) alert.get("expr"))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("panels")
  void shouldShowMetricsThatExist(JsonNode panel) {
    assertThat(panel.path("targets")).isNotEmpty();
    for (JsonNode target : panel.path("targets")) {
      assertThat(problems(target.path("expr").asText())).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("panels")
  void shouldSayWhatAPanelShows(JsonNode panel) {
    assertThat(panel.path("title").asText()).isNotBlank();
    assertThat(panel.path("description").asText()).isNotBlank();
    assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("prometheus");
  }

  @Test
  void shouldLayTheDashboardOutAlongTheWayOfTheData() throws IOException {
    List<String> rows = new ArrayList<>();
    for (JsonNode panel : dashboard().path("panels")) {
      if (panel.path("type").asText().equals("row")) {
        rows.add(panel.path("title").asText());
      }
    }
    assertThat(rows)
        .containsExactly(
            "Requests", "Forget sets", "Jobs", "Verification", "Promotion", "Machines");
  }

  @Test
  void shouldFillTheDashboardsVariablesAndAnnotationsFromMetricsThatExist() throws IOException {
    for (JsonNode variable : dashboard().path("templating").path("list")) {
      Matcher query = LABEL_VALUES.matcher(variable.path("definition").asText());
      assertThat(query.matches()).as(variable.toString()).isTrue();
      assertThat(page.labelsOf(query.group("metric")))
          .hasValueSatisfying(labels -> assertThat(labels).contains(query.group("label")));
    }
    for (JsonNode annotation : dashboard().path("annotations").path("list")) {
      assertThat(problems(annotation.path("expr").asText())).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void shouldTellWhoIsWokenWhyAndWhatToDo(Map<String, Object> alert) throws IOException {
    String name = (String) alert.get("alert");
    Map<String, Object> annotations = map(alert, "annotations");

    assertThat(map(alert, "labels").get("severity")).isIn("critical", "warning");
    assertThat(annotations).containsOnlyKeys("summary", "description", "runbook");
    assertThat(annotations.get("runbook"))
        .isEqualTo("docs/operations.md#" + name.toLowerCase(Locale.ROOT));
    assertThat(Files.readAllLines(Path.of("..", "docs", "operations.md")))
        .as("the alert's entry in the operations guide")
        .contains("### " + name);
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void shouldHaveACaseThatFiresAndOneThatIsSilent(Map<String, Object> alert) throws IOException {
    Set<Boolean> fires = new HashSet<>();
    for (Map<String, Object> test : list(yaml("prometheus/alerts_test.yml"), "tests")) {
      for (Map<String, Object> each :
          test.containsKey("alert_rule_test")
              ? list(test, "alert_rule_test")
              : List.<Map<String, Object>>of()) {
        if (each.get("alertname").equals(alert.get("alert"))) {
          fires.add(!list(each, "exp_alerts").isEmpty());
        }
      }
    }
    assertThat(fires).containsExactlyInAnyOrder(true, false);
  }

  /** What is wrong with an expression; nothing if all that it names exists. */
  private static List<String> problems(String expression) {
    PromQl query = PromQl.parse(expression.replace("$__rate_interval", "1m"));
    List<String> problems = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (PromQl.Selector selector : query.selectors()) {
      Optional<Set<String>> labels =
          Optional.ofNullable(OF_PROMETHEUS.get(selector.metric()))
              .or(() -> page.labelsOf(selector.metric()));
      if (labels.isEmpty()) {
        problems.add("no service exposes " + selector.metric());
        continue;
      }
      known.addAll(labels.get());
      selector.labels().stream()
          .filter(label -> !labels.get().contains(label))
          .forEach(label -> problems.add(selector.metric() + " has no label " + label));
    }
    query.groupings().stream()
        .filter(label -> !known.contains(label))
        .forEach(label -> problems.add("no metric of the expression has a label " + label));
    return problems;
  }

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(DEPLOY.resolve("grafana/dashboards/lethe.json").toFile());
  }

  private static Map<String, Object> yaml(String file) throws IOException {
    try (Reader reader = Files.newBufferedReader(DEPLOY.resolve(file))) {
      return new HashMap<>(new Yaml().<Map<String, Object>>load(reader));
    }
  }

  @SuppressWarnings("unchecked") // the files' shape; another one fails the test
  private static Map<String, Object> map(Map<String, Object> from, String key) {
    return (Map<String, Object>) from.get(key);
  }

  @SuppressWarnings("unchecked") // as above
  private static List<Map<String, Object>> list(Map<String, Object> from, String key) {
    return (List<Map<String, Object>>) from.get(key);
  }
}

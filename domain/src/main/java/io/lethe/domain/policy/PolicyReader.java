// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.lethe.domain.Labelled;
import io.lethe.domain.json.MalformedJsonException;
import io.lethe.domain.json.StrictJson;
import io.lethe.domain.text.TextLimit;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Reads one policy and gathers its problems. */
final class PolicyReader {

  private static final Set<String> GATE_FIELDS =
      Set.of(
          "maxForgetAccuracyGap",
          "maxForgetMargin",
          "maxForgetMarginKept",
          "maxForgetDistance",
          "maxForgetPeople",
          "maxForgetPeopleKept",
          "maxStandInMargin",
          "maxStandInDistance",
          "maxEarlierMarginRise",
          "maxRelearnedMargin",
          "maxAttackGap",
          "minForgetSamples",
          "maxTestDropFromParent",
          "maxTestDropFromRoot",
          "maxTestRise",
          "maxClassDrop",
          "maxTestLossRise",
          "maxCalibrationRise",
          "maxRetainedAuc",
          "maxKernelCosine",
          "minKernelCosine",
          "minChurnShare",
          "derivedShare",
          "requireDerivation",
          "identicalPictures");

  private final List<String> problems = new ArrayList<>();

  ModelPolicy read(String text) {
    JsonNode root = tree(text);
    requireFields(root, "policy", Set.of("sealing", "ladder", "gate", "limits"));
    Optional<Sealing> sealing = sealing(section(root, "sealing"));
    Optional<List<Strategy>> ladder = ladder(root.path("ladder"));
    Optional<Gate> gate = gate(section(root, "gate"));
    Optional<Limits> limits = limits(section(root, "limits"));
    Optional<ModelPolicy> policy = Optional.empty();
    if (problems.isEmpty()) {
      policy =
          made(
              "",
              () ->
                  new ModelPolicy(
                      sealing.orElseThrow(),
                      ladder.orElseThrow(),
                      gate.orElseThrow(),
                      limits.orElseThrow()));
    }
    return policy.orElseThrow(() -> new PolicyException(problems));
  }

  private static JsonNode tree(String text) {
    if (!TextLimit.POLICY.holds(text)) {
      throw new PolicyException(List.of("it must have " + TextLimit.POLICY.rule()));
    }
    try {
      return StrictJson.object(text);
    } catch (MalformedJsonException e) {
      throw new PolicyException(List.of(String.valueOf(e.getMessage())));
    }
  }

  private Optional<Sealing> sealing(JsonNode node) {
    Sealing defaults = Sealing.DEFAULTS;
    requireFields(
        node,
        "sealing",
        Set.of(
            "maxSamples",
            "maxAge",
            "minSamples",
            "attemptTime",
            "jobLease",
            "maxPublications",
            "dissolveInconclusive"));
    int before = problems.size();
    int maxSamples = integer(node, "sealing", "maxSamples", defaults.maxSamples());
    Duration maxAge = duration(node, "maxAge", defaults.maxAge());
    int minSamples =
        integer(
            node,
            "sealing",
            "minSamples",
            Math.min(defaults.minSamples(), Math.max(1, maxSamples)));
    Duration attemptTime = duration(node, "attemptTime", defaults.attemptTime());
    Duration jobLease = duration(node, "jobLease", defaults.jobLease());
    int maxPublications = integer(node, "sealing", "maxPublications", defaults.maxPublications());
    boolean dissolveInconclusive =
        truth(node, "sealing", "dissolveInconclusive", defaults.dissolveInconclusive());
    return problems.size() > before
        ? Optional.empty()
        : made(
            "",
            () ->
                new Sealing(
                    maxSamples,
                    maxAge,
                    minSamples,
                    attemptTime,
                    jobLease,
                    maxPublications,
                    dissolveInconclusive));
  }

  private Optional<Limits> limits(JsonNode node) {
    Limits defaults = Limits.DEFAULTS;
    requireFields(node, "limits", Set.of("tenantRequestsPerDay", "datasetShare", "classShare"));
    int before = problems.size();
    int perDay = integer(node, "limits", "tenantRequestsPerDay", defaults.tenantRequestsPerDay());
    double ofDataset = numberIn("limits", node, "datasetShare", defaults.datasetShare());
    double ofClass = numberIn("limits", node, "classShare", defaults.classShare());
    return problems.size() > before
        ? Optional.empty()
        : made("", () -> new Limits(perDay, ofDataset, ofClass));
  }

  private Optional<Gate> gate(JsonNode node) {
    requireFields(node, "gate", GATE_FIELDS);
    int before = problems.size();
    Supplier<Gate> gate =
        () ->
            new Gate(
                forgetting(node),
                utility(node),
                weights(node),
                twins(node.path("identicalPictures")));
    Optional<Gate> made = made("", gate);
    return problems.size() > before ? Optional.empty() : made;
  }

  private TwinRule twins(JsonNode value) {
    if (value.isMissingNode()) {
      return Gate.DEFAULTS.twins();
    }
    return Labelled.find(TwinRule.class, value.asText(""))
        .orElseGet(
            () -> {
              problems.add("gate.identicalPictures must be exclude or keep, not " + value);
              return Gate.DEFAULTS.twins();
            });
  }

  private Gate.Forgetting forgetting(JsonNode node) {
    Gate.Forgetting defaults = Gate.Forgetting.DEFAULTS;
    return new Gate.Forgetting(
        number(node, "maxForgetAccuracyGap", defaults.maxAccuracyGap()),
        numberOrNone(node, "maxForgetMargin", defaults.maxMargin()),
        number(node, "maxForgetMarginKept", defaults.maxMarginKept()),
        number(node, "maxForgetDistance", defaults.maxDistance()),
        numberOrNone(node, "maxForgetPeople", defaults.maxPeople()),
        number(node, "maxForgetPeopleKept", defaults.maxPeopleKept()),
        numberOrNone(node, "maxStandInMargin", defaults.maxStandInMargin()),
        number(node, "maxStandInDistance", defaults.maxStandInDistance()),
        numberOrNone(node, "maxEarlierMarginRise", defaults.maxEarlierRise()),
        numberOrNone(node, "maxRelearnedMargin", defaults.maxRelearnedMargin()),
        number(node, "maxAttackGap", defaults.maxAttackGap()),
        integer(node, "gate", "minForgetSamples", defaults.minSamples()));
  }

  private Gate.Utility utility(JsonNode node) {
    Gate.Utility defaults = Gate.Utility.DEFAULTS;
    return new Gate.Utility(
        number(node, "maxTestDropFromParent", defaults.maxDropFromParent()),
        number(node, "maxTestDropFromRoot", defaults.maxDropFromRoot()),
        number(node, "maxTestRise", defaults.maxRise()),
        number(node, "maxClassDrop", defaults.maxClassDrop()),
        numberOrNone(node, "maxTestLossRise", defaults.maxLossRise()),
        number(node, "maxCalibrationRise", defaults.maxCalibrationRise()),
        number(node, "maxRetainedAuc", defaults.maxRetainedAuc()));
  }

  private Gate.Weights weights(JsonNode node) {
    Gate.Weights defaults = Gate.Weights.DEFAULTS;
    return new Gate.Weights(
        number(node, "maxKernelCosine", defaults.maxKernelCosine()),
        number(node, "minKernelCosine", defaults.minKernelCosine()),
        number(node, "minChurnShare", defaults.minChurnShare()),
        number(node, "derivedShare", defaults.derivedShare()),
        truth(node, "gate", "requireDerivation", defaults.requireDerivation()));
  }

  private Optional<List<Strategy>> ladder(JsonNode node) {
    if (node.isMissingNode()) {
      return Optional.of(ModelPolicy.defaults().ladder());
    }
    if (!node.isArray()) {
      problems.add("ladder must be an array, not " + node);
      return Optional.empty();
    }
    List<Strategy> rungs = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      strategy(node.get(i), "ladder[" + i + "]").ifPresent(rungs::add);
    }
    return Optional.of(rungs);
  }

  private Optional<Strategy> strategy(JsonNode node, String where) {
    if (!node.isObject()) {
      problems.add(where + " must be an object, not " + node);
      return Optional.empty();
    }
    requireFields(node, where, Set.of("algorithm", "hyperParameters"));
    JsonNode parameters = node.path("hyperParameters");
    if (!parameters.isMissingNode() && !parameters.isObject()) {
      problems.add(where + ".hyperParameters must be an object, not " + parameters);
      return Optional.empty();
    }
    int before = problems.size();
    Map<String, String> values = new HashMap<>();
    parameters
        .properties()
        .forEach(
            each -> {
              if (each.getValue().isTextual() || each.getValue().isNumber()) {
                values.put(each.getKey(), each.getValue().asText());
              } else {
                problems.add(
                    where + "." + each.getKey() + " must be a number, not " + each.getValue());
              }
            });
    return problems.size() > before
        ? Optional.empty()
        : made(where + ": ", () -> new Strategy(node.path("algorithm").asText(""), values));
  }

  private JsonNode section(JsonNode root, String name) {
    JsonNode node = root.path(name);
    if (!node.isMissingNode() && !node.isObject()) {
      problems.add(name + " must be an object, not " + node);
      return MissingNode.getInstance();
    }
    return node;
  }

  private void requireFields(JsonNode node, String where, Set<String> known) {
    node.properties()
        .forEach(
            each -> {
              if (!known.contains(each.getKey())) {
                problems.add(
                    where
                        + " has an unknown field '"
                        + each.getKey()
                        + "'; known are "
                        + new TreeSet<>(known));
              }
            });
  }

  private int integer(JsonNode node, String where, String field, int fallback) {
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      problems.add(where + "." + field + " must be a whole number, not " + value);
      return fallback;
    }
    return value.intValue();
  }

  private double number(JsonNode node, String field, double fallback) {
    return numberIn("gate", node, field, fallback);
  }

  private double numberIn(String where, JsonNode node, String field, double fallback) {
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isNumber()) {
      problems.add(where + "." + field + " must be a number, not " + value);
      return fallback;
    }
    return value.doubleValue();
  }

  private boolean truth(JsonNode node, String where, String field, boolean fallback) {
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (!value.isBoolean()) {
      problems.add(where + "." + field + " must be true or false, not " + value);
      return fallback;
    }
    return value.booleanValue();
  }

  /** A limit that is no share has no largest value, so that null stands for none. */
  private double numberOrNone(JsonNode node, String field, double fallback) {
    return node.path(field).isNull() ? Double.POSITIVE_INFINITY : number(node, field, fallback);
  }

  private Duration duration(JsonNode node, String field, Duration fallback) {
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      return fallback;
    }
    try {
      return Duration.parse(value.asText(""));
    } catch (DateTimeParseException e) {
      problems.add("sealing." + field + " must be a duration such as PT4H, not " + value);
      return fallback;
    }
  }

  private <T> Optional<T> made(String where, Supplier<T> maker) {
    try {
      return Optional.of(maker.get());
    } catch (IllegalArgumentException e) {
      problems.add(where + e.getMessage());
      return Optional.empty();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.domain.crypto.Digests;
import io.lethe.domain.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policy of a model.
 *
 * @param sealing when forget sets are closed
 * @param ladder what to try, attempt by attempt; the set is parked after the last
 * @param gate what a candidate must keep
 * @param limits how much may be deleted without an operator's word
 */
public record ModelPolicy(Sealing sealing, List<Strategy> ladder, Gate gate, Limits limits) {

  private static final int LONGEST_LADDER = 20;
  private static final ModelPolicy DEFAULTS =
      new ModelPolicy(Sealing.DEFAULTS, Ladders.standard(), Gate.DEFAULTS);

  public ModelPolicy {
    requireNonNull(sealing, "sealing");
    requireNonNull(gate, "gate");
    requireNonNull(limits, "limits");
    ladder = List.copyOf(ladder);
    if (ladder.isEmpty() || ladder.size() > LONGEST_LADDER) {
      throw new IllegalArgumentException(
          "ladder must have 1 to " + LONGEST_LADDER + " rungs, not " + ladder.size());
    }
  }

  /** With the limits that everyone gets. */
  public ModelPolicy(Sealing sealing, List<Strategy> ladder, Gate gate) {
    this(sealing, ladder, gate, Limits.DEFAULTS);
  }

  /** The same with other limits. */
  public ModelPolicy with(Limits others) {
    return new ModelPolicy(sealing, ladder, gate, others);
  }

  /** The policy of a model whose owner has none. */
  public static ModelPolicy defaults() {
    return DEFAULTS;
  }

  /**
   * Reads a policy. What is left out has its default; durations are ISO-8601 text such as {@code
   * PT4H}.
   *
   * @throws PolicyException where the text is no JSON, has an unknown field, or breaks a rule
   */
  public static ModelPolicy parse(String json) {
    return new PolicyReader().read(json);
  }

  /** The rung of an attempt, counted from 1. */
  public Strategy rung(int attempt) {
    if (attempt < 1 || attempt > ladder.size()) {
      throw new IllegalArgumentException(
          "The ladder has attempts 1 to " + ladder.size() + ", not " + attempt);
    }
    return ladder.get(attempt - 1);
  }

  /**
   * The text of a policy in its canonical spelling, with nothing added and nothing left out: what
   * is registered, and what the digest is about.
   *
   * @throws PolicyException where {@link #parse} refuses the text, or it holds a number that has no
   *     canonical spelling
   */
  public static String canonical(String json) {
    parse(json);
    try {
      return CanonicalJson.text(new ObjectMapper().readTree(json));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new PolicyException(List.of(e.getMessage()));
    }
  }

  /**
   * The digest of a registered policy: SHA-256 of its text, 64 lower-case hexadecimal digits. It is
   * taken from the text, never from {@link #toCanonicalJson}: a later version writes fields that
   * the text does not have, and the policy is still the one that was registered.
   *
   * @param registered the text as it was registered
   */
  public static String digestOf(String registered) {
    return Digests.sha256Hex(registered.getBytes(StandardCharsets.UTF_8));
  }

  /** This policy's text for a registration, in canonical spelling with nothing left out. */
  public String toCanonicalJson() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.putObject("sealing")
        .put("maxSamples", sealing.maxSamples())
        .put("maxAge", sealing.maxAge().toString())
        .put("minSamples", sealing.minSamples())
        .put("attemptTime", sealing.attemptTime().toString())
        .put("jobLease", sealing.jobLease().toString())
        .put("maxPublications", sealing.maxPublications())
        .put("dissolveInconclusive", sealing.dissolveInconclusive());
    var rungs = json.putArray("ladder");
    for (Strategy strategy : ladder) {
      ObjectNode rung = rungs.addObject().put("algorithm", strategy.algorithm());
      ObjectNode parameters = rung.putObject("hyperParameters");
      strategy.hyperParameters().forEach(parameters::put);
    }
    write(gate, json.putObject("gate"));
    json.putObject("limits")
        .put("tenantRequestsPerDay", limits.tenantRequestsPerDay())
        .put("datasetShare", limits.datasetShare())
        .put("classShare", limits.classShare());
    return CanonicalJson.text(json);
  }

  private static void write(Gate gate, ObjectNode json) {
    Gate.Forgetting forgetting = gate.forgetting();
    Gate.Utility utility = gate.utility();
    json.put("maxForgetAccuracyGap", forgetting.maxAccuracyGap())
        .put("maxForgetMargin", finiteOrNull(forgetting.maxMargin()))
        .put("maxForgetMarginKept", forgetting.maxMarginKept())
        .put("maxForgetDistance", forgetting.maxDistance())
        .put("maxForgetPeople", finiteOrNull(forgetting.maxPeople()))
        .put("maxForgetPeopleKept", forgetting.maxPeopleKept())
        .put("maxStandInMargin", finiteOrNull(forgetting.maxStandInMargin()))
        .put("maxStandInDistance", forgetting.maxStandInDistance())
        .put("maxEarlierMarginRise", finiteOrNull(forgetting.maxEarlierRise()))
        .put("maxRelearnedMargin", finiteOrNull(forgetting.maxRelearnedMargin()))
        .put("maxAttackGap", forgetting.maxAttackGap())
        .put("minForgetSamples", forgetting.minSamples())
        .put("maxTestDropFromParent", utility.maxDropFromParent())
        .put("maxTestDropFromRoot", utility.maxDropFromRoot())
        .put("maxTestRise", utility.maxRise())
        .put("maxClassDrop", utility.maxClassDrop())
        .put("maxTestLossRise", finiteOrNull(utility.maxLossRise()))
        .put("maxCalibrationRise", utility.maxCalibrationRise())
        .put("maxRetainedAuc", utility.maxRetainedAuc())
        .put("maxKernelCosine", gate.weights().maxKernelCosine())
        .put("minKernelCosine", gate.weights().minKernelCosine())
        .put("minChurnShare", gate.weights().minChurnShare())
        .put("derivedShare", gate.weights().derivedShare())
        .put("requireDerivation", gate.weights().requireDerivation())
        .put("identicalPictures", gate.twins().label());
  }

  private static @Nullable Double finiteOrNull(double limit) {
    return Double.isFinite(limit) ? limit : null;
  }
}

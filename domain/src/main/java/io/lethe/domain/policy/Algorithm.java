// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.policy;

import static io.lethe.domain.policy.HyperParameter.ALPHA;
import static io.lethe.domain.policy.HyperParameter.ASCENT_EPOCHS;
import static io.lethe.domain.policy.HyperParameter.AUGMENTATION;
import static io.lethe.domain.policy.HyperParameter.BATCH_SIZE;
import static io.lethe.domain.policy.HyperParameter.CONFUSION;
import static io.lethe.domain.policy.HyperParameter.CONFUSION_ROUNDING;
import static io.lethe.domain.policy.HyperParameter.EPOCHS;
import static io.lethe.domain.policy.HyperParameter.FORGET_WEIGHT;
import static io.lethe.domain.policy.HyperParameter.GAMMA;
import static io.lethe.domain.policy.HyperParameter.LAYERS;
import static io.lethe.domain.policy.HyperParameter.LEARNING_RATE;
import static io.lethe.domain.policy.HyperParameter.RATE_SCHEDULE;
import static io.lethe.domain.policy.HyperParameter.STEERING;
import static io.lethe.domain.policy.HyperParameter.TEACHER;
import static io.lethe.domain.policy.HyperParameter.TEACHER_EPOCHS;
import static io.lethe.domain.policy.HyperParameter.TEMPERATURE;

import io.lethe.domain.Labelled;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The unlearning algorithms by name, and what each can be tuned with: the one list by which
 * policies are checked, workers run and the command line asks. Their code is the worker's.
 */
public enum Algorithm implements Labelled {
  SFTC(
      "sftc",
      TEMPERATURE,
      CONFUSION,
      CONFUSION_ROUNDING,
      TEACHER,
      TEACHER_EPOCHS,
      FORGET_WEIGHT,
      RATE_SCHEDULE,
      STEERING),
  FINETUNE("finetune"),
  NEGGRAD_PLUS("neggrad+", GAMMA),
  CF_K("cf-k", LAYERS),
  EU_K("eu-k", LAYERS),
  BAD_TEACHING("bad-teaching", TEMPERATURE),
  SCRUB("scrub", TEMPERATURE, ALPHA, GAMMA, ASCENT_EPOCHS),
  RANDOM_LABELS("random-labels", FORGET_WEIGHT),
  DELETE("delete", FORGET_WEIGHT),
  KERNEL_TRANSPOSE("kernel-transpose"),
  RUM("rum", TEMPERATURE, CONFUSION, CONFUSION_ROUNDING, TEACHER, TEACHER_EPOCHS, FORGET_WEIGHT),
  RETRAIN("retrain", AUGMENTATION);

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // Set.copyOf gives an immutable set
  private final Set<HyperParameter> hyperParameters;

  Algorithm(String label, HyperParameter... own) {
    this.label = label;
    Set<HyperParameter> all = EnumSet.of(LEARNING_RATE, EPOCHS, BATCH_SIZE);
    all.addAll(List.of(own));
    this.hyperParameters = Set.copyOf(all);
  }

  @Override
  public String label() {
    return label;
  }

  /** What it can be tuned with; it refuses anything else. */
  public Set<HyperParameter> hyperParameters() {
    return hyperParameters;
  }

  /** The names of {@link #hyperParameters()}, sorted. */
  public Set<String> hyperParameterLabels() {
    return hyperParameters.stream()
        .map(HyperParameter::label)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

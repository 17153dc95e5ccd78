// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.run;

import io.lethe.unlearning.UnknownAlgorithmException;
import io.lethe.unlearning.UnlearningAlgorithm;
import io.lethe.unlearning.badteaching.BadTeaching;
import io.lethe.unlearning.delete.Delete;
import io.lethe.unlearning.finetune.FineTune;
import io.lethe.unlearning.layers.CfK;
import io.lethe.unlearning.layers.EuK;
import io.lethe.unlearning.neggrad.NegGradPlus;
import io.lethe.unlearning.relabel.RandomLabels;
import io.lethe.unlearning.retrain.Retrain;
import io.lethe.unlearning.rum.Rum;
import io.lethe.unlearning.scrub.Scrub;
import io.lethe.unlearning.sftc.Sftc;
import io.lethe.unlearning.transpose.KernelTranspose;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The unlearning algorithms by name.
 *
 * <p>Why: docs/decisions/0009-where-the-paper-is-silent-on-its-baselines.md.
 */
public final class Algorithms {
  private final Map<String, UnlearningAlgorithm> byName;

  private Algorithms(Map<String, UnlearningAlgorithm> byName) {
    this.byName = byName;
  }

  /** Every algorithm that this worker ships. */
  public static Algorithms standard() {
    return of(
        List.of(
            new Sftc(),
            new FineTune(),
            new NegGradPlus(),
            new CfK(),
            new EuK(),
            new BadTeaching(),
            new Scrub(),
            new RandomLabels(),
            new Delete(),
            new KernelTranspose(),
            new Rum(),
            new Retrain()));
  }

  /**
   * Exactly these algorithms, each made to say what stands in its way before it changes a model.
   *
   * @throws IllegalArgumentException if two have the same name
   */
  public static Algorithms of(Collection<? extends UnlearningAlgorithm> algorithms) {
    Map<String, UnlearningAlgorithm> byName = new LinkedHashMap<>();
    for (UnlearningAlgorithm algorithm : algorithms) {
      if (byName.put(algorithm.name(), new CheckedAlgorithm(algorithm)) != null) {
        throw new IllegalArgumentException(
            "two algorithms are called '" + algorithm.name() + "'; names must differ");
      }
    }
    return new Algorithms(byName);
  }

  /** The known names, in the order they are documented. */
  public List<String> names() {
    return new ArrayList<>(byName.keySet());
  }

  /**
   * The algorithm with this name.
   *
   * @throws UnknownAlgorithmException if there is none, listing those that exist
   */
  public UnlearningAlgorithm named(String name) {
    UnlearningAlgorithm algorithm = byName.get(name);
    if (algorithm == null) {
      throw new UnknownAlgorithmException(
          "unknown unlearning algorithm '"
              + name
              + "'; known are "
              + String.join(", ", byName.keySet()));
    }
    return algorithm;
  }
}

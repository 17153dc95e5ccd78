// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.bench;

import static java.util.Objects.requireNonNull;

import io.lethe.cli.cell.CellName;
import java.util.Locale;

/**
 * One model that a gate is tried with.
 *
 * @param model how it is made
 * @param number of its parent, from 1
 */
record GateKey(GateModel model, int number) implements CellName {

  GateKey {
    requireNonNull(model, "model");
    if (number < 1) {
      throw new IllegalArgumentException("parent " + number + "; parents count from 1");
    }
  }

  @Override
  public String fileName() {
    return describe().replace(" ", "-") + ".json";
  }

  @Override
  public String describe() {
    return model.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + number;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.audit;

import static java.util.Objects.requireNonNull;

import io.lethe.cli.cell.CellName;

/**
 * One model of an audit.
 *
 * @param treatment what it went through
 * @param model its number, from 1
 */
record AuditKey(Treatment treatment, int model) implements CellName {

  AuditKey {
    requireNonNull(treatment, "treatment");
    if (model < 1) {
      throw new IllegalArgumentException("model " + model + "; models count from 1");
    }
  }

  @Override
  public String fileName() {
    return treatment.fileName() + ",model=" + model + ".json";
  }

  @Override
  public String describe() {
    return treatment.describe() + ", model " + model;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import io.lethe.unlearning.RowAudit;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** Remembers which rows were trained on, in which role. */
final class AuditTrail implements RowAudit {
  final Set<Integer> taught = Collections.synchronizedSet(new TreeSet<>());
  final Set<Integer> madeForgotten = Collections.synchronizedSet(new TreeSet<>());

  @Override
  public void fed(int ordinal, Role role) {
    switch (role) {
      case RETAIN -> taught.add(ordinal);
      case FORGET -> madeForgotten.add(ordinal);
    }
  }
}

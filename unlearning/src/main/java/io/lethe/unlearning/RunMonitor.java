// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.training.EpochListener;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Who follows an unlearning run, and may end it.
 *
 * @param progress hears how far it is
 * @param cancelled asked between steps; true ends the run with a CancellationException
 * @param audit hears of every row that is trained on
 * @param epochs hears of every finished epoch and may ask the model meanwhile
 */
public record RunMonitor(
    ProgressListener progress, BooleanSupplier cancelled, RowAudit audit, EpochListener epochs) {

  /** Refuses nulls. */
  public RunMonitor {
    Objects.requireNonNull(progress, "progress");
    Objects.requireNonNull(cancelled, "cancelled");
    Objects.requireNonNull(audit, "audit");
    Objects.requireNonNull(epochs, "epochs");
  }

  /** A run that nobody follows and that goes to its end. */
  public static RunMonitor none() {
    return of(ProgressListener.none(), () -> false);
  }

  /** A run that ends early where its thread is interrupted. */
  public static RunMonitor untilInterrupted(ProgressListener progress) {
    return of(progress, () -> Thread.currentThread().isInterrupted());
  }

  /** A run whose rows and epochs nobody follows. */
  public static RunMonitor of(ProgressListener progress, BooleanSupplier cancelled) {
    return new RunMonitor(progress, cancelled, RowAudit.none(), EpochListener.none());
  }

  /** The same, heard by this audit. */
  public RunMonitor withAudit(RowAudit other) {
    return new RunMonitor(progress, cancelled, other, epochs);
  }

  /** The same, its epochs heard by nobody: those of a teacher are no epochs of the model. */
  public RunMonitor withoutEpochs() {
    return withEpochs(EpochListener.none());
  }

  /** The same, its epochs heard by this listener. */
  public RunMonitor withEpochs(EpochListener other) {
    return new RunMonitor(progress, cancelled, audit, other);
  }
}

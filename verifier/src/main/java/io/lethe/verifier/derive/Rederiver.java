// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.derive;

import static java.util.Objects.requireNonNull;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.model.Numerics;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Trains retrained versions again. This is the one place where the verifier runs what the worker
 * runs: the recipe of {@link io.lethe.learning.training.Retraining}, with the job's seed, on rows
 * that the verifier found itself; whoever trained on one row more, or otherwise, has other bytes.
 * Cost: that of the training.
 *
 * <p>Why: docs/decisions/0025-a-retraining-is-derived-again.md.
 */
public final class Rederiver {

  private final RuntimeOptions runtime;
  private final Scratch scratch;
  private final String codeVersion;
  private final ProgressListener progress;

  /**
   * One that trains on this machine.
   *
   * @param runtime of the process
   * @param scratch a folder of its own, emptied whenever it is used
   * @param codeVersion of this code
   * @param progress hears of the training
   */
  public Rederiver(
      RuntimeOptions runtime, Path scratch, String codeVersion, ProgressListener progress) {
    this.runtime = requireNonNull(runtime, "runtime");
    this.scratch = new Scratch(requireNonNull(scratch, "scratch"));
    this.codeVersion = requireNonNull(codeVersion, "codeVersion");
    this.progress = requireNonNull(progress, "progress");
  }

  /** Why the claimed bytes cannot be had here, in words; empty if they can. */
  public Optional<String> hindrance(RetrainingClaim claim) {
    List<String> differences =
        Stream.concat(
                claim.codeVersion().equals(codeVersion)
                    ? Stream.of()
                    : Stream.of("code %s, here %s".formatted(claim.codeVersion(), codeVersion)),
                Numerics.of(as(claim)).differences(claim.numerics()).stream())
            .toList();
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "equal trainings need not give equal bytes on both machines: made with "
                + String.join("; ", differences));
  }

  /** The precision is each model's own, on a CPU. */
  private RuntimeOptions as(RetrainingClaim claim) {
    return runtime.device() == RuntimeOptions.Device.CPU
            && claim.numerics().precision().equals(RuntimeOptions.Precision.BFLOAT16.toString())
        ? runtime.with(RuntimeOptions.Precision.BFLOAT16)
        : runtime;
  }

  /**
   * Makes the version again and compares.
   *
   * @param parent the version whose graph was begun anew
   * @param candidate what came of it there
   * @param rows ordinals to train on, sorted
   * @return where the first difference lies, in words; empty if every byte is equal
   * @throws CancellationException if cancelled
   * @throws io.lethe.learning.model.ModelException if it cannot be trained here
   */
  public Optional<String> difference(
      RetrainingClaim claim,
      Path parent,
      Path candidate,
      Dataset images,
      int[] rows,
      BooleanSupplier cancelled) {
    return scratch.lend(
        again -> {
          try (TrainableModel model = TrainableModel.load(parent, as(claim))) {
            claim.recipe().run(model, images, rows, claim.seed(), progress, cancelled);
            if (cancelled.getAsBoolean()) {
              throw new CancellationException("cancelled after deriving");
            }
            model.saveVersion(again);
          }
          return firstDifference(candidate, again);
        });
  }

  private static Optional<String> firstDifference(Path candidate, Path again) throws IOException {
    List<Path> files = files(candidate);
    if (!files.equals(files(again))) {
      return Optional.of("it has the files %s, not %s".formatted(files, files(again)));
    }
    for (Path file : files) {
      long place = Files.mismatch(candidate.resolve(file), again.resolve(file));
      if (place >= 0) {
        return Optional.of(String.format(Locale.ROOT, "%s differs from byte %,d on", file, place));
      }
    }
    return Optional.empty();
  }

  private static List<Path> files(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      return all.filter(Files::isRegularFile).map(tree::relativize).sorted().toList();
    }
  }
}

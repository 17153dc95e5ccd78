// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.reference;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.file.Folders;
import io.lethe.evaluation.measure.References;
import io.lethe.evaluation.split.SampleOrder;
import io.lethe.kit.logging.LogKeys;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.source.OwnedDataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@link ReferenceTable} a dataset, made when first asked for, kept in a folder and made anew
 * where it cannot be read or knows somebody who is excluded by now. For one thread at a time; a
 * folder belongs to one verifier.
 *
 * <p>Why: docs/decisions/0031-reference-models-say-how-the-forgotten-must-come-out.md.
 */
public final class ReferenceTables implements ReferenceSource {
  /** How reference models are made, in words; others are others' yardstick. */
  public static final String RECIPE = ReferenceTraining.RECIPE;

  private static final Logger LOGGER = LoggerFactory.getLogger(ReferenceTables.class);

  private final Path folder;
  private final ReferenceTraining training;

  /**
   * Tables of models that are trained on this machine.
   *
   * @param runtime of the process
   * @param folder keeps the tables; nobody else's
   * @param progress hears of the trainings
   */
  public ReferenceTables(RuntimeOptions runtime, Path folder, ProgressListener progress) {
    this.folder = requireNonNull(folder, "folder");
    this.training = new ReferenceTraining(runtime, folder.resolve("scratch"), progress);
  }

  @Override
  public ReferenceModels of(SampleOrder order, BooleanSupplier cancelled) {
    requireNonNull(order, "order");
    requireNonNull(cancelled, "cancelled");
    return (dataset, excluded, ordinals) -> {
      try {
        return about(order, cancelled, dataset, excluded, ordinals);
      } catch (IOException e) {
        throw new UncheckedIOException(
            folder + " cannot keep reference models; give it room and rights", e);
      }
    };
  }

  private References about(
      SampleOrder order,
      BooleanSupplier cancelled,
      OwnedDataset dataset,
      int[] excluded,
      int[] ordinals)
      throws IOException {
    ReferenceTable table = table(order, dataset, excluded);
    table.complete(training, cancelled);
    return table.about(ordinals);
  }

  /** The one that is kept, where nobody is in it who is excluded; else another. */
  private ReferenceTable table(SampleOrder order, OwnedDataset dataset, int[] excluded)
      throws IOException {
    BitSet asked = new BitSet();
    IntStream.of(excluded).forEach(asked::set);
    Path place = place(dataset);
    try {
      ReferenceTable kept = ReferenceTable.open(place, order, dataset);
      BitSet both = kept.absent();
      both.or(asked);
      boolean enough = leavesEnough(both, asked, dataset);
      if (enough && both.equals(kept.absent())) {
        return kept;
      }
      asked = enough ? both : asked;
    } catch (NoSuchFileException e) {
      // There is none yet, or none that was begun.
    } catch (UnusableTableException e) {
      LOGGER
          .atWarn()
          .setMessage("Reference models cannot be used, and are made anew")
          .addKeyValue(LogKeys.DATASET, dataset.images().digest())
          .setCause(e)
          .log();
    }
    LOGGER
        .atInfo()
        .setMessage("Reference models are made")
        .addKeyValue(LogKeys.DATASET, dataset.images().digest())
        .log();
    Folders.delete(place);
    return ReferenceTable.begin(place, order, dataset, asked);
  }

  /**
   * Two models of one dataset, each with people of its own who asked, do not take turns: the new
   * table is without whom the old one was without, while that leaves half of those who stay.
   */
  private static boolean leavesEnough(BitSet both, BitSet asked, OwnedDataset dataset) {
    int rows = dataset.images().ordinals(Split.TRAIN).length;
    return 2 * (rows - both.cardinality()) >= rows - asked.cardinality()
        && both.cardinality() < rows;
  }

  private Path place(OwnedDataset dataset) {
    ImageShape shape = dataset.images().shape();
    return folder.resolve(
        "%s-%dx%d".formatted(dataset.images().digest(), shape.height(), shape.width()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.reference;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.file.DurableFiles;
import io.lethe.evaluation.measure.References;
import io.lethe.evaluation.split.SampleOrder;
import io.lethe.kit.logging.LogKeys;
import io.lethe.learning.model.LogOdds;
import io.lethe.learning.model.Logits;
import io.lethe.learning.source.OwnedDataset;
import io.lethe.verifier.reference.ReferenceTraining.Network;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@value #MODELS} reference models say of every sample of a dataset, in a folder: {@code
 * absent} says who was in nobody's half, {@code model-0} and so on what a model says. A file that
 * is there is whole; one that is missing is made, so that a killed verifier goes on where it was.
 */
final class ReferenceTable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ReferenceTable.class);

  /** Two pairs of halves: what the networks differ by has to be told from few. */
  static final int MODELS = 4;

  private static final String ABSENT = "absent";

  /** How many samples are asked about at once. */
  private static final int CHUNK = 4096;

  private static final int WRONG = 0;
  private static final int RIGHT = 1;
  private static final int SEEN = 2;

  private final Path folder;
  private final SampleOrder order;
  private final OwnedDataset dataset;
  private final BitSet absent;

  private ReferenceTable(Path folder, SampleOrder order, OwnedDataset dataset, BitSet absent) {
    this.folder = folder;
    this.order = order;
    this.dataset = dataset;
    this.absent = absent;
  }

  /**
   * The table that lies in a folder, whole or begun.
   *
   * @throws IOException if nothing lies there, or nothing of this dataset and key
   */
  static ReferenceTable open(Path folder, SampleOrder order, OwnedDataset dataset)
      throws IOException {
    BitSet absent = new BitSet();
    new ReferenceFile(order, ABSENT)
        .read(
            folder.resolve(ABSENT),
            dataset.images().size(),
            (ordinal, none, mark) -> absent.set(ordinal, mark == SEEN));
    return new ReferenceTable(folder, order, dataset, absent);
  }

  /** Begins one in an empty folder, without these samples and whatever has their pictures. */
  static ReferenceTable begin(Path folder, SampleOrder order, OwnedDataset dataset, BitSet excluded)
      throws IOException {
    BitSet absent = (BitSet) excluded.clone();
    IntStream.of(dataset.identical().trainTwins(excluded.stream().toArray())).forEach(absent::set);
    DurableFiles.createFolders(folder);
    int size = dataset.images().size();
    new ReferenceFile(order, ABSENT)
        .write(
            folder.resolve(ABSENT),
            size,
            sink -> {
              for (int ordinal = 0; ordinal < size; ordinal++) {
                sink.add(0, absent.get(ordinal) ? SEEN : WRONG);
              }
            });
    return new ReferenceTable(folder, order, dataset, absent);
  }

  /** The samples that are in nobody's half. */
  BitSet absent() {
    return (BitSet) absent.clone();
  }

  /** Makes the models that are missing. What a killed process left half written goes. */
  void complete(ReferenceTraining training, BooleanSupplier cancelled) throws IOException {
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".*")) {
      for (Path part : parts) {
        Files.delete(part);
      }
    }
    List<Integer> missing = new ArrayList<>();
    for (int model = 0; model < MODELS; model++) {
      if (!isWhole(model)) {
        missing.add(model);
      }
    }
    if (!missing.isEmpty()) {
      training.lend(dataset.images(), cancelled, network -> make(missing, network));
    }
  }

  private void make(List<Integer> missing, Network network) throws IOException {
    ReferenceHalves halves =
        new ReferenceHalves(order, dataset, absent, ReferenceTraining.MOST_ROWS);
    for (int model : missing) {
      ReferenceHalves.Half half = halves.of(model);
      network.learn(half.rows(), order.seed("reference/" + identity() + "/" + model));
      write(model, half.seen(), network);
    }
  }

  /** Whether a model's file can be read; one that cannot is no reason to make the others anew. */
  private boolean isWhole(int model) throws IOException {
    try {
      content(model).read(file(model), dataset.images().size(), (ordinal, number, mark) -> {});
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (UnusableTableException e) {
      LOGGER
          .atWarn()
          .setMessage("A reference model cannot be used, and is made anew")
          .addKeyValue(LogKeys.DATASET, dataset.images().digest())
          .setCause(e)
          .log();
      return false;
    }
  }

  private void write(int model, BitSet seen, Network trained) throws IOException {
    int size = dataset.images().size();
    content(model)
        .write(
            file(model),
            size,
            sink -> {
              for (int from = 0; from < size; from += CHUNK) {
                if (trained.cancelled().getAsBoolean()) {
                  throw new CancellationException("cancelled while a reference model is asked");
                }
                int[] ordinals = IntStream.range(from, Math.min(size, from + CHUNK)).toArray();
                add(ordinals, trained.logits(ordinals), seen, sink);
              }
            });
  }

  private void add(int[] ordinals, Logits logits, BitSet seen, ReferenceFile.Sink sink)
      throws IOException {
    int[] labels = dataset.images().labels(ordinals);
    double[] margins = LogOdds.of(logits, labels);
    for (int i = 0; i < ordinals.length; i++) {
      boolean right = logits.argmax(i) == labels[i];
      sink.add((float) margins[i], seen.get(ordinals[i]) ? SEEN : right ? RIGHT : WRONG);
    }
  }

  /**
   * What the models say of some samples; the table must be complete.
   *
   * @param ordinals sorted
   */
  References about(int[] ordinals) throws IOException {
    double[][] margins = new double[MODELS][ordinals.length];
    double[][] hits = new double[MODELS][ordinals.length];
    for (int model = 0; model < MODELS; model++) {
      double[] margin = margins[model];
      double[] hit = hits[model];
      content(model)
          .read(
              file(model),
              dataset.images().size(),
              (ordinal, number, mark) -> {
                int place = Arrays.binarySearch(ordinals, ordinal);
                if (place >= 0) {
                  margin[place] = mark == SEEN ? Double.NaN : number;
                  hit[place] = mark == SEEN ? Double.NaN : mark;
                }
              });
    }
    return new References(ordinals, margins, hits);
  }

  private ReferenceFile content(int model) {
    return new ReferenceFile(order, identity() + "/" + model);
  }

  private Path file(int model) {
    return folder.resolve("model-" + model);
  }

  /** Tables of other people, or of networks made otherwise, are other tables. */
  private String identity() {
    return ReferenceTraining.RECIPE + "/" + Digests.sha256Hex(absent.toByteArray());
  }
}

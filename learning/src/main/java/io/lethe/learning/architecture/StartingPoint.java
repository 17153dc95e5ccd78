// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.architecture;

import static java.util.Objects.requireNonNull;

import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.model.ModelException;
import io.lethe.learning.model.ModelFacts;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.SignatureContract;
import io.lethe.learning.model.TrainableModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Where a training begins: a network that Lethe builds, or a SavedModel that someone exported. */
public sealed interface StartingPoint {

  /**
   * Reads what was given as an architecture.
   *
   * @param architecture one of {@link Architectures#names}, or a folder with a trainable SavedModel
   * @throws ModelException if it is neither, or the SavedModel does not fit the contract
   */
  static StartingPoint of(String architecture) {
    if (Architectures.names().contains(architecture)) {
      return new Built(architecture);
    }
    Path folder = Path.of(architecture);
    if (Files.isDirectory(folder)) {
      return new Imported(folder);
    }
    throw new ModelException(
        "architecture '"
            + architecture
            + "' is unknown; known are "
            + String.join(", ", Architectures.names())
            + ", or give a folder with a trainable SavedModel");
  }

  /** The images that it takes; empty if any will do. */
  Optional<ImageShape> shape();

  /** The classes that it knows, as numbers if it does not say their names; empty if any will do. */
  Optional<List<String>> classNames();

  /** For people: what it is, and where its first weights come from. */
  String describe();

  /**
   * Writes the untrained model.
   *
   * @param shape of the images to come
   * @param classNames of the dataset, in label order
   * @param seed of the first weights, where they are drawn
   * @param outDirectory a folder that does not exist or is empty
   * @throws ModelException if the images or classes do not fit it, or the folder is taken
   */
  void write(
      ImageShape shape,
      List<String> classNames,
      long seed,
      Path outDirectory,
      RuntimeOptions options);

  /** A network of {@link Architectures}. */
  record Built(String architecture) implements StartingPoint {
    public Built {
      requireNonNull(architecture, "architecture");
    }

    @Override
    public Optional<ImageShape> shape() {
      return Optional.empty();
    }

    @Override
    public Optional<List<String>> classNames() {
      return Optional.empty();
    }

    @Override
    public String describe() {
      return architecture + ", its weights drawn from the seed";
    }

    @Override
    public void write(
        ImageShape shape,
        List<String> classNames,
        long seed,
        Path outDirectory,
        RuntimeOptions options) {
      Architectures.build(architecture, shape, classNames, seed, outDirectory, options);
    }
  }

  /**
   * A SavedModel with the signatures of the contract. If it can draw its weights anew it starts
   * from the seed, else with the weights it has.
   */
  final class Imported implements StartingPoint {
    private final Path folder;
    private final boolean redrawn;
    private final ModelFacts facts;

    private Imported(Path folder) {
      this.folder = folder;
      SignatureContract contract = SignatureContract.read(folder);
      this.redrawn = contract.has("reinitialize");
      this.facts = ModelFacts.read(folder, contract);
    }

    @Override
    public Optional<ImageShape> shape() {
      return Optional.of(facts.shape());
    }

    @Override
    public Optional<List<String>> classNames() {
      return Optional.of(
          facts.classNames().isEmpty()
              ? IntStream.range(0, facts.classes()).mapToObj(Integer::toString).toList()
              : facts.classNames());
    }

    @Override
    public String describe() {
      return redrawn
          ? "the SavedModel " + folder + ", its weights drawn anew from the seed"
          : "the SavedModel "
              + folder
              + " with the weights that it has: it has no signature 'reinitialize', so that the"
              + " seed does not change them and they keep whatever they were trained on";
    }

    @Override
    public void write(
        ImageShape shape,
        List<String> classNames,
        long seed,
        Path outDirectory,
        RuntimeOptions options) {
      facts.requireShape(shape);
      facts.requireClasses(classNames);
      try (TrainableModel model = TrainableModel.load(folder, options)) {
        if (redrawn) {
          model.reinitialize(seed, model.fullMask());
        }
        model.saveVersion(outDirectory);
      }
    }
  }
}

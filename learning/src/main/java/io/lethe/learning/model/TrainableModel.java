// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.tensorflow.engine.SavedModelBundle;
import ai.djl.tensorflow.engine.TfSymbolBlock;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.ImageShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A SavedModel in memory that predicts, trains, starts over and saves. Not thread-safe: one thread
 * at a time. After a call that changes it has failed, its state is unknown and every later call but
 * {@link #close} is refused: load it again.
 */
public final class TrainableModel implements AutoCloseable {
  private static final int PREDICTION_BATCH = 250;

  private final Path directory;
  private final RuntimeOptions options;
  private final SignatureContract contract;
  private final ModelFacts facts;
  private final Model model;
  private final SavedModelBundle bundle;
  private final NDManager manager;
  private final Map<String, SignatureRunner> runners = new HashMap<>();
  private boolean broken;

  private TrainableModel(
      Path directory,
      RuntimeOptions options,
      SignatureContract contract,
      ModelFacts facts,
      Model model,
      NDManager manager) {
    this.directory = directory;
    this.options = options;
    this.contract = contract;
    this.facts = facts;
    this.model = model;
    this.manager = manager;
    this.bundle = ((TfSymbolBlock) model.getBlock()).getSavedModelBundle();
  }

  /**
   * Loads a model: first the contract of its signatures is checked, then TensorFlow restores the
   * weights. Adam starts at zero.
   *
   * @param savedModelDirectory the folder with saved_model.pb, variables/ and
   *     assets.extra/variables.json
   * @throws ModelException if it is not a SavedModel with the required signatures, or its weights
   *     are missing or damaged
   */
  public static TrainableModel load(Path savedModelDirectory, RuntimeOptions options) {
    Path index = savedModelDirectory.resolve(ModelDirectory.VARIABLES).resolve("variables.index");
    SignatureContract contract = SignatureContract.read(savedModelDirectory);
    if (!Files.isRegularFile(index)) {
      throw new ModelException(
          savedModelDirectory + " has a graph but no weights: " + index + " is missing");
    }
    TrainableModel loaded = open(savedModelDirectory, contract, options);
    try {
      loaded.resetOptimizer(0);
      return loaded;
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  /** Loads a graph that may still lack its weights. */
  public static TrainableModel open(Path directory, RuntimeOptions options) {
    return open(directory, SignatureContract.read(directory), options);
  }

  private static TrainableModel open(
      Path directory, SignatureContract contract, RuntimeOptions options) {
    ModelFacts facts = ModelFacts.read(directory, contract);
    NDManager manager =
        TensorFlowEngine.start(options).newBaseManager(TensorFlowEngine.device(options));
    try {
      return new TrainableModel(
          directory,
          options,
          contract,
          facts,
          TensorFlowEngine.load(directory.toAbsolutePath(), options),
          manager);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * Loads the files that this model was loaded from once more: the weights as they were then, in a
   * session of their own. The caller closes it.
   *
   * @throws ModelException if the files are gone or damaged by now
   */
  public TrainableModel loadAgain() {
    return load(directory, options);
  }

  /** The images that this model takes. */
  public ImageShape shape() {
    return facts.shape();
  }

  /** K, the number of logits. */
  public int classes() {
    return facts.classes();
  }

  /** Names in label order; empty if an imported model does not say them. */
  public List<String> classNames() {
    return facts.classNames();
  }

  /** Weights and moving statistics in the order of the update mask. */
  public List<ModelVariable> variables() {
    return facts.variables();
  }

  /**
   * Whether the optimizer moves this variable; else it is a moving statistic, which follows the
   * batches.
   *
   * @param variable its place in the update mask
   */
  public boolean isTrainable(int variable) {
    return facts.trainable().get(variable);
  }

  /** An update mask by which everything moves. */
  public float[] fullMask() {
    float[] mask = new float[facts.variables().size()];
    Arrays.fill(mask, 1);
    return mask;
  }

  /** Where it was loaded from. */
  public Path directory() {
    return directory;
  }

  /** Whether the model has this signature; all but four are optional in imported models. */
  public boolean has(String signature) {
    return contract.has(signature);
  }

  /** Evaluation-mode logits of these samples; row i belongs to {@code ordinals[i]}. */
  public Logits logits(Dataset dataset, int[] ordinals, ProgressListener progress) {
    return logits(LabelledImages.of(dataset), ordinals, progress);
  }

  /**
   * Evaluation-mode logits, computed in batches.
   *
   * @throws ModelException if the images are of another shape, or a logit is not finite
   */
  public Logits logits(LabelledImages images, int[] ordinals, ProgressListener progress) {
    facts.requireShape(images.shape());
    float[] values = new float[Math.multiplyExact(ordinals.length, facts.classes())];
    ByteBuffer batch = ByteBuffer.allocateDirect(PREDICTION_BATCH * facts.shape().bytes());
    for (int start = 0; start < ordinals.length; start += PREDICTION_BATCH) {
      int rows = Math.min(PREDICTION_BATCH, ordinals.length - start);
      batch.clear();
      for (int i = 0; i < rows; i++) {
        images.copyImage(ordinals[start + i], batch);
      }
      float[] part = predict(batch.flip(), rows);
      System.arraycopy(part, 0, values, start * facts.classes(), part.length);
      progress.progress("predict", (long) start + rows, ordinals.length);
    }
    return new Logits(values, ordinals.length, facts.classes());
  }

  /**
   * Evaluation-mode logits of one batch: uint8 [rows,H,W,C] in a direct buffer, from position 0 to
   * the limit.
   */
  public Logits logits(ByteBuffer images, int rows) {
    return new Logits(predict(images, rows), rows, facts.classes());
  }

  private float[] predict(ByteBuffer images, int rows) {
    requireUsable();
    try (NDManager step = manager.newSubManager()) {
      NDList out =
          runner("serving_default")
              .run(step, new NDList(TensorInputs.images(step, images, rows, facts)));
      return out.get("logits").toFloatArray();
    }
  }

  /**
   * One training step on one batch, one update by Adam.
   *
   * @throws ModelException if the batch does not fit the model, a label is out of range, or the
   *     loss is not finite; in the last case the model is broken
   */
  public StepResult trainStep(StepInputs inputs, float learningRate) {
    return pass("train_step", inputs, step -> TensorInputs.learningRate(step, learningRate));
  }

  /** The forward and backward pass of one batch; its gradients wait for {@link #applyGradients}. */
  public StepResult accumulateGradients(StepInputs inputs) {
    return pass("accumulate_gradients", inputs, step -> new NDList());
  }

  private StepResult pass(String signature, StepInputs inputs, Function<NDManager, NDList> more) {
    facts.require(inputs);
    return changing(
        signature,
        step -> {
          NDList list = TensorInputs.pass(step, inputs, facts);
          list.addAll(more.apply(step));
          return list;
        },
        out ->
            new StepResult(
                out.get("loss").getFloat(),
                out.get("cross_entropy").getFloat(),
                out.get("distillation").getFloat()));
  }

  /** One update by Adam from all gradients accumulated since the last one; they are cleared. */
  public void applyGradients(float learningRate, float[] updateMask) {
    facts.requireMask(updateMask);
    changing(
        "apply_gradients",
        step -> {
          NDList list = TensorInputs.learningRate(step, learningRate);
          list.add(TensorInputs.named("update_mask", step.create(updateMask)));
          return list;
        },
        Function.identity());
  }

  /** Forgets Adam's moments and steps; where a model has dropout, reseeds it. */
  public void resetOptimizer(long seed) {
    changing("reset_optimizer", step -> TensorInputs.seed(step, seed), Function.identity());
  }

  /**
   * Draws the variables that the mask lets move anew from their initialisers, and resets the
   * optimizer.
   *
   * @throws ModelException if the model lacks the signature, or can only start over as a whole and
   *     the mask holds zeros
   */
  public void reinitialize(long seed, float[] updateMask) {
    facts.requireMask(updateMask);
    boolean masked = contract.signature("reinitialize").containsInputs("update_mask");
    if (!masked && !Arrays.equals(updateMask, fullMask())) {
      throw new ModelException(
          directory
              + " can only be reinitialised as a whole (its signature has no update_mask);"
              + " use an algorithm that retrains all layers, or export the model again");
    }
    changing(
        "reinitialize",
        step -> {
          NDList list = TensorInputs.seed(step, seed);
          if (masked) {
            list.add(TensorInputs.named("update_mask", step.create(updateMask)));
          }
          return list;
        },
        Function.identity());
  }

  /**
   * Swaps height and width of every square convolution kernel, and resets the optimizer: weights of
   * the same size and distribution that see edges lie where they stood. Twice gives the first
   * weights back, bit for bit.
   *
   * @throws ModelException if the model lacks the signature
   */
  public void transposeKernels(long seed) {
    changing("transpose_kernels", step -> TensorInputs.seed(step, seed), Function.identity());
  }

  /**
   * Writes Adam's state to PATH.index and PATH.data-*, for a resume point; never part of a
   * published version.
   */
  public void saveOptimizer(Path path) {
    ModelDirectory.createParent(path);
    changing(
        "save_optimizer",
        step -> TensorInputs.path(step, path.toAbsolutePath().toString()),
        Function.identity());
  }

  /** Reads what {@link #saveOptimizer} wrote. */
  public void restoreOptimizer(Path path) {
    changing(
        "restore_optimizer",
        step -> TensorInputs.path(step, path.toAbsolutePath().toString()),
        Function.identity());
  }

  /**
   * Writes the model as a new version: graph and extra assets byte for byte as loaded, and the
   * present weights. A model built here leaves Adam's moments out; an imported one that checkpoints
   * them with the weights (it has no save_optimizer) gets them zeroed first.
   *
   * @param newDirectory a folder that does not exist or is empty
   * @throws ModelException if the folder is taken, the disk fails, or the model is broken
   */
  public void saveVersion(Path newDirectory) {
    requireUsable();
    try {
      ModelDirectory.create(newDirectory);
      ModelDirectory.copyUnchanging(directory, newDirectory);
    } catch (IOException e) {
      throw new ModelException(
          "the version cannot be written to " + newDirectory + "; check the disk", e);
    }
    if (!has("save_optimizer")) {
      resetOptimizer(0);
    }
    checkpoint(newDirectory);
  }

  /** Writes the variables into a model's folder. */
  public void checkpoint(Path modelDirectory) {
    String prefix = ModelDirectory.checkpointPrefix(modelDirectory);
    ModelDirectory.createParent(Path.of(prefix));
    changing("checkpoint", step -> TensorInputs.path(step, prefix), Function.identity());
    Path index = Path.of(prefix + ".index");
    if (!Files.isRegularFile(index)) {
      throw new ModelException(
          "the checkpoint signature returned and wrote no " + index + "; the model is unusable");
    }
  }

  private <T> T changing(
      String signature, Function<NDManager, NDList> inputs, Function<NDList, T> read) {
    requireUsable();
    SignatureRunner runner = runner(signature);
    try (NDManager step = manager.newSubManager()) {
      NDList list = inputs.apply(step);
      runner.check(list);
      broken = true;
      T result = read.apply(runner.run(step, list));
      broken = false;
      return result;
    }
  }

  /** Runs a signature that has no method of its own; for tests that look inside. */
  public NDList run(String signature, NDManager step, NDList inputs) {
    return runner(signature).run(step, inputs);
  }

  /** The owner of this model's native arrays. */
  public NDManager manager() {
    return manager;
  }

  private SignatureRunner runner(String name) {
    return runners.computeIfAbsent(
        name, key -> new SignatureRunner(bundle, key, contract.signature(key)));
  }

  private void requireUsable() {
    if (broken) {
      throw new ModelException(
          "an earlier call on this model failed and left it half changed; load it again");
    }
  }

  /** Frees the native memory. */
  @Override
  public void close() {
    manager.close();
    model.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.tensorflow.engine.javacpp.JavacppUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;

/**
 * The one TensorFlow of this process. Its thread pool is made once, by the first model: a later
 * model that asks for another width would silently compute other bits, and is refused.
 */
public final class TensorFlowEngine {
  private static @Nullable RuntimeOptions started;

  private TensorFlowEngine() {}

  /**
   * The engine, started with these options if it was not yet.
   *
   * @throws ModelException if it runs with other options, or the library cannot be had
   */
  public static synchronized Engine start(RuntimeOptions options) {
    if (started == null) {
      NativeLibrary.prepare(options);
      Engine engine = Engine.getEngine("TensorFlow");
      started = options;
      return engine;
    }
    if (!started.equals(options.with(started.precision()))) {
      throw new ModelException(
          "TensorFlow runs in this process with "
              + started
              + " and was asked for "
              + options
              + "; it takes one device and thread count a process: use the same everywhere, or"
              + " another process");
    }
    return Engine.getEngine("TensorFlow");
  }

  static Device device(RuntimeOptions options) {
    return options.device() == RuntimeOptions.Device.GPU ? Device.gpu() : Device.cpu();
  }

  /** DJL's own session, and for bfloat16 the rewriter that puts it where oneDNN has it. */
  private static ConfigProto session(RuntimeOptions.Precision precision) {
    ConfigProto plain = JavacppUtils.getSessionConfig();
    if (precision == RuntimeOptions.Precision.FLOAT32) {
      return plain;
    }
    RewriterConfig rewriting =
        RewriterConfig.newBuilder()
            .setAutoMixedPrecisionOnednnBfloat16(RewriterConfig.Toggle.ON)
            .build();
    return plain.toBuilder()
        .setGraphOptions(GraphOptions.newBuilder().setRewriteOptions(rewriting))
        .build();
  }

  /** Loads a SavedModel's graph and weights into a session of its own. */
  public static Model load(Path directory, RuntimeOptions options) {
    Engine engine = start(options);
    Model model = engine.newModel(directory.getFileName().toString(), device(options));
    try {
      model.load(
          directory,
          ModelDirectory.GRAPH,
          Map.of(
              "Tags",
              "serve",
              "SignatureDefKey",
              "serving_default",
              "ConfigProto",
              session(options.precision())));
      return model;
    } catch (IOException | MalformedModelException | RuntimeException e) {
      model.close();
      throw LoadFailure.of(directory, e);
    }
  }
}

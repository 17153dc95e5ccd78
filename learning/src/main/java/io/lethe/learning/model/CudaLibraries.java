// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import java.util.List;
import org.bytedeco.javacpp.Loader;

/**
 * CUDA and cuDNN from the class path, loaded before TensorFlow looks for them by name. They are on
 * the class path only when built with the Maven profile gpu.
 */
final class CudaLibraries {
  /** In the order in which they need each other. */
  private static final List<String> PRESETS =
      List.of("cudart", "nvrtc", "cublas", "cufft", "curand", "cusparse", "cusolver", "cudnn");

  private CudaLibraries() {}

  /**
   * Loads them all.
   *
   * @throws ModelException if one is not on the class path or cannot be loaded on this machine
   */
  static void load() {
    for (String preset : PRESETS) {
      String name = "org.bytedeco.cuda.global." + preset;
      try {
        Loader.load(Class.forName(name));
      } catch (ClassNotFoundException e) {
        throw new ModelException(
            "lethe.device is gpu and the class path has no "
                + name
                + "; build with the Maven profile gpu",
            e);
      } catch (UnsatisfiedLinkError e) {
        throw new ModelException(
            "CUDA's "
                + preset
                + " cannot be loaded on this machine; it needs an NVIDIA driver for CUDA 12.3"
                + ", or run with -Dlethe.device=cpu",
            e);
      }
    }
  }
}

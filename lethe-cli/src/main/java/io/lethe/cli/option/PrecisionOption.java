// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.option;

import io.lethe.learning.model.RuntimeOptions;
import picocli.CommandLine.Option;

/** How finely a command that trains computes. */
public final class PrecisionOption {
  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "float32",
      description = {
        "${COMPLETION-CANDIDATES}: what convolutions and products of matrices compute in (default:"
            + " ${DEFAULT-VALUE}).",
        "bfloat16 is faster on processors that have it (avx512_bf16, amx_bf16); weights stay float32."
      })
  private RuntimeOptions.Precision precision;

  /** The process's device and threads, at this precision. */
  public RuntimeOptions runtime() {
    return RuntimeOptions.fromSystem().with(precision);
  }
}

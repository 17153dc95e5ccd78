// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import org.jspecify.annotations.Nullable;

/** The pipeline did not do what was asked of it; the message says what and what to do. */
public final class PipelineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PipelineException(String message) {
    super(message);
  }

  public PipelineException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** What failed, on another thread, and why: the cause of the failure that carries it over. */
  public static PipelineException of(String what, Throwable carrier) {
    Throwable cause = carrier.getCause() == null ? carrier : carrier.getCause();
    return new PipelineException(what + ": " + cause.getMessage(), cause);
  }
}

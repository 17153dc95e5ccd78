package io.lethe.cli.pipeline;

/** The pipeline did not do what was asked of it; the message says what and what to do. */
public final class PipelineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PipelineException(String message) {
    super(message);
  }

  public PipelineException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.lethe.cli.broker;

/**
 * The embedded broker could not be formatted, started or stopped; the message names the way out.
 */
public final class BrokerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokerException(String message, Throwable cause) {
    super(message, cause);
  }
}

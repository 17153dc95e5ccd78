package io.lethe.kit.kafka;

/** Thrown when Kafka, or a topic of another service, is not there within the time allowed. */
public final class TopicsUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TopicsUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.lethe.kit.logging;

/**
 * The names of what log lines are about. None of them ever holds a subject's id or key. Further
 * keys are a line's own.
 */
public final class LogKeys {
  /** The service; set once for the process. */
  public static final String SERVICE = "service";

  /** A model's name. */
  public static final String MODEL = "model";

  /** A deletion request: tenant/requestId. */
  public static final String REQUEST = "request";

  /** A job's id. */
  public static final String JOB = "job";

  /** A sealed forget set's digest. */
  public static final String FORGET_SET = "forgetSet";

  /** Gate rejections of the set so far, plus one. */
  public static final String ATTEMPT = "attempt";

  /** A Kafka topic's name. */
  public static final String TOPIC = "topic";

  /** A partition's number within its topic. */
  public static final String PARTITION = "partition";

  /** A record's offset within its partition. */
  public static final String OFFSET = "offset";

  /** The trace of the request, or of the forget set. */
  public static final String TRACE_ID = "traceId";

  /** The span that the trace's sender named. */
  public static final String SPAN_ID = "spanId";

  /** On a request's line: the trace of the forget set that it is in. */
  public static final String LINKED_TRACE_ID = "linkedTraceId";

  private LogKeys() {}
}

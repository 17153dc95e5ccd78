// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.logging;

/**
 * The names of what log lines are about. None of them ever holds a subject's id or key. A key that
 * only one line has is that line's own.
 */
public final class LogKeys {
  /** The service; set once for the process. */
  public static final String SERVICE = "service";

  /** An amendment's id, beside its request's. */
  public static final String AMENDMENT = "amendment";

  /** What is asked. */
  public static final String KIND = "kind";

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

  /** The host of somebody outside. */
  public static final String HOST = "host";

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

  /** An unlearning algorithm's name. */
  public static final String ALGORITHM = "algorithm";

  /** What went wrong, where its stack would say no more. */
  public static final String CAUSE = "cause";

  /** The id of a command to the registry. */
  public static final String COMMAND = "command";

  /** A dataset, by its digest. */
  public static final String DATASET = "dataset";

  /** A dead letter's key: the refused record's topic/partition/offset. */
  public static final String DEAD_LETTER = "deadLetter";

  /** How long it took, in milliseconds. */
  public static final String DURATION_MILLIS = "durationMillis";

  /** The process' exit code. */
  public static final String EXIT_CODE = "exitCode";

  /** What an exit code says. */
  public static final String MEANING = "meaning";

  /** How long something is waited for. */
  public static final String PATIENCE = "patience";

  /** Which rules are broken. */
  public static final String PROBLEMS = "problems";

  /** Why, in words. */
  public static final String REASON = "reason";

  /** A number of samples. */
  public static final String SAMPLES = "samples";

  /** An event's number within its model. */
  public static final String SEQUENCE = "sequence";

  /** A forget set's number within its model. */
  public static final String SET_NUMBER = "setNumber";

  /** The state of a request or of a set. */
  public static final String STATE = "state";

  /** A model version's number. */
  public static final String VERSION = "version";

  private LogKeys() {}
}

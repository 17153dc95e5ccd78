// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.logging;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.text.TextLimit;
import io.lethe.kit.trace.Trace;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What a thread works on, in every line that it logs meanwhile (SLF4J's MDC). A value: it may be
 * made on one thread and used on another. What names the work came from outside and may have any
 * length; of it as much is told as a name may have.
 *
 * @param fields values by key of {@link LogKeys}
 */
public record LogContext(Map<String, String> fields) {
  private static final TextLimit LONGEST = TextLimit.NAME;

  /** Copies the map and cuts its values. */
  public LogContext {
    fields =
        fields.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> LONGEST.cut(entry.getValue())));
  }

  /** Work on a model. */
  public static LogContext ofModel(String model) {
    return new LogContext(Map.of(LogKeys.MODEL, requireNonNull(model, "model")));
  }

  /** Work on a request. */
  public static LogContext ofRequest(String requestKey) {
    return new LogContext(Map.of(LogKeys.REQUEST, requireNonNull(requestKey, "requestKey")));
  }

  /** The same and one more; null is left out. */
  public LogContext with(String key, @Nullable Object value) {
    if (value == null) {
      return this;
    }
    Map<String, String> more = new TreeMap<>(fields);
    more.put(key, value.toString());
    return new LogContext(more);
  }

  /** The same in a trace. */
  public LogContext with(Trace trace) {
    return with(LogKeys.TRACE_ID, trace.traceId()).with(LogKeys.SPAN_ID, trace.spanId());
  }

  /** Does the work in this context and puts back the one before. */
  public void run(Runnable work) {
    Map<String, String> before = enter();
    try {
      work.run();
    } finally {
      leave(before);
    }
  }

  /** Does the work in this context and puts back the one before. */
  public <T> T get(Supplier<T> work) {
    Map<String, String> before = enter();
    try {
      return work.get();
    } finally {
      leave(before);
    }
  }

  /**
   * Does the work in this context and puts back the one before.
   *
   * @throws Exception whatever the work throws
   */
  public <T> T call(Callable<T> work) throws Exception {
    Map<String, String> before = enter();
    try {
      return work.call();
    } finally {
      leave(before);
    }
  }

  private Map<String, String> enter() {
    Map<String, String> before = MDC.getCopyOfContextMap();
    fields.forEach(MDC::put);
    return before;
  }

  private static void leave(Map<String, String> before) {
    if (before == null) {
      MDC.clear();
    } else {
      MDC.setContextMap(before);
    }
  }
}

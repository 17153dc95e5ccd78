// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.trace;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.crypto.Digests;
import io.lethe.domain.text.TextLimit;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A W3C trace context as it travels in the headers {@code traceparent} and {@code tracestate}. It
 * is passed on and never begun by chance: where nobody sent one, it follows from what it is about,
 * so that a record that is processed again has the same ids. Nothing here derives from a subject.
 *
 * <p>Why: docs/decisions/0016-a-request-and-its-set-have-a-trace-each.md.
 *
 * @param traceparent version, trace id, span id and flags, as {@code 00-<32 hex>-<16 hex>-<2 hex>}
 * @param tracestate the senders' own list, unread; empty where there is none
 */
public record Trace(String traceparent, String tracestate) {
  /** Header of the ids. */
  public static final String TRACEPARENT = "traceparent";

  /** Header of the senders' own list. */
  public static final String TRACESTATE = "tracestate";

  private static final TextMapGetter<Map<String, String>> GETTER =
      (carrier, key) -> carrier == null ? null : carrier.get(key);
  private static final int TRACE_ID_DIGITS = 32;
  private static final int SPAN_ID_DIGITS = 16;

  /** Refuses what is no trace context. */
  public Trace {
    requireNonNull(traceparent, "traceparent");
    requireNonNull(tracestate, "tracestate");
    SpanContext parsed = parse(traceparent, "");
    if (!parsed.isValid() || !traceparent.equals(written(parsed))) {
      throw new IllegalArgumentException(
          "traceparent is "
              + traceparent
              + "; it must be a W3C trace context: 00-<trace id, 32 hex digits>-<span id, 16>-<flags,"
              + " 2>, neither id all zeros");
    }
  }

  /**
   * What a sender said.
   *
   * @param traceparent its header, or null
   * @param tracestate its header, or null; dropped if it breaks the W3C's rules or is longer than
   *     {@link TextLimit#TRACE}, as far as which the W3C asks to pass it on
   * @return the trace, or empty where the first header is missing, longer, or no trace context
   */
  public static Optional<Trace> of(@Nullable String traceparent, @Nullable String tracestate) {
    if (traceparent == null || !TextLimit.TRACE.holds(traceparent)) {
      return Optional.empty();
    }
    // The parser's time grows with the square of the blanks, and a record takes a megabyte of them.
    String state = tracestate == null || !TextLimit.TRACE.holds(tracestate) ? "" : tracestate;
    SpanContext parsed = parse(traceparent, state);
    if (!parsed.isValid()) {
      return Optional.empty();
    }
    return Optional.of(new Trace(written(parsed), parsed.getTraceState().isEmpty() ? "" : state));
  }

  /**
   * What a record's headers say.
   *
   * @return the trace, or empty where they hold none
   */
  public static Optional<Trace> from(Headers headers) {
    return of(text(headers.lastHeader(TRACEPARENT)), text(headers.lastHeader(TRACESTATE)));
  }

  /** The trace of a request whose sender began none; from its tenant and id. */
  public static Trace ofRequest(String tenant, String requestId) {
    return derived("request", tenant + "/" + requestId.toLowerCase(Locale.ROOT));
  }

  /** The trace of a model's forget set, its jobs, candidates, reports and events. */
  public static Trace ofForgetSet(String model, String forgetSetDigest) {
    return derived("forget-set", model + "/" + forgetSetDigest);
  }

  /** The trace of a command whose sender began none. */
  public static Trace ofCommand(String model, String commandId) {
    return derived("command", model + "/" + commandId);
  }

  /** The id that finds everything, 32 hexadecimal digits. */
  public String traceId() {
    return traceparent.substring(3, 3 + TRACE_ID_DIGITS);
  }

  /** The id of the sender's step, 16 hexadecimal digits. */
  public String spanId() {
    int from = 4 + TRACE_ID_DIGITS;
    return traceparent.substring(from, from + SPAN_ID_DIGITS);
  }

  /** The same ids without the senders' own list. */
  public Trace withoutState() {
    return new Trace(traceparent, "");
  }

  /** Writes it into a record's headers, in place of another. */
  public void putInto(Headers headers) {
    headers.remove(TRACEPARENT).remove(TRACESTATE);
    headers.add(TRACEPARENT, traceparent.getBytes(StandardCharsets.US_ASCII));
    if (!tracestate.isEmpty()) {
      headers.add(TRACESTATE, tracestate.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static Trace derived(String kind, String name) {
    String hex = Digests.sha256Hex(("lethe/" + kind + "/" + name).getBytes(StandardCharsets.UTF_8));
    String traceId = hex.substring(0, TRACE_ID_DIGITS);
    String spanId = hex.substring(TRACE_ID_DIGITS, TRACE_ID_DIGITS + SPAN_ID_DIGITS);
    return new Trace("00-" + traceId + "-" + spanId + "-01", "");
  }

  /** Version 00, whatever the sender's: what a later version appends is not ours to pass on. */
  private static String written(SpanContext parsed) {
    return "00-"
        + parsed.getTraceId()
        + "-"
        + parsed.getSpanId()
        + "-"
        + parsed.getTraceFlags().asHex();
  }

  /** Not valid where the text is no trace context. */
  private static SpanContext parse(String traceparent, String tracestate) {
    Map<String, String> carrier = new HashMap<>();
    carrier.put(TRACEPARENT, traceparent);
    if (!tracestate.isEmpty()) {
      carrier.put(TRACESTATE, tracestate);
    }
    Context found =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), carrier, GETTER);
    return Span.fromContext(found).getSpanContext();
  }

  private static @Nullable String text(@Nullable Header header) {
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}

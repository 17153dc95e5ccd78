// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
  private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN_ID = "00f067aa0ba902b7";
  private static final String SENT = "00-" + TRACE_ID + "-" + SPAN_ID + "-01";

  @Test
  void shouldCarryBothHeadersUntouched() {
    RecordHeaders headers = new RecordHeaders();

    Trace.of(SENT, "vendor=a:1, other=b").orElseThrow().putInto(headers);

    assertThat(Trace.from(headers)).contains(new Trace(SENT, "vendor=a:1, other=b"));
    assertThat(new String(headers.lastHeader("traceparent").value(), StandardCharsets.US_ASCII))
        .isEqualTo(SENT);
    assertThat(new String(headers.lastHeader("tracestate").value(), StandardCharsets.US_ASCII))
        .isEqualTo("vendor=a:1, other=b");
  }

  @Test
  void shouldPassOnNoLongerStateThanTheLimit() {
    String most = "a=" + "1".repeat(200) + " ".repeat(109) + ", b=" + "2".repeat(197);

    assertThat(Trace.of(SENT, most)).contains(new Trace(SENT, most));
    assertThat(Trace.of(SENT, "a=1," + " ".repeat(509) + "b=2")).contains(new Trace(SENT, ""));
  }

  /** A record of a megabyte, which took the parser hours. */
  @Test
  @Timeout(10)
  void shouldReadALongHeaderInNoTime() {
    assertThat(Trace.of(SENT, "a=1" + " ".repeat(1_000_000) + "b=2")).contains(new Trace(SENT, ""));
    assertThat(Trace.of("0".repeat(1_000_000), "")).isEmpty();
  }

  @Test
  void shouldTellItsIds() {
    Trace trace = new Trace(SENT, "");

    assertThat(trace.traceId()).isEqualTo(TRACE_ID);
    assertThat(trace.spanId()).isEqualTo(SPAN_ID);
    assertThat(trace.tracestate()).isEmpty();
  }

  @Test
  void shouldTakeThePlaceOfAnotherTraceInTheHeaders() {
    RecordHeaders headers = new RecordHeaders();
    new Trace(SENT, "vendor=1").putInto(headers);

    Trace.ofForgetSet("faces", "ab").putInto(headers);

    assertThat(headers).hasSize(1);
    assertThat(Trace.from(headers)).contains(Trace.ofForgetSet("faces", "ab"));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "garbage",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-Xbf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void shouldTakeNothingThatIsNoTraceContext(String traceparent) {
    assertThat(Trace.of(traceparent, "vendor=1")).isEmpty();
  }

  @Test
  void shouldPassOnALaterVersionWithoutWhatItAppends() {
    assertThat(Trace.of("01-" + TRACE_ID + "-" + SPAN_ID + "-01-more", null))
        .contains(new Trace(SENT, ""));
  }

  @Test
  void shouldDropAStateThatBreaksTheRules() {
    assertThat(Trace.of(SENT, "no state at all")).contains(new Trace(SENT, ""));
  }

  @Test
  void shouldRefuseToBeAnythingElse() {
    assertThatThrownBy(() -> new Trace("00-12", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("00-12")
        .hasMessageContaining("must be a W3C trace context");
  }

  @Test
  void shouldFollowFromWhatItIsAbout() {
    Trace request = Trace.ofRequest("shop", "7B0F7F0E-8A52-4F0E-9B39-0A6FF1D1A003");

    assertThat(request).isEqualTo(Trace.ofRequest("shop", "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003"));
    assertThat(request)
        .isNotEqualTo(Trace.ofRequest("mall", "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a003"));
    assertThat(Trace.ofForgetSet("faces", "ab")).isNotEqualTo(Trace.ofForgetSet("hands", "ab"));
    assertThat(Trace.ofForgetSet("faces", "ab")).isNotEqualTo(Trace.ofCommand("faces", "ab"));
    assertThat(Trace.of(request.traceparent(), null)).contains(request);
  }

  @Test
  void shouldKeepTheSameIdsForEver() {
    // printf 'lethe/request/shop/1' | sha256sum: ids that changed between versions would part a
    // request's records in the middle of its way.
    assertThat(Trace.ofRequest("shop", "1").traceId())
        .isEqualTo("651692e4064f7826498afd89392c405d");
  }
}

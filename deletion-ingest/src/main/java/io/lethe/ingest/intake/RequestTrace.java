// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import io.lethe.kit.trace.Trace;
import java.util.Locale;
import java.util.Optional;

/**
 * The trace that a request has from intake on: its sender's, or one that follows from tenant and
 * request id. Headers go further than the subject's id may, so a trace that is made of that id is
 * not taken over, nor a state that names it.
 */
public final class RequestTrace {
  private RequestTrace() {}

  /**
   * Decides it.
   *
   * @param sent what the sender's headers say, if anything
   * @param subjectId whose id must not go further
   * @param tenant who asks
   * @param requestId which request
   * @return the trace
   */
  public static Trace of(Optional<Trace> sent, String subjectId, String tenant, String requestId) {
    return sent.filter(trace -> !isMadeOf(trace.traceId(), subjectId))
        .filter(trace -> !isMadeOf(trace.spanId(), subjectId))
        .map(trace -> names(trace.tracestate(), subjectId) ? trace.withoutState() : trace)
        .orElseGet(() -> Trace.ofRequest(tenant, requestId));
  }

  /** Whether an id is the subject's, written in as many digits as a trace needs. */
  private static boolean isMadeOf(String id, String subjectId) {
    String bare = withoutLeadingZeros(subjectId.replace("-", "").toLowerCase(Locale.ROOT));
    return !bare.isEmpty()
        && (withoutLeadingZeros(id).equals(bare)
            || (bare.length() >= SubjectMention.TELLING_CHARACTERS && id.contains(bare)));
  }

  private static boolean names(String state, String subjectId) {
    return state.toLowerCase(Locale.ROOT).contains(subjectId.toLowerCase(Locale.ROOT));
  }

  private static String withoutLeadingZeros(String text) {
    int first = 0;
    while (first < text.length() && text.charAt(first) == '0') {
      first++;
    }
    return text.substring(first);
  }
}

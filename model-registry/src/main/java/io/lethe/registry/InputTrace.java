// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import io.lethe.kit.trace.Trace;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Which trace an input has, and which its event. Jobs, candidates and reports have their forget
 * set's, commands their sender's; a person's decision on a set is one of the set's events.
 */
final class InputTrace {
  private InputTrace() {}

  /** What the headers say, else what follows from the input's content. */
  static Trace of(Headers headers, SpecificRecord value) {
    return Trace.from(headers).orElseGet(() -> byContent(value));
  }

  /** The trace of an event, decided on an input of this one. */
  static Trace ofEvent(ModelEvent event, Trace input) {
    boolean decisionOnASet =
        event.getType() == ModelEventType.PARKED_SET_RETRIED
            || event.getType() == ModelEventType.PARKED_SET_REFUSED;
    return decisionOnASet ? Trace.ofForgetSet(event.getModel(), event.getForgetSetDigest()) : input;
  }

  private static Trace byContent(SpecificRecord value) {
    if (value instanceof UnlearningJob job) {
      return Trace.ofForgetSet(job.getModel(), job.getForgetSetDigest());
    }
    if (value instanceof ModelCandidate candidate) {
      return Trace.ofForgetSet(candidate.getModel(), candidate.getForgetSetDigest());
    }
    if (value instanceof VerificationReport report) {
      return Trace.ofForgetSet(report.getModel(), report.getForgetSetDigest());
    }
    if (value instanceof ModelCommand command) {
      return Trace.ofCommand(command.getModel(), command.getCommandId());
    }
    throw new IllegalStateException(
        "the topology has no source of " + value.getClass().getName() + "; it was wired wrongly");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.ingest.request.OfCase;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.ForgetSetIntent;
import io.lethe.schemas.ForgetSetState;
import io.lethe.schemas.UnlearningJob;
import java.util.Optional;

/** What the accumulation of a model's sets sends out. */
public sealed interface ModelEffect {

  /**
   * The trace that the record has: that of the forget set.
   *
   * @return empty where the set has no digest yet, and for statuses, which get their request's in
   *     the next step
   */
  default Optional<Trace> trace() {
    return Optional.empty();
  }

  /**
   * Tell a request's row of its case; record key: tenant/requestId.
   *
   * @param news the new state, or an answer
   */
  record Tell(OfCase news) implements ModelEffect {}

  /**
   * Say where a set stands; record key: model/forget set digest.
   *
   * @param state the set's state
   */
  record PublishSet(ForgetSetState state) implements ModelEffect {

    @Override
    public Optional<Trace> trace() {
      return Optional.of(Trace.ofForgetSet(state.getModel(), state.getForgetSetDigest()));
    }
  }

  /**
   * Write a set to the artifact store; record key: the model.
   *
   * @param intent a row of the set, or what to do with its rows
   */
  record WriteSet(ForgetSetIntent intent) implements ModelEffect {

    @Override
    public Optional<Trace> trace() {
      return Optional.ofNullable(intent.getForgetSetDigest())
          .map(digest -> Trace.ofForgetSet(intent.getModel(), digest));
    }
  }

  /**
   * Issue a job to the workers; record key: the model.
   *
   * @param job the job
   */
  record IssueJob(UnlearningJob job) implements ModelEffect {

    @Override
    public Optional<Trace> trace() {
      return Optional.of(Trace.ofForgetSet(job.getModel(), job.getForgetSetDigest()));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.ingest.request.AmendmentAnswer;
import io.lethe.ingest.request.OfCase;
import io.lethe.ingest.request.RequestStatus;
import io.lethe.ingest.request.SetRequest;
import io.lethe.ingest.request.StatusChange;
import io.lethe.schemas.ForgetSetState;
import java.time.Instant;
import java.util.Objects;

/**
 * Publishes where a set stands, and the status of its requests.
 *
 * <p>Why: docs/decisions/0032-a-command-fits-what-is-so.md.
 */
final class SetStatusPublisher {
  private final ModelStores stores;
  private final EffectSink sink;

  SetStatusPublisher(ModelStores stores, EffectSink sink) {
    this.stores = stores;
    this.sink = sink;
  }

  void publish(String model, SetRequest request, RequestStatus status, Instant now) {
    StatusChange change =
        new StatusChange(model, request.key(), status.at(request.place()), request.times(), now);
    sink.send(request.key(), new ModelEffect.Tell(new OfCase.Changed(change)), now);
  }

  /** Answers an amendment, after the state that follows from it. */
  void answer(AmendmentAnswer answer) {
    sink.send(
        answer.requestKey(),
        new ModelEffect.Tell(new OfCase.Answered(answer)),
        answer.answeredAt());
  }

  /** Publishes the set's state, once it has a digest, and its status for each of its requests. */
  void publishAll(SetRow set, Instant now) {
    set.state().digest().ifPresent(digest -> publish(set, digest, now));
    RequestStatus status = set.state().status();
    stores.eachRequest(
        set.model(),
        set.number(),
        request -> {
          publish(set.model(), request, status, now);
          return true;
        });
  }

  private void publish(SetRow set, String digest, Instant now) {
    ForgetSetState state =
        ForgetSetState.newBuilder()
            .setModel(set.model())
            .setForgetSetDigest(digest)
            .setSetNumber(set.number())
            .setStage(set.state().stage())
            .setReason(set.state().status().reason())
            .setMergedInto(set.state() instanceof SetState.Superseded gone ? gone.into() : null)
            .setAfterEvent(stores.model(set.model()).lastEvent())
            .setSealedAt(Objects.requireNonNull(set.times().sealedAt(), "sealedAt"))
            .setChangedAt(now)
            .build();
    sink.send(set.model() + "/" + set.number(), new ModelEffect.PublishSet(state), now);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.ingest.request.RequestStatus;
import io.lethe.ingest.request.SetRequest;
import io.lethe.ingest.request.StatusChange;
import java.time.Instant;

/** Publishes the status of a set's requests. */
final class SetStatusPublisher {
  private final ModelStores stores;
  private final EffectSink sink;

  SetStatusPublisher(ModelStores stores, EffectSink sink) {
    this.stores = stores;
    this.sink = sink;
  }

  void publish(String model, SetRequest request, RequestStatus status, Instant now) {
    StatusChange change = new StatusChange(model, request.key(), status, request.times(), now);
    sink.send(request.key(), new ModelEffect.PublishStatus(change), now);
  }

  /** Publishes the set's status for each of its requests. */
  void publishAll(SetRow set, Instant now) {
    RequestStatus status = set.state().status();
    stores.eachRequest(
        set.model(),
        set.number(),
        request -> {
          publish(set.model(), request, status, now);
          return true;
        });
  }
}

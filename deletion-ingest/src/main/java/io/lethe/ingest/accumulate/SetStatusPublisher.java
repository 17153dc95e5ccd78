package io.lethe.ingest.accumulate;

import io.lethe.ingest.request.RequestStatus;
import io.lethe.ingest.request.SetRequest;
import io.lethe.ingest.request.StatusChange;
import java.time.Instant;
import java.util.Objects;

/** Tells requests where they stand. */
final class SetStatusPublisher {
  private final ModelStores ledger;
  private final EffectSink outbox;

  SetStatusPublisher(ModelStores ledger, EffectSink outbox) {
    this.ledger = Objects.requireNonNull(ledger, "ledger");
    this.outbox = Objects.requireNonNull(outbox, "outbox");
  }

  void tell(String model, SetRequest member, RequestStatus standing, Instant now) {
    outbox.send(
        member.key(),
        new ModelEffect.News(new StatusChange(model, member.key(), standing, now)),
        now);
  }

  /** Tells every request of a set. */
  void tellAll(SetRow set, Instant now) {
    RequestStatus standing = set.state().standing();
    ledger.eachMember(
        set.model(),
        set.number(),
        member -> {
          tell(set.model(), member, standing, now);
          return true;
        });
  }
}

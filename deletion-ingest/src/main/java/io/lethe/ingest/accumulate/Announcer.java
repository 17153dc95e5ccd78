package io.lethe.ingest.accumulate;

import io.lethe.ingest.request.Member;
import io.lethe.ingest.request.Standing;
import io.lethe.ingest.request.StatusChange;
import java.time.Instant;
import java.util.Objects;

/** Tells requests where they stand. */
final class Announcer {
  private final Ledger ledger;
  private final Outbox outbox;

  Announcer(Ledger ledger, Outbox outbox) {
    this.ledger = Objects.requireNonNull(ledger, "ledger");
    this.outbox = Objects.requireNonNull(outbox, "outbox");
  }

  void tell(String model, Member member, Standing standing, Instant now) {
    outbox.send(
        member.key(),
        new ModelEffect.News(new StatusChange(model, member.key(), standing, now)),
        now);
  }

  /** Tells every request of a set. */
  void tellAll(SetRow set, Instant now) {
    Standing standing = set.state().standing();
    ledger.eachMember(
        set.model(),
        set.number(),
        member -> {
          tell(set.model(), member, standing, now);
          return true;
        });
  }
}

package io.lethe.ingest.accumulate;

import io.lethe.schemas.ForgetSetIntent;
import io.lethe.schemas.ForgetSetIntentKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Asks the artifact store for sets; the topology itself does no I/O. */
final class SetIntents {
  private final ModelStores ledger;
  private final EffectSink outbox;

  SetIntents(ModelStores ledger, EffectSink outbox) {
    this.ledger = Objects.requireNonNull(ledger, "ledger");
    this.outbox = Objects.requireNonNull(outbox, "outbox");
  }

  /** Sends a set's rows and the end mark, in one go: they stand together on their partition. */
  void seal(SetRow set, ExclusionBase basis, long composition, Instant now) {
    TreeSet<String> subjectKeys = new TreeSet<>();
    ledger.eachMember(
        set.model(),
        set.number(),
        member -> {
          subjectKeys.add(member.subjectKey());
          return true;
        });
    if (subjectKeys.size() != set.subjects()) {
      throw new IllegalStateException(
          "Set "
              + set.number()
              + " of model "
              + set.model()
              + " counts "
              + set.subjects()
              + " subjects but its requests name "
              + subjectKeys.size());
    }
    for (String subjectKey : subjectKeys) {
      SubjectRow row = ledger.subject(set.model(), subjectKey).orElseThrow();
      send(
          intent(set, ForgetSetIntentKind.SUBJECT)
              .setSubjectKey(subjectKey)
              .setOrdinals(row.ordinals()),
          now);
    }
    send(
        intent(set, ForgetSetIntentKind.SEAL)
            .setSubjects(set.subjects())
            .setParentForgottenDigest(basis.parentForgottenDigest())
            .setParkedDigests(basis.parkedDigests())
            .setComposition(composition),
        now);
  }

  /** Asks to unite a sealed set anew. */
  void compose(SetRow set, String forgetSetDigest, ExclusionBase basis, long composition, Instant now) {
    send(
        intent(set, ForgetSetIntentKind.COMPOSE)
            .setForgetSetDigest(forgetSetDigest)
            .setParentForgottenDigest(basis.parentForgottenDigest())
            .setParkedDigests(basis.parkedDigests())
            .setComposition(composition),
        now);
  }

  private static ForgetSetIntent.Builder intent(SetRow set, ForgetSetIntentKind kind) {
    return ForgetSetIntent.newBuilder()
        .setKind(kind)
        .setModel(set.model())
        .setIntentId(set.number())
        .setOrdinals(List.of())
        .setParkedDigests(List.of())
        .setExtensions(Map.of());
  }

  private void send(ForgetSetIntent.Builder intent, Instant now) {
    ForgetSetIntent built = intent.build();
    outbox.send(built.getModel(), new ModelEffect.Wish(built), now);
  }
}

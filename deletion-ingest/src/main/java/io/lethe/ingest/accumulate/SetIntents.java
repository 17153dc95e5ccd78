// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.schemas.ForgetSetIntent;
import io.lethe.schemas.ForgetSetIntentKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Asks the artifact store for sets; the topology itself does no I/O. */
final class SetIntents {
  private final ModelStores stores;
  private final EffectSink sink;

  SetIntents(ModelStores stores, EffectSink sink) {
    this.stores = stores;
    this.sink = sink;
  }

  /** Sends a set's rows and the end mark, in one go: they stand together on their partition. */
  void seal(SetRow set, ExclusionBase exclusionBase, Instant now) {
    for (String subjectKey : stores.subjectKeys(set)) {
      SubjectRow row = stores.subject(set.model(), subjectKey).orElseThrow();
      send(
          intent(set, ForgetSetIntentKind.SUBJECT)
              .setSubjectKey(subjectKey)
              .setOrdinals(row.ordinals())
              .setTwins(row.twins()),
          now);
    }
    send(intent(set, ForgetSetIntentKind.SEAL, exclusionBase).setSubjects(set.subjects()), now);
  }

  /** Asks to unite a sealed set anew. */
  void unite(SetRow set, String forgetSetDigest, ExclusionBase exclusionBase, Instant now) {
    send(
        intent(set, ForgetSetIntentKind.UNITE, exclusionBase).setForgetSetDigest(forgetSetDigest),
        now);
  }

  private static ForgetSetIntent.Builder intent(
      SetRow set, ForgetSetIntentKind kind, ExclusionBase exclusionBase) {
    return intent(set, kind)
        .setParentForgottenDigest(exclusionBase.parentForgottenDigest())
        .setParkedDigests(exclusionBase.parkedDigests())
        .setKeepTwins(exclusionBase.keepTwins())
        .setIntentNumber(set.lastIntent());
  }

  private static ForgetSetIntent.Builder intent(SetRow set, ForgetSetIntentKind kind) {
    return ForgetSetIntent.newBuilder()
        .setKind(kind)
        .setModel(set.model())
        .setSetNumber(set.number())
        .setOrdinals(List.of())
        .setParkedDigests(List.of())
        .setExtensions(Map.of());
  }

  private void send(ForgetSetIntent.Builder intent, Instant now) {
    ForgetSetIntent built = intent.build();
    sink.send(built.getModel(), new ModelEffect.WriteSet(built), now);
  }
}

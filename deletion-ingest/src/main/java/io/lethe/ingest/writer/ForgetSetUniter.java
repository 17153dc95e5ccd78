// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.writer;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.kit.artifact.ArtifactCorruptException;
import io.lethe.kit.artifact.ArtifactMissingException;
import io.lethe.kit.artifact.ArtifactRef;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.schemas.ForgetSetIntent;
import io.lethe.schemas.ForgetSetStored;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes a set, its excluded and its forgotten set. Objects are named by their content, so doing it
 * again changes nothing.
 */
public final class ForgetSetUniter {
  private final ArtifactStore store;

  /**
   * Writes to a store.
   *
   * @param store where sets are written
   */
  public ForgetSetUniter(ArtifactStore store) {
    this.store = store;
  }

  /**
   * Writes the set made of the rows, then unites it.
   *
   * @param seal the seal
   * @param rows the rows that precede it, each subject once
   * @return the answer; it says why where a set to unite with is missing or damaged, and names the
   *     set that was written all the same
   * @throws IllegalStateException if the rows are not as many as the seal says
   */
  public ForgetSetStored seal(ForgetSetIntent seal, Collection<ForgetSetIntent> rows) {
    long expected = required("subjects", seal.getSubjects());
    if (rows.size() != expected) {
      throw new IllegalStateException(
          "Set "
              + seal.getSetNumber()
              + " of model "
              + seal.getModel()
              + " must have "
              + expected
              + " subjects, but "
              + rows.size()
              + " rows precede its seal");
    }
    ForgetSet set =
        ForgetSet.of(
                rows.stream().map(row -> required("subjectKey", row.getSubjectKey())).toList(),
                ordinals(rows, ForgetSetIntent::getOrdinals))
            .withTwins(ordinals(rows, ForgetSetIntent::getTwins));
    return write(seal, set);
  }

  private static int[] ordinals(
      Collection<ForgetSetIntent> rows, Function<ForgetSetIntent, List<Integer>> field) {
    return rows.stream().map(field).flatMap(List::stream).mapToInt(Integer::intValue).toArray();
  }

  /**
   * Unites a set that was written before.
   *
   * @param intent which set, and what to unite it with
   * @return the answer; it says why where one of the sets is missing or damaged
   */
  public ForgetSetStored unite(ForgetSetIntent intent) {
    String digest = required("forgetSetDigest", intent.getForgetSetDigest());
    try {
      return write(intent, read(digest));
    } catch (UnreadableSetException e) {
      return answer(intent).setForgetSetDigest(digest).setFailure(e.getMessage()).build();
    }
  }

  private ForgetSetStored write(ForgetSetIntent intent, ForgetSet set) {
    ArtifactRef setRef = store.putBlob(set.toBytes());
    ForgetSetStored.Builder answer =
        answer(intent)
            .setForgetSetDigest(setRef.digest())
            .setForgetSetUri(setRef.uri())
            .setForgetSubjects(set.subjectKeys().size())
            .setForgetSamples(set.ordinals().length)
            .setForgetSetMerkleRoot(set.merkleRoot());
    try {
      return unite(intent, set, answer);
    } catch (UnreadableSetException e) {
      return answer.setFailure(e.getMessage()).build();
    }
  }

  private ForgetSetStored unite(
      ForgetSetIntent intent, ForgetSet set, ForgetSetStored.Builder answer) {
    ForgetSet parent = read(required("parentForgottenDigest", intent.getParentForgottenDigest()));
    ForgetSet forgotten = parent.union(set);
    ForgetSet excluded = forgotten;
    for (String parked : intent.getParkedDigests()) {
      excluded = excluded.union(read(parked));
    }
    if (!intent.getKeepTwins()) {
      excluded = excluded.takingTwinsIn();
    }
    ArtifactRef forgottenRef = store.putBlob(forgotten.toBytes());
    ArtifactRef excludedRef = store.putBlob(excluded.toBytes());
    return answer
        .setExcludedDigest(excludedRef.digest())
        .setExcludedUri(excludedRef.uri())
        .setExcludedSamples(excluded.ordinals().length)
        .setForgottenDigest(forgottenRef.digest())
        .setForgottenUri(forgottenRef.uri())
        .build();
  }

  private static ForgetSetStored.Builder answer(ForgetSetIntent intent) {
    return ForgetSetStored.newBuilder()
        .setModel(intent.getModel())
        .setSetNumber(intent.getSetNumber())
        .setIntentNumber(required("intentNumber", intent.getIntentNumber()))
        .setForgetSetDigest("")
        .setForgetSetUri("")
        .setForgetSubjects(0)
        .setForgetSamples(0)
        .setForgetSetMerkleRoot("")
        .setExcludedDigest("")
        .setExcludedUri("")
        .setExcludedSamples(0)
        .setForgottenDigest("")
        .setForgottenUri("")
        .setExtensions(Map.of());
  }

  /** The empty set needs no bytes in the store: its digest says it all. */
  private ForgetSet read(String digest) {
    ForgetSet empty = ForgetSet.empty();
    if (digest.equals(empty.digest())) {
      return empty;
    }
    try {
      return ForgetSet.parse(store.readBlob(digest));
    } catch (ArtifactMissingException | ArtifactCorruptException | IllegalArgumentException e) {
      throw new UnreadableSetException(digest, e);
    }
  }

  private static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("An intent lacks " + field + ", which its kind needs");
    }
    return value;
  }
}

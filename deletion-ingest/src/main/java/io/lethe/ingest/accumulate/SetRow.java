// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.ingest.request.SetRequest;
import java.time.Instant;
import java.util.Objects;

/**
 * One forget set of a model.
 *
 * @param model the model
 * @param number counts the model's sets, from 1
 * @param subjects subjects in it
 * @param samples samples in it
 * @param oldest when its first request was received
 * @param deadline earliest deadline of its requests
 * @param lastIntent number of the last intent that was sent to the artifact store, 0 before the
 *     first
 * @param alarmed whether the alarm for its deadline was raised
 * @param state where it stands
 */
public record SetRow(
    String model,
    long number,
    long subjects,
    long samples,
    Instant oldest,
    Instant deadline,
    long lastIntent,
    boolean alarmed,
    SetState state) {
  /** Checks presence and counts. */
  public SetRow {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(oldest, "oldest");
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(state, "state");
    if (number < 1 || subjects < 0 || samples < subjects || lastIntent < 0) {
      throw new IllegalArgumentException(
          "a set needs a number from 1 and at least one sample a subject, found: "
              + number
              + ", "
              + subjects
              + ", "
              + samples);
    }
  }

  static SetRow open(String model, long number, SetRequest first) {
    return new SetRow(
        model, number, 0, 0, first.receivedAt(), first.deadline(), 0, false, new SetState.Open());
  }

  /** A request joins; its deadline counts from now on. */
  SetRow joinedBy(SetRequest request) {
    return new SetRow(
        model,
        number,
        subjects,
        samples,
        earlier(oldest, request.receivedAt()),
        earlier(deadline, request.deadline()),
        lastIntent,
        alarmed,
        state);
  }

  SetRow plusSubject(int moreSamples) {
    return new SetRow(
        model,
        number,
        subjects + 1,
        samples + moreSamples,
        oldest,
        deadline,
        lastIntent,
        alarmed,
        state);
  }

  SetRow with(SetState next) {
    return new SetRow(
        model, number, subjects, samples, oldest, deadline, lastIntent, alarmed, next);
  }

  /** Numbers one more intent; the answer repeats the number. */
  SetRow withNextIntent() {
    return new SetRow(
        model, number, subjects, samples, oldest, deadline, lastIntent + 1, alarmed, state);
  }

  SetRow withAlarm() {
    return new SetRow(model, number, subjects, samples, oldest, deadline, lastIntent, true, state);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}

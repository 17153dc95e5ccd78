// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.ingest.request.SetRequest;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
 * @param samplesAsked how many samples it should have, by the reports of sets that were dissolved
 *     into it; 0 if none was
 * @param attemptsBefore attempts of these sets, the most that one of them took
 * @param sealedAt when it was closed to requests, null before that
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
    long samplesAsked,
    int attemptsBefore,
    @Nullable Instant sealedAt,
    SetState state) {
  /** Checks presence and counts. */
  public SetRow {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(oldest, "oldest");
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(state, "state");
    if (samplesAsked < 0 || attemptsBefore < 0) {
      throw new IllegalArgumentException(
          "samples asked for and attempts count from 0, found: "
              + samplesAsked
              + ", "
              + attemptsBefore);
    }
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

  static SetRow open(String model, long number, Instant oldest, Instant deadline) {
    return new SetRow(
        model, number, 0, 0, oldest, deadline, 0, false, 0, 0, null, new SetState.Open(null));
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
        samplesAsked,
        attemptsBefore,
        sealedAt,
        state);
  }

  /** Since when an open set's deadline is too near; null where it was not when anybody joined. */
  @Nullable Instant urgentSince() {
    return state instanceof SetState.Open open ? open.urgentSince() : null;
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
        samplesAsked,
        attemptsBefore,
        sealedAt,
        state);
  }

  SetRow minusSubject(int lessSamples) {
    return new SetRow(
        model,
        number,
        subjects - 1,
        samples - lessSamples,
        oldest,
        deadline,
        lastIntent,
        alarmed,
        samplesAsked,
        attemptsBefore,
        sealedAt,
        state);
  }

  /** Somebody has left or has more time; the alarm is raised anew where it is still due. */
  SetRow withTimes(Instant first, Instant earliest) {
    return new SetRow(
        model,
        number,
        subjects,
        samples,
        first,
        earliest,
        lastIntent,
        alarmed && !earliest.isAfter(deadline),
        samplesAsked,
        attemptsBefore,
        sealedAt,
        state);
  }

  /**
   * The people of a dissolved set join.
   *
   * @param asked how many samples its report asks for
   * @param attempts how many it took
   */
  SetRow joinedBy(SetRow dissolved, long asked, int attempts) {
    return new SetRow(
        model,
        number,
        subjects + dissolved.subjects,
        samples + dissolved.samples,
        earlier(oldest, dissolved.oldest),
        earlier(deadline, dissolved.deadline),
        lastIntent,
        alarmed,
        Math.max(samplesAsked, asked),
        Math.max(attemptsBefore, attempts),
        sealedAt,
        state);
  }

  SetRow with(SetState next) {
    return new SetRow(
        model,
        number,
        subjects,
        samples,
        oldest,
        deadline,
        lastIntent,
        alarmed,
        samplesAsked,
        attemptsBefore,
        sealedAt,
        next);
  }

  /** Closed to requests. */
  SetRow sealed(SetState.Sealing sealing, Instant now) {
    return new SetRow(
        model,
        number,
        subjects,
        samples,
        oldest,
        deadline,
        lastIntent,
        alarmed,
        samplesAsked,
        attemptsBefore,
        now,
        sealing);
  }

  /** Numbers one more intent; the answer repeats the number. */
  SetRow withNextIntent() {
    return new SetRow(
        model,
        number,
        subjects,
        samples,
        oldest,
        deadline,
        lastIntent + 1,
        alarmed,
        samplesAsked,
        attemptsBefore,
        sealedAt,
        state);
  }

  /** Its age counts from then on. */
  SetRow withOldest(Instant then) {
    return new SetRow(
        model,
        number,
        subjects,
        samples,
        then,
        deadline,
        lastIntent,
        alarmed,
        samplesAsked,
        attemptsBefore,
        sealedAt,
        state);
  }

  SetRow withAlarm() {
    return new SetRow(
        model,
        number,
        subjects,
        samples,
        oldest,
        deadline,
        lastIntent,
        true,
        samplesAsked,
        attemptsBefore,
        sealedAt,
        state);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}

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
 * @param size how much is in it
 * @param times its times
 * @param lastIntent number of the last intent that was sent to the artifact store, 0 before the
 *     first
 * @param inherited what the sets left to it that were dissolved into it
 * @param state where it stands
 */
public record SetRow(
    String model,
    long number,
    Size size,
    Times times,
    long lastIntent,
    Inherited inherited,
    SetState state) {

  /**
   * How much is in a set.
   *
   * @param subjects how many people
   * @param samples how many samples they have, one each at least
   */
  public record Size(long subjects, long samples) {
    /** Checks the counts. */
    public Size {
      if (subjects < 0 || samples < subjects) {
        throw new IllegalArgumentException(
            "a set needs at least one sample a subject, found: " + subjects + ", " + samples);
      }
    }

    Size plus(Size more) {
      return new Size(subjects + more.subjects, samples + more.samples);
    }

    Size minusSubject(int lessSamples) {
      return new Size(subjects - 1, samples - lessSamples);
    }
  }

  /**
   * Times of a set.
   *
   * @param oldest when its first request was received
   * @param deadline earliest deadline of its requests
   * @param alarmed whether the alarm for its deadline was raised
   * @param sealedAt when it was closed to requests, null before that
   * @param pressed times of requests that are beside it, null where there are none
   */
  public record Times(
      Instant oldest,
      Instant deadline,
      boolean alarmed,
      @Nullable Instant sealedAt,
      @Nullable Pressed pressed) {
    /** Checks presence. */
    public Times {
      Objects.requireNonNull(oldest, "oldest");
      Objects.requireNonNull(deadline, "deadline");
    }

    private Times earliest(Instant received, Instant due) {
      return new Times(
          earlier(oldest, received), earlier(deadline, due), alarmed, sealedAt, pressed);
    }

    private Times pressedBy(Instant received, Instant due) {
      Pressed more =
          pressed == null
              ? new Pressed(received, due)
              : new Pressed(earlier(pressed.oldest, received), earlier(pressed.deadline, due));
      return new Times(oldest, deadline, alarmed, sealedAt, more).earliest(received, due);
    }

    private Times of(Instant first, Instant earliest) {
      Instant oldestNow = pressed == null ? first : earlier(pressed.oldest, first);
      Instant due = pressed == null ? earliest : earlier(pressed.deadline, earliest);
      return new Times(oldestNow, due, alarmed && !due.isAfter(deadline), sealedAt, pressed);
    }

    private Times with(Times other) {
      Times pressedToo =
          other.pressed == null ? this : pressedBy(other.pressed.oldest, other.pressed.deadline);
      return pressedToo.earliest(other.oldest, other.deadline);
    }

    private Times sealed(Instant now) {
      return new Times(oldest, deadline, alarmed, now, pressed);
    }

    private Times since(Instant then) {
      return new Times(then, deadline, alarmed, sealedAt, pressed);
    }

    private Times withAlarm() {
      return new Times(oldest, deadline, true, sealedAt, pressed);
    }

    private static Instant earlier(Instant one, Instant other) {
      return one.isBefore(other) ? one : other;
    }
  }

  /**
   * Times of requests without samples that came while the set was open. They count until it is
   * sealed, whoever leaves: when that happens must not tell who is in it.
   *
   * @param oldest when the first of them was received
   * @param deadline earliest of theirs
   */
  public record Pressed(Instant oldest, Instant deadline) {
    /** Checks presence. */
    public Pressed {
      Objects.requireNonNull(oldest, "oldest");
      Objects.requireNonNull(deadline, "deadline");
    }
  }

  /**
   * What dissolved sets left to a set.
   *
   * @param samplesAsked how many samples it should have, by their reports; 0 if none was
   * @param attempts their attempts, the most that one of them took
   */
  public record Inherited(long samplesAsked, int attempts) {
    /** Checks the counts. */
    public Inherited {
      if (samplesAsked < 0 || attempts < 0) {
        throw new IllegalArgumentException(
            "samples asked for and attempts count from 0, found: "
                + samplesAsked
                + ", "
                + attempts);
      }
    }
  }

  /** Checks presence and counts. */
  public SetRow {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(size, "size");
    Objects.requireNonNull(times, "times");
    Objects.requireNonNull(inherited, "inherited");
    Objects.requireNonNull(state, "state");
    if (number < 1 || lastIntent < 0) {
      throw new IllegalArgumentException(
          "sets count from 1 and their intents from 0, found: " + number + ", " + lastIntent);
    }
  }

  static SetRow open(String model, long number, Instant oldest, Instant deadline) {
    return new SetRow(
        model,
        number,
        new Size(0, 0),
        new Times(oldest, deadline, false, null, null),
        0,
        new Inherited(0, 0),
        new SetState.Open(null));
  }

  long subjects() {
    return size.subjects();
  }

  long samples() {
    return size.samples();
  }

  Instant oldest() {
    return times.oldest();
  }

  Instant deadline() {
    return times.deadline();
  }

  /** A request joins; its deadline counts from now on. */
  SetRow joinedBy(SetRequest request) {
    return with(times.earliest(request.receivedAt(), request.deadline()));
  }

  /** A request is beside it; its times count as if it had joined. */
  SetRow pressedBy(SetRequest request) {
    return with(times.pressedBy(request.receivedAt(), request.deadline()));
  }

  /** Since when an open set's deadline is too near; null where it was not when anybody joined. */
  @Nullable Instant urgentSince() {
    return state instanceof SetState.Open open ? open.urgentSince() : null;
  }

  SetRow plusSubject(int moreSamples) {
    return with(size.plus(new Size(1, moreSamples)));
  }

  SetRow minusSubject(int lessSamples) {
    return with(size.minusSubject(lessSamples));
  }

  /** Somebody has left or has more time; the alarm is raised anew where it is still due. */
  SetRow withTimes(Instant first, Instant earliest) {
    return with(times.of(first, earliest));
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
        size.plus(dissolved.size),
        times.with(dissolved.times),
        lastIntent,
        new Inherited(
            Math.max(inherited.samplesAsked(), asked), Math.max(inherited.attempts(), attempts)),
        state);
  }

  SetRow with(SetState next) {
    return new SetRow(model, number, size, times, lastIntent, inherited, next);
  }

  /** Closed to requests. */
  SetRow sealed(SetState.Sealing sealing, Instant now) {
    return with(times.sealed(now)).with(sealing);
  }

  /** Numbers one more intent; the answer repeats the number. */
  SetRow withNextIntent() {
    return new SetRow(model, number, size, times, lastIntent + 1, inherited, state);
  }

  /** Its age counts from then on. */
  SetRow withOldest(Instant then) {
    return with(times.since(then));
  }

  SetRow withAlarm() {
    return with(times.withAlarm());
  }

  private SetRow with(Size next) {
    return new SetRow(model, number, next, times, lastIntent, inherited, state);
  }

  private SetRow with(Times next) {
    return new SetRow(model, number, size, next, lastIntent, inherited, state);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.cli.console.Console;
import io.lethe.cli.pipeline.PipelineException;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.work.RequestOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Follows the requests of one wave until all are promoted, and shows where they stand. */
final class WaveProgress {
  private static final Set<RequestState> DONE =
      EnumSet.of(RequestState.PROMOTED, RequestState.COMPLETED);
  private static final Set<RequestState> LOST =
      EnumSet.of(
          RequestState.PARKED,
          RequestState.REFUSED,
          RequestState.WITHDRAWN,
          RequestState.NOTHING_TO_ERASE,
          RequestState.NO_TRAIN_SAMPLE);

  private final Console console;
  private final PipelineView view;
  private final Supplier<String> activity;

  /**
   * @param activity what the worker is doing right now, or empty
   */
  WaveProgress(Console console, PipelineView view, Supplier<String> activity) {
    this.console = console;
    this.view = view;
    this.activity = activity;
  }

  /**
   * Waits.
   *
   * @throws PipelineException if a request is parked or refused, or patience ends
   */
  void await(int wave, List<String> statusKeys, Duration patience) {
    Instant started = Instant.now();
    RequestState shown = null;
    int told = view.events().size();
    while (true) {
      view.poll();
      for (; told < view.events().size(); told++) {
        setback(view.events().get(told)).ifPresent(console::line);
      }
      Map<RequestState, Integer> counts = counts(statusKeys);
      failIfLost(wave, statusKeys, counts);
      RequestState least = leastAdvanced(counts, statusKeys.size());
      Duration elapsed = Duration.between(started, Instant.now());
      if (least != shown && least != RequestState.UNKNOWN) {
        console.format(
            "  %6s  all %d requests %s%s",
            Console.human(elapsed), statusKeys.size(), name(least), attempt(statusKeys));
        shown = least;
      }
      if (DONE.contains(least)) {
        return;
      }
      if (elapsed.compareTo(patience) > 0) {
        throw new PipelineException(
            "wave "
                + wave
                + " is not done after "
                + Console.human(patience)
                + ": "
                + words(counts, statusKeys.size())
                + "; give it more time with --timeout");
      }
      console.status(
          "  "
              + Console.human(elapsed)
              + "  "
              + words(counts, statusKeys.size())
              + "  "
              + activity.get());
    }
  }

  /** Why an attempt did not lead to a version; nothing where the event says something else. */
  static Optional<String> setback(ModelEvent event) {
    return switch (event.getType()) {
      case REJECTED, INCONCLUSIVE, JOB_FAILED, STALE ->
          Optional.of(
              "          attempt %d: %s: %s"
                  .formatted(
                      event.getAttempt(),
                      event.getType().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                      event.getReason()));
      default -> Optional.empty();
    };
  }

  private Map<RequestState, Integer> counts(List<String> statusKeys) {
    Map<RequestState, Integer> counts = new EnumMap<>(RequestState.class);
    for (String key : statusKeys) {
      DeletionStatus status = view.statuses().get(key);
      if (status != null) {
        counts.merge(status.getState(), 1, Integer::sum);
      }
    }
    return counts;
  }

  private void failIfLost(int wave, List<String> statusKeys, Map<RequestState, Integer> counts) {
    if (counts.keySet().stream().noneMatch(LOST::contains)) {
      return;
    }
    String reasons =
        statusKeys.stream()
            .map(view.statuses()::get)
            .filter(status -> status != null && LOST.contains(status.getState()))
            .map(status -> name(status.getState()) + ": " + status.getReason())
            .distinct()
            .collect(Collectors.joining("; "));
    throw new PipelineException(
        "wave "
            + wave
            + " did not lead to a promotion ("
            + words(counts, statusKeys.size())
            + "): "
            + reasons);
  }

  /** The state that all requests have reached; UNKNOWN while one has none. */
  private static RequestState leastAdvanced(Map<RequestState, Integer> counts, int requests) {
    int known = counts.values().stream().mapToInt(Integer::intValue).sum();
    return known < requests
        ? RequestState.UNKNOWN
        : counts.keySet().stream().min(RequestOrder.byProgress()).orElse(RequestState.UNKNOWN);
  }

  private String attempt(List<String> statusKeys) {
    DeletionStatus status = view.statuses().get(statusKeys.get(0));
    Integer attempt = status == null ? null : status.getAttempt();
    return attempt == null || attempt <= 1 ? "" : " (attempt " + attempt + ")";
  }

  private static String words(Map<RequestState, Integer> counts, int requests) {
    int known = counts.values().stream().mapToInt(Integer::intValue).sum();
    String words =
        counts.entrySet().stream()
            .map(count -> count.getValue() + " " + name(count.getKey()))
            .collect(Collectors.joining(", "));
    String sent = (requests - known) + " sent";
    return known == requests ? words : words.isEmpty() ? sent : sent + ", " + words;
  }

  private static String name(RequestState state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One model's sets: which is open, which is at work, which wait. Sets are named by their number
 * within the model; 0 is none. Lists grow with the backlog of sets, never with a set.
 *
 * @param model the model
 * @param view what is registered, null before that
 * @param lastSet number given last
 * @param openSet the set that takes subjects in
 * @param activeSet the set that is united anew, unlearned or verified: at most one
 * @param queue sealed sets that wait for their turn, in order
 * @param parked sets that wait for a person
 * @param lastEvent sequence of the last of the model's events that was applied, 0 before the first
 */
public record ModelState(
    String model,
    @Nullable ModelView view,
    long lastSet,
    long openSet,
    long activeSet,
    List<Long> queue,
    List<Long> parked,
    long lastEvent) {
  /** Copies the lists. */
  public ModelState {
    Objects.requireNonNull(model, "model");
    queue = List.copyOf(queue);
    parked = List.copyOf(parked);
  }

  static ModelState unregistered(String model) {
    return new ModelState(model, null, 0, 0, 0, List.of(), List.of(), 0);
  }

  Optional<ModelView> registered() {
    return Optional.ofNullable(view);
  }

  /**
   * What is registered of a model that has sets.
   *
   * @throws IllegalStateException where nothing is
   */
  ModelView registration() {
    return registered()
        .orElseThrow(() -> new IllegalStateException("model " + model + " is not registered"));
  }

  /** Number of the set that takes the next subject in. */
  long nextOpen() {
    return openSet == 0 ? lastSet + 1 : openSet;
  }

  /** Whether a set that is sealed now goes to work at once. */
  boolean isFree() {
    return activeSet == 0 && queue.isEmpty();
  }

  ModelState withView(ModelView next) {
    return new ModelState(model, next, lastSet, openSet, activeSet, queue, parked, lastEvent);
  }

  /** The model's events were applied up to this one. */
  ModelState after(long event) {
    return new ModelState(model, view, lastSet, openSet, activeSet, queue, parked, event);
  }

  ModelState opened() {
    return new ModelState(
        model, view, lastSet + 1, lastSet + 1, activeSet, queue, parked, lastEvent);
  }

  /** Nobody is left in the open set; the next one has a number of its own. */
  ModelState withoutOpen() {
    return new ModelState(model, view, lastSet, 0, activeSet, queue, parked, lastEvent);
  }

  /** The open set goes to the end of the queue. */
  ModelState sealed() {
    return new ModelState(
        model, view, lastSet, 0, activeSet, plus(queue, openSet), parked, lastEvent);
  }

  /** The queue's head goes to work. */
  ModelState started() {
    return new ModelState(
        model,
        view,
        lastSet,
        openSet,
        queue.get(0),
        queue.subList(1, queue.size()),
        parked,
        lastEvent);
  }

  /** A set goes to a person, from work or from the queue. */
  ModelState parked(long set) {
    return new ModelState(
        model,
        view,
        lastSet,
        openSet,
        activeSet == set ? 0 : activeSet,
        minus(queue, set),
        plus(parked, set),
        lastEvent);
  }

  /** A parked set is tried again, behind those that wait already. */
  ModelState retried(long set) {
    return new ModelState(
        model, view, lastSet, openSet, activeSet, plus(queue, set), minus(parked, set), lastEvent);
  }

  /** A set leaves, wherever it waits. */
  ModelState without(long set) {
    return new ModelState(
        model,
        view,
        lastSet,
        openSet,
        activeSet == set ? 0 : activeSet,
        minus(queue, set),
        minus(parked, set),
        lastEvent);
  }

  private static List<Long> plus(List<Long> list, long set) {
    List<Long> longer = new ArrayList<>(list);
    longer.add(set);
    return longer;
  }

  private static List<Long> minus(List<Long> list, long set) {
    return list.stream().filter(other -> other != set).toList();
  }
}

package io.lethe.registry.view;

import io.lethe.schemas.ModelEvent;

/** Takes committed model events, in order within a model, all on one thread. */
public interface EventHandler {

  /** Takes one event. An exception stops the follower, which is unhealthy from then on. */
  void onEvent(ModelEvent event);

  /**
   * Called again and again, after each poll, once everything that was there at start is handled.
   */
  default void onIdle() {}
}

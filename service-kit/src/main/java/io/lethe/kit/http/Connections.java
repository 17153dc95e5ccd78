// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A server's open connections. Nobody holds one by sending a byte now and then: it is closed when
 * no request was answered on it in the time that a request may take. Nobody shuts others out by
 * opening many: one too many closes the one that is open longest, so that who comes and goes is
 * served while somebody fills the house.
 */
final class Connections implements Connection.Listener {
  private final HttpBounds bounds;
  private final Scheduler scheduler;
  private final Set<Connection> open = new LinkedHashSet<>(); // guarded by itself

  Connections(HttpBounds bounds, Scheduler scheduler) {
    this.bounds = requireNonNull(bounds, "bounds");
    this.scheduler = requireNonNull(scheduler, "scheduler");
  }

  @Override
  public void onOpened(Connection connection) {
    add(connection).ifPresent(Connections::close);
    watch(connection, connection.getMessagesOut());
  }

  @Override
  public void onClosed(Connection connection) {
    synchronized (open) {
      open.remove(connection);
    }
  }

  private Optional<Connection> add(Connection connection) {
    synchronized (open) {
      open.add(connection);
      if (open.size() <= bounds.connections()) {
        return Optional.empty();
      }
      Iterator<Connection> eldestFirst = open.iterator();
      Connection eldest = eldestFirst.next();
      eldestFirst.remove();
      return Optional.of(eldest);
    }
  }

  private void watch(Connection connection, long answered) {
    scheduler.schedule(
        () -> look(connection, answered), bounds.request().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(Connection connection, long answeredBefore) {
    if (!connection.getEndPoint().isOpen()) {
      return;
    }
    long answered = connection.getMessagesOut();
    if (answered == answeredBefore) {
      close(connection);
    } else {
      watch(connection, answered);
    }
  }

  /** The socket itself: a connection that is asked to close would first end what it is at. */
  private static void close(Connection connection) {
    connection.getEndPoint().close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
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

  /** Each with the task that looks at it next, which would hold it after its end; its own lock. */
  private final Map<Connection, Scheduler.Task> open = new LinkedHashMap<>();

  Connections(HttpBounds bounds, Scheduler scheduler) {
    this.bounds = requireNonNull(bounds, "bounds");
    this.scheduler = requireNonNull(scheduler, "scheduler");
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof SslConnection) {
      return; // the connection inside is opened with it, and answers
    }
    Optional<Connection> oneTooMany = Optional.empty();
    synchronized (open) {
      open.put(connection, nextLook(connection));
      if (open.size() > bounds.connections()) {
        oneTooMany = Optional.of(open.keySet().iterator().next()); // the eldest
        oneTooMany.ifPresent(this::forget);
      }
    }
    oneTooMany.ifPresent(Connections::close);
  }

  @Override
  public void onClosed(Connection connection) {
    synchronized (open) {
      forget(connection);
    }
  }

  private void forget(Connection connection) {
    Scheduler.Task next = open.remove(connection);
    if (next != null) {
      next.cancel();
    }
  }

  private Scheduler.Task nextLook(Connection connection) {
    long answered = connection.getMessagesOut();
    return scheduler.schedule(
        () -> look(connection, answered), bounds.request().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(Connection connection, long answeredBefore) {
    boolean idle = connection.getMessagesOut() == answeredBefore;
    synchronized (open) {
      if (!idle && open.containsKey(connection)) {
        open.put(connection, nextLook(connection));
      }
    }
    if (idle) {
      close(connection);
    }
  }

  /** The socket itself: a connection that is asked to close, or TLS, would first say good-bye. */
  private static void close(Connection connection) {
    EndPoint end = connection.getEndPoint();
    (end instanceof EndPoint.Wrapper inside ? inside.unwrap() : end).close();
  }
}

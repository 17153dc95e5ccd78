// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.kit.loop.TopicTail;
import io.lethe.kit.table.Table;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.DeletionStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Every request's present state, from the compacted topic deletion.status. */
public final class StatusView implements TopicTail.Handler<DeletionStatus> {
  private final Table states;
  private final StatusListener listener;

  /**
   * A state, and the trace that its record has.
   *
   * @param status the state
   * @param trace the request's trace
   */
  public record Seen(DeletionStatus status, Trace trace) {

    /** A record of a version that wrote no trace has the one that follows from its request. */
    static Seen of(ConsumerRecord<String, DeletionStatus> status) {
      return new Seen(
          status.value(),
          Trace.from(status.headers())
              .orElseGet(
                  () ->
                      Trace.ofRequest(status.value().getTenant(), status.value().getRequestId())));
    }

    /** As a row that this very build reads again. */
    byte[] toRow() {
      ByteArrayOutputStream row = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(row)) {
        out.writeUTF(trace.traceparent());
        out.writeUTF(trace.tracestate());
        DeletionStatus.getEncoder().encode(status, out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return row.toByteArray();
    }

    static Seen ofRow(byte[] row) {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(row))) {
        Trace trace = new Trace(in.readUTF(), in.readUTF());
        return new Seen(DeletionStatus.getDecoder().decode(in), trace);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * A view.
   *
   * @param states where it keeps them; empty
   * @param listener hears of every change
   */
  public StatusView(Table states, StatusListener listener) {
    this.states = states;
    this.listener = listener;
  }

  /**
   * Where a request stands.
   *
   * @param tenant the tenant
   * @param requestId the request's UUID in lower case
   * @return the summary first (its model is null), then one state a model; empty if unknown
   */
  public List<Seen> find(String tenant, String requestId) {
    String key = tenant + "/" + requestId;
    return Stream.concat(states.get(key).stream(), states.startingWith(key + "/").stream())
        .map(Seen::ofRow)
        .toList();
  }

  @Override
  public void onRecord(ConsumerRecord<String, DeletionStatus> status) {
    Optional<byte[]> before;
    if (status.value() == null) {
      before = states.remove(status.key());
    } else {
      before = states.put(status.key(), Seen.of(status).toRow());
      listener.entered(status.value());
    }
    before.map(Seen::ofRow).ifPresent(seen -> listener.left(seen.status()));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.kit.table.MemoryTable;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ForgetSetState;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topics;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What who sent a request is shown of it, after all that the topology has published. */
public final class RequesterEyes {
  private final StatusView statuses = new StatusView(new MemoryTable(), StatusListener.none());
  private final SetView sets = new SetView();
  private final RejectionView rejections = new RejectionView(new MemoryTable());

  private final Knowledge known =
      new Knowledge(
          Tenants.DEFAULT,
          statuses,
          rejections,
          sets,
          () -> true,
          () -> name -> false,
          Optional::empty);

  /** What the topology published of a request. */
  public void status(String key, DeletionStatus status) {
    statuses.onRecord(record(Topics.DELETION_STATUS.name(), key, status));
  }

  /** What it published of a set. */
  public void set(ForgetSetState set) {
    sets.onRecord(record(Topics.FORGET_SETS.name(), "", set));
  }

  /** What it refused. */
  public void rejection(RejectedRequest refusal) {
    rejections.onRecord(record(Topics.DELETION_REJECTED.name(), "", refusal));
  }

  private static <V> ConsumerRecord<String, V> record(String topic, String key, V value) {
    return new ConsumerRecord<>(topic, 0, 0, key, value);
  }

  /**
   * The page of a request, without its id.
   *
   * @param key tenant/requestId
   * @param now when it is asked for
   */
  public String see(String key, Instant now) {
    int slash = key.indexOf('/');
    RequestPath path = new RequestPath(key.substring(0, slash), key.substring(slash + 1));
    ObjectNode page =
        RequesterPage.of(
            path,
            statuses.find(path.tenant(), path.requestId()),
            rejections.find(path.tenant(), path.requestId()),
            sets,
            now);
    page.remove("requestId");
    return page.toString();
  }

  /** What a callback would tell. */
  public Optional<RequesterPage.Shown> shown(String key, Instant now) {
    int slash = key.indexOf('/');
    return known.shown(key.substring(0, slash), key.substring(slash + 1), now);
  }

  /** Its state alone. */
  public static String state(String page) {
    return page.replaceAll(".*\"state\":\"([a-z_]+)\".*", "$1");
  }
}

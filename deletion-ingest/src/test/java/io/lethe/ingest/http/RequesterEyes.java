// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ForgetSetState;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.topic.Topics;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What who sent a request is shown of it, after all that the topology has published. */
public final class RequesterEyes {
  private final StatusView statuses = new StatusView(StatusListener.none());
  private final SetView sets = new SetView();
  private final RejectionView rejections = new RejectionView();

  /** Eyes that have read these topics to their ends. */
  public RequesterEyes(
      Map<String, DeletionStatus> status,
      Collection<ForgetSetState> sets,
      Collection<RejectedRequest> rejected) {
    status.forEach(
        (key, value) -> statuses.onRecord(record(Topics.DELETION_STATUS.name(), key, value)));
    sets.forEach(set -> this.sets.onRecord(record(Topics.FORGET_SETS.name(), "", set)));
    rejected.forEach(
        each -> rejections.onRecord(record(Topics.DELETION_REJECTED.name(), "", each)));
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

  /** Its state alone. */
  public static String state(String page) {
    return page.replaceAll(".*\"state\":\"([a-z_]+)\".*", "$1");
  }
}

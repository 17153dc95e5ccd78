// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.kit.loop.TopicTail;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Why requests were refused, from deletion.rejected: of the last 100,000 request ids that were, the
 * last ten refusals each, and among them the last that left the id free. Refusals that name no
 * request are nobody's to ask for.
 */
public final class RejectionView implements TopicTail.Handler<RejectedRequest> {
  private static final int MAX_REQUESTS = 100_000;
  private static final int MAX_OF_A_REQUEST = 10;

  private final Map<String, List<RejectedRequest>> refusals; // guarded by this

  /** An empty view. */
  public RejectionView() {
    this(MAX_REQUESTS);
  }

  RejectionView(int maxRequests) {
    refusals =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, List<RejectedRequest>> eldest) {
            return size() > maxRequests;
          }
        };
  }

  /**
   * Why a request was refused, the oldest refusal first.
   *
   * @param tenant the tenant
   * @param requestId the request's UUID in lower case
   */
  public synchronized List<RejectedRequest> find(String tenant, String requestId) {
    return List.copyOf(refusals.getOrDefault(key(tenant, requestId), List.of()));
  }

  /** Whether a request was refused, and not what was asked about one. */
  public static boolean isOfRequest(RejectedRequest refusal) {
    return Topics.DELETION_AMENDMENTS.tenantOf(refusal.getSourceTopic()).isEmpty();
  }

  /** Whether it was the refusal of a request whose id may be used again: nothing is kept of it. */
  static boolean freesId(RejectedRequest refusal) {
    return isOfRequest(refusal) && refusal.getReason() == RejectionReason.UNKNOWN_MODEL;
  }

  @Override
  public synchronized void onRecord(ConsumerRecord<String, RejectedRequest> record) {
    RejectedRequest refusal = record.value();
    if (refusal.getTenant() == null || refusal.getRequestId() == null) {
      return;
    }
    String key = key(refusal.getTenant(), refusal.getRequestId());
    List<RejectedRequest> all = new ArrayList<>(refusals.getOrDefault(key, List.of()));
    all.add(refusal);
    if (all.size() > MAX_OF_A_REQUEST) {
      all.remove(isLastThatFrees(all) ? 1 : 0);
    }
    refusals.remove(key); // put again, it is the youngest
    refusals.put(key, List.copyOf(all));
  }

  /** Whether it is the first that does so and no later one does. */
  private static boolean isLastThatFrees(List<RejectedRequest> all) {
    return freesId(all.get(0)) && all.stream().skip(1).noneMatch(RejectionView::freesId);
  }

  private static String key(String tenant, String requestId) {
    return tenant + "/" + requestId;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.kit.loop.TopicTail;
import io.lethe.kit.table.Table;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.topic.Topics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Why requests were refused, from deletion.rejected: the last ten refusals of each request id, and
 * among them the last that left the id free. Refusals that name no request are nobody's to ask for.
 */
public final class RejectionView implements TopicTail.Handler<RejectedRequest> {
  private static final int MAX_OF_A_REQUEST = 10;

  private final Table refusals;

  /**
   * A view.
   *
   * @param refusals where it keeps them; empty
   */
  public RejectionView(Table refusals) {
    this.refusals = refusals;
  }

  /**
   * Why a request was refused, the oldest refusal first.
   *
   * @param tenant the tenant
   * @param requestId the request's UUID in lower case
   */
  public List<RejectedRequest> find(String tenant, String requestId) {
    return refusals.get(key(tenant, requestId)).map(RejectionView::ofRow).orElse(List.of());
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
  public void onRecord(ConsumerRecord<String, RejectedRequest> record) {
    RejectedRequest refusal = record.value();
    if (refusal.getTenant() == null || refusal.getRequestId() == null) {
      return;
    }
    List<RejectedRequest> all = new ArrayList<>(find(refusal.getTenant(), refusal.getRequestId()));
    all.add(refusal);
    if (all.size() > MAX_OF_A_REQUEST) {
      all.remove(isLastThatFrees(all) ? 1 : 0);
    }
    refusals.put(key(refusal.getTenant(), refusal.getRequestId()), row(all));
  }

  /** Whether it is the first that does so and no later one does. */
  private static boolean isLastThatFrees(List<RejectedRequest> all) {
    return freesId(all.get(0)) && all.stream().skip(1).noneMatch(RejectionView::freesId);
  }

  /** One behind the other, for this very build to read again. */
  private static byte[] row(List<RejectedRequest> refusals) {
    ByteArrayOutputStream row = new ByteArrayOutputStream();
    try {
      for (RejectedRequest refusal : refusals) {
        RejectedRequest.getEncoder().encode(refusal, row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return row.toByteArray();
  }

  private static List<RejectedRequest> ofRow(byte[] row) {
    List<RejectedRequest> refusals = new ArrayList<>();
    try (ByteArrayInputStream in = new ByteArrayInputStream(row)) {
      while (in.available() > 0) {
        refusals.add(RejectedRequest.getDecoder().decode(in));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return refusals;
  }

  private static String key(String tenant, String requestId) {
    return tenant + "/" + requestId;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectedRequest;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Where a request stands, for who sent it: its state and its own times alone. */
public final class RequesterPage {

  /** The first asked of those that later models opened; see {@link #cases}. */
  private static final Comparator<DeletionStatus> FIRST =
      Comparator.comparing(DeletionStatus::getReceivedAt).thenComparing(DeletionStatus::getModel);

  private RequesterPage() {}

  /**
   * What a requester is told.
   *
   * @param state where the request stands
   * @param deadline when it must be done
   */
  public record Shown(RequesterState state, Instant deadline) {}

  /**
   * As JSON; one of the lists is not empty.
   *
   * @param path which request
   * @param states where it stands
   * @param rejections why its id was refused
   * @param sets where sealed sets stand
   * @param now when it is asked
   */
  public static ObjectNode of(
      RequestPath path,
      List<StatusView.Seen> states,
      List<RejectedRequest> rejections,
      SetView sets,
      Instant now) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("tenant", path.tenant()).put("requestId", path.requestId());
    answer.put("state", RequesterState.CANCELLED.word());
    states.stream()
        .map(StatusView.Seen::status)
        .findFirst()
        .ifPresent(
            first -> {
              Shown shown = shown(states, sets, now);
              answer
                  .put("state", shown.state().word())
                  .put("receivedAt", first.getAskedAt().toString())
                  .put("deadline", shown.deadline().toString());
            });
    ArrayNode refused = answer.putArray("rejections");
    rejections.stream()
        .filter(RejectionView::isOfRequest) // what amendments it takes tells where it stands
        .forEach(each -> refused.add(StatusPage.rejection(each)));
    return answer;
  }

  /** Of a request that is known. */
  static Shown shown(List<StatusView.Seen> states, SetView sets, Instant now) {
    List<DeletionStatus> told = states.stream().map(StatusView.Seen::status).toList();
    Optional<DeletionStatus> summary =
        told.stream().filter(each -> each.getModel() == null).findFirst();
    AskedAmendments asked = AskedAmendments.of(summary);
    return cases(told).stream()
        .map(each -> new Shown(RequesterState.of(each, asked, sets, now), asked.deadline(each)))
        .min(Comparator.comparing(Shown::state).thenComparing(Shown::deadline))
        .orElseGet(
            () ->
                new Shown(
                    RequesterState.withoutModel(summary.orElseThrow()),
                    asked.deadline(summary.orElseThrow())));
  }

  /**
   * The cases that every request of the tenant has. A model that came later opens one only for whom
   * it knows, so that is not told; but the first model of all does for everybody who waited for
   * one. Of models from whose data the tenant may not erase nothing is told where there are others.
   */
  private static List<DeletionStatus> cases(List<DeletionStatus> told) {
    List<DeletionStatus> all = told.stream().filter(each -> each.getModel() != null).toList();
    List<DeletionStatus> asked =
        all.stream().filter(each -> each.getReceivedAt().equals(each.getAskedAt())).toList();
    List<DeletionStatus> first =
        asked.isEmpty() ? all.stream().min(FIRST).stream().toList() : asked;
    List<DeletionStatus> own =
        first.stream().filter(each -> !RequesterState.isOfOtherTenants(each)).toList();
    return own.isEmpty() ? first : own;
  }
}

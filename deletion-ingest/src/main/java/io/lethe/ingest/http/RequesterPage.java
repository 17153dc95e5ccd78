// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.work.RequestOrder;
import java.time.Instant;
import java.time.Period;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where a request stands, for who sent it: OpenDSR's states and the request's own times alone.
 * Whoever asks about people he does not know should not learn from the answer whom the datasets
 * know, so a request that found nothing is shown as one that is at work until its deadline, thirty
 * days at least, and as completed from then on; withdrawn, it is cancelled as one that found
 * somebody.
 *
 * <p>Why: docs/decisions/0041-tokens-and-roles.md.
 */
public final class RequesterPage {
  /** What every request is at first. */
  public static final String PENDING = "pending";

  private static final String IN_PROGRESS = "in_progress";
  private static final String COMPLETED = "completed";
  private static final String CANCELLED = "cancelled";

  /** A near deadline of the sender's own must not tell sooner. */
  private static final Period COVER = Period.ofDays(30);

  private RequesterPage() {}

  /**
   * As JSON; one of the lists is not empty.
   *
   * @param path which request
   * @param states where it stands
   * @param rejections why its id was refused
   * @param now when it is asked
   */
  public static ObjectNode of(
      RequestPath path,
      List<StatusView.Seen> states,
      List<RejectedRequest> rejections,
      Instant now) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("tenant", path.tenant()).put("requestId", path.requestId());
    Optional<DeletionStatus> status = leastAdvanced(states);
    answer.put("state", status.map(each -> state(Shown.of(each), now)).orElse(CANCELLED));
    status.ifPresent(
        each ->
            answer
                .put("receivedAt", each.getReceivedAt().toString())
                .put("deadline", each.getDeadline().toString()));
    ArrayNode refused = answer.putArray("rejections");
    rejections.stream()
        .filter(RejectionView::isOfRequest) // what amendments it takes tells where it stands
        // it tells how much a dataset holds
        .filter(each -> each.getReason() != RejectionReason.OVER_LIMIT)
        .forEach(each -> refused.add(StatusPage.rejection(each)));
    return answer;
  }

  private static Optional<DeletionStatus> leastAdvanced(List<StatusView.Seen> states) {
    return states.stream()
        .map(StatusView.Seen::status)
        .min(Comparator.comparing(DeletionStatus::getState, RequestOrder.byProgress()));
  }

  /**
   * What the word for a request's state depends on.
   *
   * @param state of the least advanced of its models
   * @param withdrawn whether it was withdrawn, be it in part
   * @param receivedAt when it, or the case that stands for it, began
   * @param deadline when it must be done
   */
  public record Shown(RequestState state, boolean withdrawn, Instant receivedAt, Instant deadline) {
    /** Of its status over all models, or with the least advanced. */
    public static Shown of(DeletionStatus status) {
      return new Shown(
          status.getState(), isWithdrawn(status), status.getReceivedAt(), status.getDeadline());
    }
  }

  /** Whether a withdrawal was taken, though some of its models may have gone on. */
  public static boolean isWithdrawn(DeletionStatus status) {
    return status.getAmendments().stream()
        .anyMatch(
            each ->
                each.getKind().equals(AmendmentKind.WITHDRAW.name())
                    && !each.getOutcome().equals("REFUSED"));
  }

  /**
   * The word for where a request stands.
   *
   * @param request what it depends on
   * @param now when it is asked
   */
  public static String state(Shown request, Instant now) {
    return switch (request.state()) {
      case RECEIVED -> PENDING;
      case UNKNOWN, PENDING, HELD, SEALED, UNLEARNING, VERIFYING, PARKED -> IN_PROGRESS;
      case NOTHING_TO_ERASE, NO_TRAIN_SAMPLE -> nothingFound(request, now);
      case PROMOTED, COMPLETED -> COMPLETED;
      case REFUSED, WITHDRAWN -> CANCELLED;
    };
  }

  private static String nothingFound(Shown request, Instant now) {
    if (request.withdrawn()) {
      return CANCELLED;
    }
    boolean covered =
        now.isBefore(request.deadline()) || now.isBefore(request.receivedAt().plus(COVER));
    return covered ? IN_PROGRESS : COMPLETED;
  }

  /** Whether a request that is called so has come to its end, unless a model comes later. */
  public static boolean isEnd(String state) {
    return state.equals(COMPLETED) || state.equals(CANCELLED);
  }
}

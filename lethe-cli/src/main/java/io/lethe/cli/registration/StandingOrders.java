// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.registration;

import io.lethe.cli.pipeline.PipelineException;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.cli.pipeline.TopicWriter;
import io.lethe.domain.text.TextLimit;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.schemas.StandingOrder;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The requests of a pipeline that hold for models to come, as their topic says.
 *
 * <p>Why: docs/decisions/0038-forgetting-is-a-standing-order.md.
 */
public final class StandingOrders {
  private final List<StandingOrder> holding;

  private StandingOrders(List<StandingOrder> holding) {
    this.holding = holding;
  }

  /** Reads all that were committed before this call. */
  public static StandingOrders read(KafkaSettings kafka) {
    try (PipelineView view = new PipelineView(kafka, Party.REGISTRAR)) {
      view.catchUp();
      return new StandingOrders(
          view.standingOrders().values().stream()
              .filter(order -> order.getEndedAt() == null)
              .toList());
    }
  }

  /** Those that have not ended. */
  public List<StandingOrder> holding() {
    return holding;
  }

  /** The one of a request, if it holds. */
  public Optional<StandingOrder> find(String tenant, String requestId) {
    return holding.stream()
        .filter(order -> order.getTenant().equals(tenant))
        .filter(order -> order.getRequestId().equals(requestId))
        .findFirst();
  }

  /**
   * The people whom every model has to forget.
   *
   * @param subjectKeyId the key that their subject keys must be made with to be compared
   */
  public Set<String> subjectKeys(String subjectKeyId) {
    return holding.stream()
        .filter(order -> order.getSubjectKeyId().equals(subjectKeyId))
        .map(StandingOrder::getSubjectKey)
        .collect(Collectors.toSet());
  }

  /**
   * Ends one, on somebody's word; the word stays on the topic, the subject key does not.
   *
   * @param by whose word it is
   * @param reason why the subject may be known again
   * @throws PipelineException if one of them is blank or too long
   */
  public static void end(
      KafkaSettings kafka, StandingOrder order, String by, String reason, Instant now) {
    require("by", by, TextLimit.ISSUER);
    require("reason", reason, TextLimit.REASON);
    StandingOrder ended =
        StandingOrder.newBuilder(order)
            .setSubjectKey(null)
            .setEndedAt(now)
            .setEndedBy(by)
            .setEndReason(reason)
            .build();
    try (var orders =
        new TopicWriter<>(kafka, Topics.DELETION_STANDING, Party.REGISTRAR.label() + "-standing")) {
      orders.write(order.getTenant() + "/" + order.getRequestId(), ended);
    }
  }

  private static void require(String name, String text, TextLimit limit) {
    if (text.isBlank() || !limit.holds(text)) {
      throw new PipelineException(
          name
              + " is '"
              + TextLimit.QUOTE.cut(text)
              + "'; it must have 1 or more, "
              + limit.rule());
    }
  }
}

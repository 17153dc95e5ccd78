// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.ingest.intake.AmendmentRules;
import io.lethe.ingest.intake.SubjectMention;
import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.AmendmentOutcome;
import io.lethe.schemas.DeletionAmendment;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.topic.Tenants;
import io.lethe.schemas.topic.Topics;
import io.lethe.schemas.work.RequestOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes amendments and puts them on the topic of their tenant. What is known to be refused later is
 * refused at once; what is taken here may still meet a set that is sealed meanwhile, for the
 * topology decides.
 */
public final class AmendmentDesk {
  /** What is answered where Kafka is away. */
  public static final String UNAVAILABLE =
      "Kafka did not take the amendment; send it again, with its id";

  private static final Logger LOGGER = LoggerFactory.getLogger(AmendmentDesk.class);

  private final Producer<String, DeletionAmendment> producer;
  private final Tenants tenants;

  /**
   * A desk.
   *
   * @param producer to the tenants' topics of amendments; owned by the caller
   * @param tenants whose amendments are taken
   */
  public AmendmentDesk(Producer<String, DeletionAmendment> producer, Tenants tenants) {
    this.producer = producer;
    this.tenants = tenants;
  }

  /**
   * Refuses what would have no topic.
   *
   * @throws RefusedException where it is no tenant of this intake
   */
  public void requireTaken(String tenant) throws RefusedException {
    if (!tenants.contains(tenant)) {
      throw new RefusedException(422, List.of(RequestDesk.unknownTenant(tenant)));
    }
  }

  /**
   * Whether it was taken before.
   *
   * @param states where the request stands
   * @throws RefusedException where its id was used for another one
   */
  static boolean isKnown(DeletionAmendment amendment, List<DeletionStatus> states)
      throws RefusedException {
    Optional<AmendmentOutcome> same =
        before(states).stream()
            .filter(each -> each.getAmendmentId().equals(amendment.getAmendmentId()))
            .findFirst();
    if (same.isPresent()) {
      requireEqual(same.get(), amendment);
    }
    return same.isPresent();
  }

  /**
   * Refuses what the request's states do not take.
   *
   * @param states where the request stands, one at least
   * @param now when it is asked
   * @throws RefusedException with the state and the rule
   */
  static void requireFit(DeletionAmendment amendment, List<DeletionStatus> states, Instant now)
      throws RefusedException {
    Optional<String> refusal =
        AmendmentRules.refusal(amendment.getKind(), circumstances(states, before(states)));
    if (refusal.isPresent()) {
      throw new RefusedException(409, List.of(refusal.get()));
    }
    if (amendment.getKind() == AmendmentKind.EXTEND && !fits(amendment, states, now)) {
      throw new RefusedException(422, List.of(AmendmentRules.extensionRule()));
    }
  }

  private static List<AmendmentOutcome> before(List<DeletionStatus> states) {
    return states.stream().flatMap(each -> each.getAmendments().stream()).toList();
  }

  private static void requireEqual(AmendmentOutcome before, DeletionAmendment amendment)
      throws RefusedException {
    boolean equal =
        before.getKind().equals(amendment.getKind().name())
            && before.getReason().equals(amendment.getReason())
            && before.getDecidedBy().equals(amendment.getDecidedBy())
            && Optional.ofNullable(before.getDeadline())
                .equals(Optional.ofNullable(amendment.getDeadline()));
    if (!equal) {
      throw new RefusedException(
          409,
          List.of(
              "amendmentId (or the key that it is made of) was used before for this request with"
                  + " another content. The first amendment stands; give this one an id of its"
                  + " own"));
    }
  }

  /**
   * Refuses one that names the subject in clear.
   *
   * @throws RefusedException if it does
   */
  static void requireNoSubject(DeletionAmendment amendment, String subjectKey, SubjectKeys keys)
      throws RefusedException {
    if (SubjectMention.names(amendment.getReason(), keys, subjectKey)
        || SubjectMention.names(amendment.getDecidedBy(), keys, subjectKey)) {
      throw RefusedException.badRequest(
          "reason and decidedBy must not name the subject: they are not secret");
    }
  }

  private static AmendmentRules.Circumstances circumstances(
      List<DeletionStatus> states, List<AmendmentOutcome> before) {
    List<RequestState> cases =
        states(states.stream().filter(each -> each.getModel() != null).toList());
    Optional<AmendmentKind> lastOfHolds =
        before.stream()
            .filter(each -> !each.getOutcome().equals("REFUSED"))
            .map(each -> AmendmentKind.valueOf(each.getKind()))
            .filter(kind -> kind != AmendmentKind.EXTEND)
            .reduce((earlier, later) -> later);
    boolean extended =
        before.stream()
            .anyMatch(
                each ->
                    each.getKind().equals(AmendmentKind.EXTEND.name())
                        && !each.getOutcome().equals("REFUSED"));
    List<RequestState> now = cases.isEmpty() ? states(states) : cases;
    boolean mayBeHeld =
        states.stream().anyMatch(AmendmentDesk::holdStands)
            && !now.stream().allMatch(RequestOrder::isEnd);
    return new AmendmentRules.Circumstances(
        now,
        states.stream().anyMatch(DeletionStatus::getStanding),
        lastOfHolds.equals(Optional.of(AmendmentKind.HOLD)) || mayBeHeld,
        extended);
  }

  /** Whether a hold is asked for that may have come too late for a set, and is kept with that. */
  private static boolean holdStands(DeletionStatus status) {
    return status.getWithdrawalAskedAt() == null
        && status.getHoldsAsked().stream().anyMatch(each -> each.getReleasedAt() == null);
  }

  private static List<RequestState> states(List<DeletionStatus> statuses) {
    return statuses.stream().map(DeletionStatus::getState).toList();
  }

  private static boolean fits(
      DeletionAmendment amendment, List<DeletionStatus> states, Instant now) {
    return states.stream()
        .map(DeletionStatus::getDeadline)
        .anyMatch(
            present ->
                AmendmentRules.mayExtend(
                    present,
                    amendment.getDeadline() == null
                        ? AmendmentRules.latest(present)
                        : amendment.getDeadline(),
                    now));
  }

  /**
   * A withdrawal by who sent the request, the same however often he asks.
   *
   * @param request which one
   * @param by whose word it is
   * @param keys make its id
   * @param now when it is asked
   */
  public static DeletionAmendment cancellation(
      RequestPath request, String by, SubjectKeys keys, Instant now) {
    String id =
        new RequestKey("cancel\n" + by)
            .ofAmendment(request.requestId())
            .requestId(keys, request.tenant());
    return DeletionAmendment.newBuilder()
        .setAmendmentId(id)
        .setTenant(request.tenant())
        .setRequestId(request.requestId())
        .setKind(AmendmentKind.WITHDRAW)
        .setReason("cancelled by who sent it")
        .setDecidedBy(by)
        .setDecidedAt(now)
        .setExtensions(Map.of())
        .build();
  }

  /** Sends one; done as soon as Kafka has it, with whether it has. */
  public CompletableFuture<Boolean> send(DeletionAmendment amendment) {
    CompletableFuture<Boolean> sent = new CompletableFuture<>();
    String key = amendment.getTenant() + "/" + amendment.getRequestId();
    try {
      Future<RecordMetadata> unused = // the callback hears of it
          producer.send(
              new ProducerRecord<>(
                  Topics.DELETION_AMENDMENTS.of(amendment.getTenant()).name(), key, amendment),
              (metadata, failure) -> {
                if (failure != null) {
                  notSent(key, failure);
                }
                sent.complete(failure == null);
              });
    } catch (RuntimeException e) {
      // No metadata, no schema registry, a producer that is closed: the caller may try again.
      notSent(key, e);
      sent.complete(false);
    }
    return sent;
  }

  private static void notSent(String key, Exception cause) {
    LOGGER
        .atError()
        .setMessage("Amendment not sent to Kafka")
        .addKeyValue(LogKeys.REQUEST, key)
        .addKeyValue(LogKeys.CAUSE, cause.getClass())
        .log();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.invariants;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.text.UuidText;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.AmendmentOutcome;
import io.lethe.schemas.CandidateOutcome;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.StandingOrder;
import io.lethe.schemas.topic.Topics;
import io.lethe.schemas.work.RequestOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** I1 to I5 of docs/architecture.md, section 4; each answers with its violations. */
public final class Invariants {
  private static final Set<ModelEventType> POINTER_MOVES =
      Set.of(ModelEventType.REGISTERED, ModelEventType.PROMOTED, ModelEventType.ROLLED_BACK);
  private static final Set<ModelEventType> DECISIONS =
      Set.of(
          ModelEventType.PROMOTED,
          ModelEventType.REJECTED,
          ModelEventType.INCONCLUSIVE,
          ModelEventType.STALE);

  private final TopicContents topics;
  private final ArtifactStore store;

  public Invariants(KafkaSettings settings, ArtifactStore store) {
    this.topics = new TopicContents(settings);
    this.store = store;
  }

  /** All violations of I1 to I5. */
  public List<String> violations() {
    List<String> found = new ArrayList<>();
    found.addAll(conservation());
    found.addAll(monotoneForgetting());
    found.addAll(singleLineage());
    found.addAll(verifiedBytes());
    found.addAll(oneEffect());
    return found;
  }

  /**
   * I1: every request is known or refused; the history of each (request, model) counts from 1
   * without a gap, each state follows the one before it, and its end is what the status says; a
   * request as a whole stands where the least advanced of its models does; every amendment is told
   * of or refused; and each standing order that is not held has a case with every model whose
   * dataset knows its subject.
   */
  public List<String> conservation() {
    List<String> found = new ArrayList<>();
    Map<String, DeletionStatus> status = new HashMap<>();
    topics.read(Topics.DELETION_STATUS).forEach(r -> status.put(r.key(), r.value()));
    Set<String> known =
        status.values().stream()
            .map(s -> s.getTenant() + "/" + s.getRequestId())
            .collect(Collectors.toSet());
    Set<String> refused =
        topics.read(Topics.DELETION_REJECTED).stream()
            .map(ConsumerRecord::key)
            .collect(Collectors.toSet());
    for (ConsumerRecord<String, byte[]> request : topics.bytes(Topics.DELETION_REQUESTS)) {
      String place = request.topic() + "/" + request.partition() + "/" + request.offset();
      if (!refused.contains(place) && !known.contains(requestId(request))) {
        found.add("I1: the request at " + place + " is neither known nor refused");
      }
    }
    Map<String, DeletionStatus> last = new LinkedHashMap<>();
    for (ConsumerRecord<String, DeletionStatus> r : topics.read(Topics.DELETION_HISTORY)) {
      DeletionStatus now = r.value();
      String key = now.getTenant() + "/" + now.getRequestId() + "/" + now.getModel();
      DeletionStatus before = last.put(key, now);
      long expected = before == null ? 1 : before.getSequence() + 1;
      if (now.getSequence() != expected) {
        found.add("I1: " + key + " counts " + now.getSequence() + " after " + (expected - 1));
      }
      if (before != null && now.getModel() != null && !RequestOrder.mayFollow(before, now)) {
        found.add("I1: " + key + " went from " + before.getState() + " to " + now.getState());
      }
    }
    last.forEach(
        (key, end) -> {
          if (end.getModel() != null) {
            DeletionStatus current = status.get(key);
            if (current == null || current.getState() != end.getState()) {
              found.add("I1: history and status of " + key + " differ");
            }
          }
        });
    found.addAll(summaries(status));
    found.addAll(amendments(refused));
    found.addAll(standingOrders(status));
    return found;
  }

  /** A request that waits for admission has no case yet. */
  private List<String> standingOrders(Map<String, DeletionStatus> status) {
    List<String> found = new ArrayList<>();
    Map<String, StandingOrder> orders = new HashMap<>();
    topics.read(Topics.DELETION_STANDING).forEach(r -> orders.put(r.key(), r.value()));
    Set<String> subjects =
        topics.read(Topics.DATASET_SUBJECTS).stream()
            .map(ConsumerRecord::key)
            .collect(Collectors.toSet());
    Map<String, String> datasets = new HashMap<>();
    topics
        .read(Topics.MODEL_CHAMPIONS)
        .forEach(r -> datasets.put(r.key(), r.value().getDatasetDigest()));
    orders.forEach(
        (request, order) -> {
          if (order != null && order.getEndedAt() == null && isAdmitted(status.get(request))) {
            datasets.forEach(
                (model, dataset) -> {
                  if (subjects.contains(dataset + "/" + order.getSubjectKey())
                      && !status.containsKey(request + "/" + model)) {
                    found.add("I1: standing order " + request + " has no case with " + model);
                  }
                });
          }
        });
    return found;
  }

  private static boolean isAdmitted(DeletionStatus summary) {
    return summary != null && summary.getState() != RequestState.RECEIVED && !isHeld(summary);
  }

  /** With models that come meanwhile its case opens when it is released. */
  private static boolean isHeld(DeletionStatus summary) {
    return summary.getAmendments().stream()
        .map(AmendmentOutcome::getKind)
        .filter(kind -> !kind.equals(AmendmentKind.EXTEND.name()))
        .reduce((earlier, later) -> later)
        .filter(AmendmentKind.HOLD.name()::equals)
        .isPresent();
  }

  private List<String> amendments(Set<String> refused) {
    Set<String> told =
        topics.read(Topics.DELETION_HISTORY).stream()
            .flatMap(r -> r.value().getAmendments().stream())
            .map(AmendmentOutcome::getAmendmentId)
            .collect(Collectors.toSet());
    return topics.read(Topics.DELETION_AMENDMENTS).stream()
        .filter(r -> !refused.contains(r.topic() + "/" + r.partition() + "/" + r.offset()))
        .filter(r -> !told.contains(r.value().getAmendmentId()))
        .map(r -> "I1: amendment " + r.value().getAmendmentId() + " is neither told nor refused")
        .toList();
  }

  private static List<String> summaries(Map<String, DeletionStatus> status) {
    return status.entrySet().stream()
        .filter(each -> each.getValue().getModel() == null)
        .flatMap(
            summary ->
                status.entrySet().stream()
                    .filter(each -> each.getKey().startsWith(summary.getKey() + "/"))
                    .map(each -> each.getValue().getState())
                    .min(RequestOrder.byProgress())
                    .filter(least -> least != summary.getValue().getState())
                    .map(least -> "I1: " + summary.getKey() + " is not " + least)
                    .stream())
        .toList();
  }

  private String requestId(ConsumerRecord<String, byte[]> request) {
    if (request.value() == null) {
      return "";
    }
    try (var serde = Topics.DELETION_REQUESTS.valueSerde(topics.settings().serdeConfig())) {
      DeletionRequest value = serde.deserializer().deserialize(request.topic(), request.value());
      String id = value.getRequestId();
      return value.getTenant() + "/" + UuidText.compared(id).orElse(id);
    } catch (RuntimeException e) {
      return "";
    }
  }

  /** I2: whatever moves a champion pointer, the new champion forgot at least what the old did. */
  public List<String> monotoneForgetting() {
    List<String> found = new ArrayList<>();
    Map<String, ForgetSet> forgotten = new HashMap<>();
    for (ModelEvent event : events()) {
      if (POINTER_MOVES.contains(event.getType())) {
        ForgetSet now = ForgetSet.parse(store.readBlob(event.getForgottenDigest()));
        ForgetSet before = forgotten.put(event.getModel(), now);
        if (before != null && !now.containsAll(before)) {
          found.add("I2: version " + event.getVersion() + " remembers what was forgotten");
        }
      }
    }
    return found;
  }

  /** I3: at most one promotion per (parent, epoch). */
  public List<String> singleLineage() {
    List<String> found = new ArrayList<>();
    Map<String, Long> seen = new HashMap<>();
    for (ModelEvent event : events()) {
      if (event.getType() == ModelEventType.PROMOTED) {
        String base =
            event.getModel() + "/" + event.getParentDigest() + "/" + event.getChampionEpoch();
        Long other = seen.putIfAbsent(base, event.getVersion());
        if (other != null) {
          found.add("I3: versions " + other + " and " + event.getVersion() + " share " + base);
        }
      }
    }
    return found;
  }

  /** I4: the champion's digest is that of its last event, and of bytes that the store verifies. */
  public List<String> verifiedBytes() {
    List<String> found = new ArrayList<>();
    Map<String, String> pointers = new HashMap<>();
    for (ModelEvent event : events()) {
      if (POINTER_MOVES.contains(event.getType())) {
        pointers.put(event.getModel(), event.getDigest());
        if (event.getReport() == null && event.getType() != ModelEventType.ROLLED_BACK) {
          found.add("I4: version " + event.getVersion() + " has no signed report");
        }
      }
    }
    Map<String, String> champions = new HashMap<>();
    topics.read(Topics.MODEL_CHAMPIONS).forEach(r -> champions.put(r.key(), r.value().getDigest()));
    if (!champions.equals(pointers)) {
      found.add("I4: champions " + champions + " differ from the events' " + pointers);
    }
    champions.values().forEach(store::tree);
    return found;
  }

  /** I5: one job id has one candidate and at most one decision. */
  public List<String> oneEffect() {
    List<String> found = new ArrayList<>();
    Map<String, Set<String>> candidates = new HashMap<>();
    for (ConsumerRecord<String, ModelCandidate> r : topics.read(Topics.MODEL_CANDIDATES)) {
      if (r.value().getOutcome() == CandidateOutcome.SUCCEEDED) {
        candidates
            .computeIfAbsent(r.value().getJobId(), job -> new HashSet<>())
            .add(r.value().getCandidateDigest());
      }
    }
    candidates.forEach(
        (job, digests) -> {
          if (digests.size() > 1) {
            found.add("I5: job " + job + " has the candidates " + digests);
          }
        });
    Map<String, ModelEventType> decided = new HashMap<>();
    for (ModelEvent event : events()) {
      if (DECISIONS.contains(event.getType())) {
        ModelEventType other = decided.putIfAbsent(event.getJobId(), event.getType());
        if (other != null) {
          found.add("I5: job " + event.getJobId() + " ended " + other + " and " + event.getType());
        }
      }
    }
    return found;
  }

  private List<ModelEvent> events() {
    return topics.read(Topics.MODEL_EVENTS).stream().map(ConsumerRecord::value).toList();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.view;

import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.evaluation.metrics.MetricNames;
import io.lethe.kit.loop.LostRecordException;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.report.SpentLevel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One model's events, as far as verification needs them. Not thread-safe. */
final class ModelHistory {

  private final Map<Long, ParentFacts> champions = new HashMap<>();
  private final Map<String, List<String>> versions = new HashMap<>();
  private final Map<String, Integer> verdicts = new HashMap<>();
  private final Set<String> decidedJobs = new HashSet<>();
  private @Nullable String registering; // the command whose baseline is awaited
  private @Nullable ParentFacts root;
  private @Nullable String policy;
  private @Nullable String policyDigest;
  private long lastEvent;

  void apply(ModelEvent event) {
    LostRecordException.requireNoGap(event.getModel(), lastEvent, event.getSequence());
    lastEvent = event.getSequence();
    switch (event.getType()) {
      case REGISTRATION_ACCEPTED -> registering = isWhole(event) ? event.getCommandId() : null;
      case REGISTERED -> {
        registrationEnded(event);
        registered(event);
      }
      case COMMAND_REFUSED -> registrationEnded(event);
      case POLICY_SET -> policySet(event);
      case PROMOTED -> {
        moved(event);
        decided(event);
      }
      case ROLLED_BACK -> moved(event);
      case REJECTED, INCONCLUSIVE, STALE -> decided(event);
      case UNKNOWN,
          CANDIDATE_ACCEPTED,
          JOB_FAILED,
          ALIAS_SET,
          ALIAS_REMOVED,
          PURGED,
          CERTIFIED,
          PARKED_SET_RETRIED,
          PARKED_SET_REFUSED -> {
        // nothing in these changes what a candidate is measured against
      }
    }
  }

  boolean awaitsBaseline(@Nullable String commandId) {
    return commandId != null && commandId.equals(registering);
  }

  private void registrationEnded(ModelEvent event) {
    if (awaitsBaseline(event.getCommandId())) {
      registering = null;
    }
  }

  JobLookup lookup(UnlearningJob job) {
    if (decidedJobs.contains(job.getJobId())) {
      return new JobLookup.Decided();
    }
    ParentFacts parent = champions.get(job.getChampionEpoch());
    if (parent == null || !parent.digest().equals(job.getParentDigest())) {
      return new JobLookup.Unknown(
          "model.events know no champion "
              + job.getParentDigest()
              + " in epoch "
              + job.getChampionEpoch());
    }
    if (policy == null || policyDigest == null) {
      return new JobLookup.Unknown("model.events know no policy of the model");
    }
    return new JobLookup.Known(job, parent, policy, policyDigest, verdicts);
  }

  private void registered(ModelEvent event) {
    policySet(event);
    if (!isWhole(event)) {
      return; // an incomplete registration gives no parent: its jobs stay unknown and fail
    }
    List<String> before =
        event.getForgottenDigest().equals(ForgetSet.empty().digest())
            ? List.of()
            : List.of(event.getForgottenDigest());
    versions.put(event.getDigest(), before);
    ParentFacts facts =
        new ParentFacts(
            event.getDigest(),
            event.getChampionEpoch(),
            event.getForgottenDigest(),
            event.getRootDigest() == null ? event.getDigest() : event.getRootDigest(),
            event.getMetrics().getOrDefault(MetricNames.TEST_ACCURACY, Double.NaN),
            event.getDatasetDigest(),
            event.getDatasetUri(),
            before);
    root = facts;
    champions.put(event.getChampionEpoch(), facts);
  }

  private static boolean isWhole(ModelEvent registration) {
    return Stream.of(
            registration.getDigest(),
            registration.getUri(),
            registration.getDatasetDigest(),
            registration.getDatasetUri(),
            registration.getForgottenDigest(),
            registration.getForgottenUri(),
            registration.getPolicyDigest())
        .allMatch(Objects::nonNull);
  }

  private void moved(ModelEvent event) {
    if (root == null || event.getDigest() == null || event.getForgottenDigest() == null) {
      return; // as above
    }
    champions.put(
        event.getChampionEpoch(),
        new ParentFacts(
            event.getDigest(),
            event.getChampionEpoch(),
            event.getForgottenDigest(),
            root.rootDigest(),
            root.rootTestAccuracy(),
            root.datasetDigest(),
            root.datasetUri(),
            setsOf(event)));
  }

  /** A promotion adds its set to its parent's; a rollback goes back to a version with its own. */
  private List<String> setsOf(ModelEvent event) {
    boolean promoted = event.getType() == ModelEventType.PROMOTED;
    List<String> sets =
        new ArrayList<>(
            versions.getOrDefault(
                promoted ? event.getParentDigest() : event.getDigest(), List.of()));
    if (promoted && event.getForgetSetDigest() != null) {
      sets.add(event.getForgetSetDigest());
    }
    versions.put(event.getDigest(), List.copyOf(sets));
    return sets;
  }

  private void policySet(ModelEvent event) {
    if (event.getPolicy() != null) {
      policy = event.getPolicy();
      policyDigest = event.getPolicyDigest();
    }
  }

  private void decided(ModelEvent event) {
    if (event.getJobId() != null) {
      decidedJobs.add(event.getJobId());
    }
    if (event.getForgetSetDigest() != null && SpentLevel.by(event)) {
      verdicts.merge(event.getForgetSetDigest(), 1, Integer::sum);
    }
  }
}

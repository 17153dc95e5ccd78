// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.serving;

import io.lethe.domain.crypto.TrustedKeys;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.loop.TopicTail;
import io.lethe.schemas.ModelEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the serving folder at the champions of the committed events. It first reads all events and
 * only then touches the folder, so that a start repairs the folder once and never serves a version
 * of the past. What fails is tried again, every {@link #RETRY_AFTER}, for as long as it takes.
 */
public final class ServingProjector implements TopicTail.Handler<ModelEvent> {
  static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final Logger LOGGER = LoggerFactory.getLogger(ServingProjector.class);

  private final ServingFolder folder;
  private final ServingMetrics metrics;
  private final Clock clock;
  private final Map<String, ServedVersion> behind = new TreeMap<>();
  private Instant retryAt = Instant.MIN;
  private volatile boolean failing;

  /**
   * Prepares the projector.
   *
   * @param root the serving folder; created where it is missing
   * @param store where versions lie by digest
   * @param trustedKeys the verifiers, present and past, whose reports count
   * @param metrics what happens to the folder is counted here
   * @param clock tells when to try again
   */
  public ServingProjector(
      Path root,
      ArtifactStore store,
      TrustedKeys trustedKeys,
      ServingMetrics metrics,
      Clock clock) {
    this.folder = new ServingFolder(root, store, new Evidence(trustedKeys), metrics);
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public void onRecord(ConsumerRecord<String, ModelEvent> consumed) {
    ModelEvent event = consumed.value();
    switch (event.getType()) {
      case REGISTERED, PROMOTED, ROLLED_BACK -> {
        behind.put(event.getModel(), ServedVersion.of(event));
        metrics.behind(behind.size());
        retryAt = Instant.MIN;
      }
      case UNKNOWN,
          REGISTRATION_ACCEPTED,
          POLICY_SET,
          CANDIDATE_ACCEPTED,
          JOB_FAILED,
          REJECTED,
          INCONCLUSIVE,
          STALE,
          ALIAS_SET,
          ALIAS_REMOVED,
          PURGED,
          CERTIFIED,
          PARKED_SET_RETRIED,
          PARKED_SET_REFUSED,
          COMMAND_REFUSED -> {
        // Moves no pointer.
      }
    }
  }

  @Override
  public void onIdle() {
    if (behind.isEmpty() || isRetryAhead(clock.instant())) {
      return;
    }
    Iterator<ServedVersion> champions = behind.values().iterator();
    while (champions.hasNext()) {
      ServedVersion next = champions.next();
      if (next.logContext().get(() -> serves(next))) {
        champions.remove();
      }
    }
    failing = !behind.isEmpty();
    retryAt = clock.instant().plus(RETRY_AFTER);
    metrics.behind(behind.size());
  }

  /** A retry that is further ahead than any was set before the clock was set back: it is due. */
  private boolean isRetryAhead(Instant now) {
    return now.isBefore(retryAt) && !retryAt.isAfter(now.plus(RETRY_AFTER));
  }

  /** Whether the last try to put champions into the folder succeeded. */
  public boolean isHealthy() {
    return !failing;
  }

  private boolean serves(ServedVersion champion) {
    try {
      folder.serve(champion);
      metrics.serves(champion.model(), champion.version());
      return true;
    } catch (RuntimeException e) {
      LOGGER
          .atError()
          .setMessage("Champion cannot be served; the version before stays, and it is tried again")
          .addKeyValue(LogKeys.MODEL, champion.model())
          .addKeyValue(LogKeys.VERSION, champion.version())
          .setCause(e)
          .log();
      return false;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.view;

import io.lethe.domain.text.TextLimit;
import io.lethe.kit.logging.LogKeys;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.text.InputTexts;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs by id and models by name. Fed by readers of the two topics, asked by the verifier; both may
 * arrive in any order, hence the bounded wait. Applying a record twice changes nothing.
 * Thread-safe.
 */
public final class Views {
  private static final Logger LOGGER = LoggerFactory.getLogger(Views.class);

  private final Map<String, UnlearningJob> jobs = new HashMap<>();
  private final Map<String, ModelHistory> models = new HashMap<>();

  /**
   * Takes note of a job. A repeated job is the same job. One whose texts are too long is refused by
   * whoever else reads it, has no candidate that counts, and is not kept.
   */
  public synchronized void apply(UnlearningJob job) {
    List<String> tooLong = InputTexts.problems(job);
    if (!tooLong.isEmpty()) {
      LOGGER
          .atWarn()
          .setMessage("Job passed over: its texts are too long")
          .addKeyValue(LogKeys.MODEL, TextLimit.NAME.cut(job.getModel()))
          .addKeyValue(LogKeys.JOB, TextLimit.ID.cut(job.getJobId()))
          .addKeyValue(LogKeys.REASON, TextLimit.MESSAGE.cut(String.join("; ", tooLong)))
          .log();
      return;
    }
    jobs.put(job.getJobId(), job);
    notifyAll();
  }

  /** Takes note of an event. */
  public synchronized void apply(ModelEvent event) {
    models.computeIfAbsent(event.getModel(), model -> new ModelHistory()).apply(event);
    notifyAll();
  }

  /** Whether the registration that this event accepted still awaits its baseline. */
  public synchronized boolean awaitBaseline(ModelEvent accepted) {
    ModelHistory history = models.get(accepted.getModel());
    return history != null && history.awaitsBaseline(accepted.getCommandId());
  }

  /** What is known now. */
  public synchronized JobLookup lookup(String jobId) {
    UnlearningJob job = jobs.get(jobId);
    if (job == null) {
      return new JobLookup.Unknown("no such job on unlearning.jobs");
    }
    ModelHistory history = models.get(job.getModel());
    if (history == null) {
      return new JobLookup.Unknown("no such model on model.events");
    }
    return history.lookup(job);
  }

  /**
   * What is known, waiting until it is enough or patience ends.
   *
   * @throws InterruptedException if interrupted while waiting
   */
  public synchronized JobLookup await(String jobId, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    JobLookup found = lookup(jobId);
    long left = patience.toMillis();
    while (found instanceof JobLookup.Unknown && left > 0) {
      wait(left);
      found = lookup(jobId);
      left = (deadline - System.nanoTime()) / 1_000_000;
    }
    return found;
  }
}

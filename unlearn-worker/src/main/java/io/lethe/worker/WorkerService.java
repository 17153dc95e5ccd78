// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker;

import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.kafka.TopicProvisioner;
import io.lethe.kit.loop.Loops;
import io.lethe.kit.loop.WorkLoop;
import io.lethe.kit.metrics.KafkaMeters;
import io.lethe.kit.service.LetheService;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topics;
import io.lethe.unlearning.RowAudit;
import io.lethe.unlearning.run.Algorithms;
import io.lethe.worker.job.JobRunner;
import io.lethe.worker.job.JobWork;
import io.lethe.worker.job.WorkDirectory;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The unlearning worker as a service: takes jobs from {@code unlearning.jobs}, answers on {@code
 * model.candidates}.
 */
public final class WorkerService implements LetheService {
  /** The service's name. */
  public static final String NAME = "unlearn-worker";

  private final Settings settings;
  private final Collaborators collaborators;
  private @Nullable WorkDirectory workDirectory;
  private @Nullable JobRunner runner;
  private @Nullable KafkaMeters clients;
  private volatile @Nullable WorkLoop<UnlearningJob, ModelCandidate> jobs;

  /**
   * What the service is told.
   *
   * @param kafka brokers and schema registry
   * @param workDirectory folder of this worker alone: half-made versions and decoded images
   * @param groupId consumer group of all workers
   * @param runtime device and threads
   * @param topicPatience how long to wait at start for topics that others own
   */
  public record Settings(
      KafkaSettings kafka,
      Path workDirectory,
      String groupId,
      RuntimeOptions runtime,
      Duration topicPatience) {

    /** Refuses nulls, a blank group and a negative patience. */
    public Settings {
      Objects.requireNonNull(kafka, "kafka");
      Objects.requireNonNull(workDirectory, "workDirectory");
      Objects.requireNonNull(runtime, "runtime");
      if (groupId.isBlank()) {
        throw new IllegalArgumentException("the worker's group id is blank; name a consumer group");
      }
      if (topicPatience.isNegative()) {
        throw new IllegalArgumentException(
            "topicPatience is " + topicPatience + "; it cannot be negative");
      }
    }
  }

  /**
   * What the service works with; it owns none of them.
   *
   * @param store where datasets, versions and sets lie
   * @param registry gets the meters
   * @param progress hears how far a job is, on the training thread
   * @param audit hears of every row that is trained on
   * @param clock the time
   */
  public record Collaborators(
      ArtifactStore store,
      MeterRegistry registry,
      ProgressListener progress,
      RowAudit audit,
      Clock clock) {

    /** Refuses nulls. */
    public Collaborators {
      Objects.requireNonNull(store, "store");
      Objects.requireNonNull(registry, "registry");
      Objects.requireNonNull(progress, "progress");
      Objects.requireNonNull(audit, "audit");
      Objects.requireNonNull(clock, "clock");
    }

    /** Without progress and audit, on the system's clock. */
    public static Collaborators of(ArtifactStore store, MeterRegistry registry) {
      return new Collaborators(
          store, registry, ProgressListener.none(), RowAudit.none(), Clock.systemUTC());
    }

    /** The same with a listener for progress. */
    public Collaborators with(ProgressListener listener) {
      return new Collaborators(store, registry, listener, audit, clock);
    }

    /** The same with an audit. */
    public Collaborators with(RowAudit otherAudit) {
      return new Collaborators(store, registry, progress, otherAudit, clock);
    }
  }

  /** Wires nothing yet; see {@link #start()}. */
  public WorkerService(Settings settings, Collaborators collaborators) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.collaborators = Objects.requireNonNull(collaborators, "collaborators");
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * Creates the candidate topic, waits for the job topic, takes the work directory and starts
   * consuming.
   *
   * @throws IllegalStateException if another worker holds the work directory
   */
  @Override
  public void start() {
    TopicProvisioner.ensure(settings.kafka, Party.UNLEARN_WORKER, settings.topicPatience);
    Algorithms algorithms = Algorithms.standard();
    WorkerMetrics metrics = new WorkerMetrics(collaborators.registry, algorithms.names());
    KafkaMeters meters = new KafkaMeters(collaborators.registry);
    clients = meters;
    WorkDirectory directory = WorkDirectory.open(settings.workDirectory);
    workDirectory = directory;
    JobRunner jobRunner =
        new JobRunner(
            collaborators.store,
            directory,
            new JobRunner.Training(algorithms, settings.runtime, collaborators.audit),
            metrics,
            collaborators.clock);
    runner = jobRunner;
    JobWork work =
        new JobWork(
            (job, cancelled) -> jobRunner.run(job, collaborators.progress, cancelled), metrics);
    WorkLoop<UnlearningJob, ModelCandidate> loop =
        new Loops(settings.kafka, meters, collaborators.registry)
            .work(
                "unlearn-worker-jobs",
                settings.groupId,
                Topics.UNLEARNING_JOBS,
                Topics.MODEL_CANDIDATES,
                1,
                partition -> work);
    jobs = loop;
    loop.start();
  }

  @Override
  public boolean isReady() {
    return jobs != null && jobs.isHealthy() && jobs.isAssigned();
  }

  @Override
  public boolean isHealthy() {
    return jobs == null || jobs.isHealthy();
  }

  @Override
  public Optional<Throwable> failure() {
    return Optional.ofNullable(jobs).flatMap(WorkLoop::failure);
  }

  /**
   * Cancels the job that runs and gives everything back; the job is done again by whoever is next.
   * First of all it is noted that a stop in good order is no death of the job.
   */
  @Override
  public void close() {
    if (workDirectory != null) {
      workDirectory.stopNoting();
    }
    if (jobs != null) {
      jobs.close();
    }
    if (clients != null) {
      clients.close();
      clients = null;
    }
    if (runner != null) {
      runner.close();
      runner = null;
    }
    if (workDirectory != null) {
      workDirectory.close();
      workDirectory = null;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import io.lethe.domain.text.TextLimit;
import io.lethe.kit.logging.LogContext;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.loop.Work;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.topic.Topics;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker's work: a job in, its candidate out. */
public final class JobWork implements Work<UnlearningJob, ModelCandidate> {
  private static final Logger LOGGER = LoggerFactory.getLogger(JobWork.class);
  private final BiFunction<UnlearningJob, BooleanSupplier, ModelCandidate> runner;
  private final JobMetrics metrics;

  /** Work that a {@link JobRunner} does, told whether it is cancelled, and that metrics show. */
  public JobWork(
      BiFunction<UnlearningJob, BooleanSupplier, ModelCandidate> runner, JobMetrics metrics) {
    this.runner = runner;
    this.metrics = metrics;
  }

  @Override
  public LogContext about(UnlearningJob job) {
    return LogContext.ofModel(job.getModel())
        .with(LogKeys.JOB, job.getJobId())
        .with(LogKeys.FORGET_SET, job.getForgetSetDigest())
        .with(LogKeys.ATTEMPT, job.getAttempt())
        .with(Trace.ofForgetSet(job.getModel(), job.getForgetSetDigest()));
  }

  @Override
  public List<ProducerRecord<String, ModelCandidate>> on(
      ConsumerRecord<String, UnlearningJob> input, BooleanSupplier cancelled) {
    UnlearningJob job = input.value();
    LOGGER
        .atInfo()
        .setMessage("Job taken")
        .addKeyValue(LogKeys.JOB, TextLimit.ID.cut(job.getJobId()))
        .addKeyValue(LogKeys.ALGORITHM, TextLimit.NAME.cut(job.getAlgorithm()))
        .log();
    metrics.busy(true);
    try {
      ModelCandidate candidate = runner.apply(job, cancelled);
      return List.of(
          Work.answer(
              Topics.MODEL_CANDIDATES,
              candidate.getModel(),
              candidate.getForgetSetDigest(),
              candidate));
    } finally {
      metrics.busy(false);
    }
  }
}

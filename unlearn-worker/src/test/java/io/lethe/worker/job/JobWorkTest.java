// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.kit.loop.Work;
import io.lethe.kit.loop.WorkLoopContract;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import io.lethe.worker.Samples;
import io.lethe.worker.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Unlearning keeps the contract of the loop. */
class JobWorkTest extends WorkLoopContract<UnlearningJob, ModelCandidate> {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final WorkerMetrics metrics = new WorkerMetrics(registry, List.of());

  @Override
  protected Topic<UnlearningJob> input() {
    return Topics.UNLEARNING_JOBS;
  }

  @Override
  protected Topic<ModelCandidate> output() {
    return Topics.MODEL_CANDIDATES;
  }

  @Override
  protected Work<UnlearningJob, ModelCandidate> work() {
    return new JobWork((job, cancelled) -> Samples.failedCandidate(job), metrics);
  }

  @Override
  protected UnlearningJob input(String model) {
    return Samples.job(model);
  }

  @Override
  protected String forgetSetOf(ModelCandidate answer) {
    return answer.getForgetSetDigest();
  }

  @Override
  protected Map<String, String> context(UnlearningJob job) {
    Trace trace = Trace.ofForgetSet(job.getModel(), job.getForgetSetDigest());
    return Map.of(
        "job", job.getJobId(),
        "forgetSet", job.getForgetSetDigest(),
        "attempt", "1",
        "traceId", trace.traceId());
  }

  @Test
  void shouldBeBusyWhileAJobRunsHoweverItEnds() throws Exception {
    UnlearningJob job = Samples.job("faces");
    ConsumerRecord<String, UnlearningJob> record =
        new ConsumerRecord<>(Topics.UNLEARNING_JOBS.name(), 0, 0, "faces", job);
    JobWork watched =
        new JobWork(
            (running, cancelled) -> {
              assertThat(busy()).isEqualTo(1);
              if (cancelled.getAsBoolean()) {
                throw new CancellationException("cancelled");
              }
              return Samples.failedCandidate(running);
            },
            metrics);

    assertThat(watched.on(record, () -> false)).hasSize(1);
    assertThat(busy()).isZero();
    assertThatThrownBy(() -> watched.on(record, () -> true))
        .isInstanceOf(CancellationException.class);
    assertThat(busy()).isZero();
  }

  private double busy() {
    return registry.get(WorkerMetrics.BUSY.name()).gauge().value();
  }
}

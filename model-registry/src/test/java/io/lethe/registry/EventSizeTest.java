// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.registry.model.Decisions;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.topic.Topics;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

/** An event has a whole report in it, and why it was refused: it may not outgrow what that may. */
class EventSizeTest {

  @Test
  void shouldStayBelow50KilobytesForTheLargestReport() {
    Samples samples = new Samples();
    Decisions decisions = new Decisions(samples.trustedKeys());
    UnlearningJob job = Samples.rootJob("a");
    VerificationReport largest =
        samples.sign(
            samples
                .report(job, Samples.digest("candidate"))
                .setVerdict(Verdict.FAIL)
                .setPageDigest(Samples.digest("page"))
                .setPageUri("artifact:blob/" + Samples.digest("page"))
                .setMetrics(
                    IntStream.range(0, 80)
                        .boxed()
                        .collect(
                            Collectors.toMap(
                                i -> "a_name_that_is_longer_than_any_metric_" + i,
                                i -> i / 7.0e-9)))
                .setFindings(Collections.nCopies(12, "\"".repeat(300))));

    ModelEvent event =
        decisions
            .onReport(
                Samples.replay(Samples.MODEL, samples.registered(decisions)),
                job,
                largest,
                Samples.NOW)
            .orElseThrow();

    assertThat(event.getType()).isEqualTo(ModelEventType.REJECTED);
    assertThat(event.getPageDigest()).isEqualTo(Samples.digest("page"));
    try (Serializer<ModelEvent> serializer =
        Topics.MODEL_EVENTS
            .valueSerde(Map.of("schema.registry.url", "mock://event-size"))
            .serializer()) {
      assertThat(serializer.serialize(Topics.MODEL_EVENTS.name(), event).length)
          .isBetween(20_000, 50_000);
    }
  }
}

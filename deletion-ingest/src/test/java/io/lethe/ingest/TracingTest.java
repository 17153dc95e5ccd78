// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.ingest.intake.ValidRequest;
import io.lethe.kit.kafka.RowSerde;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracingTest {
  private static final String ID = "7b0f7f0e-8a52-4f0e-9b39-0a6ff1d1a002";
  private static final String KEY = "default/" + ID;
  private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final Trace SENT =
      new Trace("00-" + TRACE_ID + "-00f067aa0ba902b7-01", "vendor=a:1");
  private static final Trace OWN = Trace.ofRequest("default", ID);

  @TempDir Path directory;

  @Test
  void shouldCarryTheSendersTraceToEveryStateOfTheRequest() {
    try (Pipeline pipeline = ready()) {
      send(pipeline, "s0", SENT);
      pipeline.advance(Duration.ofMinutes(1));
      pipeline.reject(pipeline.lastJob());
      pipeline.accept(pipeline.lastJob());
      pipeline.promote(pipeline.lastJob());

      assertThat(pipeline.history).hasSizeGreaterThan(5);
      assertThat(traces(pipeline, Topics.DELETION_HISTORY)).containsOnly(SENT);
      assertThat(traces(pipeline, Topics.DELETION_STATUS)).containsOnly(SENT);
    }
  }

  @Test
  void shouldGiveWhatIsAboutTheSetTheSetsTrace() {
    try (Pipeline pipeline = ready()) {
      send(pipeline, "s0", SENT);
      pipeline.advance(Duration.ofMinutes(1));
      UnlearningJob first = pipeline.lastJob();
      pipeline.reject(first);

      assertThat(pipeline.jobs).hasSize(2);
      assertThat(traces(pipeline, Topics.UNLEARNING_JOBS))
          .containsOnly(Trace.ofForgetSet("faces", first.getForgetSetDigest()));
    }
  }

  @Test
  void shouldBeginTheTraceThatFollowsFromTheRequest() {
    try (Pipeline pipeline = ready()) {
      send(pipeline, "s0", null);

      assertThat(traces(pipeline, Topics.DELETION_HISTORY)).containsOnly(OWN);
    }
  }

  @Test
  void shouldKeepTheFirstTraceOfARepeatedRequest() {
    try (Pipeline pipeline = ready()) {
      send(pipeline, "s0", null);
      send(pipeline, "s0", SENT);
      pipeline.advance(Duration.ofMinutes(1));

      assertThat(pipeline.metrics.counted).contains("repeated");
      assertThat(traces(pipeline, Topics.DELETION_HISTORY)).containsOnly(OWN);
    }
  }

  @Test
  void shouldRememberTheTraceAcrossARestart() {
    try (Pipeline before = ready()) {
      send(before, "s0", SENT);

      try (Pipeline after = before.restartedAfter(Duration.ofSeconds(1))) {
        after.advance(Duration.ofMinutes(1));
        after.promote(after.lastJob());

        assertThat(after.history).hasSizeGreaterThan(2);
        assertThat(traces(after, Topics.DELETION_HISTORY)).containsOnly(SENT);
        assertThat(traces(after, Topics.UNLEARNING_JOBS))
            .containsOnly(Trace.ofForgetSet("faces", after.lastJob().getForgetSetDigest()));
      }
    }
  }

  @Test
  void shouldGiveARefusalAtAdmissionItsRequestsTrace() {
    try (Pipeline pipeline = ready()) {
      send(pipeline, "s0", SENT);
      send(pipeline, "s1", SENT);

      assertThat(pipeline.rejected).hasSize(1);
      assertThat(traces(pipeline, Topics.DELETION_REJECTED)).containsOnly(SENT);
    }
  }

  @Test
  void shouldNotTakeOverATraceThatIsTheSubject() {
    String subject = "4BF92F35-77B3-4DA6-A3CE-929D0E0E4736";
    try (Pipeline pipeline = ready()) {
      send(pipeline, subject, SENT);

      assertThat(traces(pipeline, Topics.DELETION_HISTORY)).containsOnly(OWN);
    }
  }

  @Test
  void shouldNotTakeOverAStateThatNamesTheSubject() {
    try (Pipeline pipeline = ready()) {
      send(pipeline, "s0", new Trace(SENT.traceparent(), "vendor=S0"));

      assertThat(traces(pipeline, Topics.DELETION_HISTORY)).containsOnly(SENT.withoutState());
    }
  }

  @Test
  void shouldRefuseARowThatSaysNoTrace() {
    RowSerde<ValidRequest> serde = new RowSerde<>(ValidRequest.class);
    String row =
        "{\"tenant\":\"default\",\"requestId\":\""
            + ID
            + "\",\"subjectKey\":\"ab\",\"subjectKeyId\":\"k\",\"model\":null,"
            + "\"receivedAt\":\"2026-01-01T00:00:00Z\",\"deadline\":\"2026-02-01T00:00:00Z\","
            + "\"contentDigest\":\"cd\",\"source\":{\"topic\":\"t\",\"partition\":0,\"offset\":0,"
            + "\"payloadBytes\":1}}";

    assertThatThrownBy(
            () -> serde.deserializer().deserialize("rows", row.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("ValidRequest");
  }

  @Test
  void shouldTellEveryStepOfARequestUnderItsTraceAndNameTheSets() {
    try (Pipeline pipeline = ready();
        CapturedLog log = new CapturedLog()) {
      send(pipeline, "s0", SENT);
      pipeline.advance(Duration.ofMinutes(1));
      UnlearningJob job = pipeline.lastJob();
      pipeline.accept(job);
      pipeline.promote(job);

      List<JsonNode> steps = log.with("traceId", TRACE_ID);
      assertThat(steps)
          .extracting(step -> step.path("state").asText())
          .containsExactly("RECEIVED", "PENDING", "SEALED", "UNLEARNING", "VERIFYING", "PROMOTED");
      assertThat(steps)
          .allSatisfy(step -> assertThat(step.path("request").asText()).isEqualTo(KEY));
      String set = Trace.ofForgetSet("faces", job.getForgetSetDigest()).traceId();
      assertThat(steps.subList(2, 6))
          .extracting(step -> step.path("linkedTraceId").asText())
          .containsOnly(set);
      assertThat(log.with("traceId", set))
          .anySatisfy(
              line -> {
                assertThat(line.path("message").asText()).isEqualTo("Unlearning job issued");
                assertThat(line.path("job").asText()).isEqualTo(job.getJobId());
                assertThat(line.path("attempt").asInt()).isEqualTo(1);
                assertThat(line.path("service").asText()).isEqualTo("deletion-ingest");
              });
    }
  }

  @Test
  void shouldBeQuietWhileNothingHappens() {
    try (Pipeline pipeline = ready()) {
      send(pipeline, "s0", SENT);
      pipeline.advance(Duration.ofMinutes(1));
      try (CapturedLog log = new CapturedLog()) {
        pipeline.advance(Duration.ofSeconds(5));

        assertThat(log.text()).isEmpty();
      }
    }
  }

  private Pipeline ready() {
    Pipeline pipeline = new Pipeline(directory);
    pipeline.registerSubjects(4, 2);
    pipeline.registerModel("faces");
    return pipeline;
  }

  private static void send(Pipeline pipeline, String subject, Trace trace) {
    DeletionRequest request = pipeline.requestBuilder(ID, subject).setModel("faces").build();
    RecordHeaders headers = new RecordHeaders();
    Optional.ofNullable(trace).ifPresent(sent -> sent.putInto(headers));
    pipeline.sendRaw(
        new TestRecord<>(
            subject.getBytes(StandardCharsets.UTF_8), pipeline.encode(request), headers));
  }

  private static Set<Trace> traces(Pipeline pipeline, Topic<?> topic) {
    return pipeline.rawByTopic.get(topic.name()).stream()
        .map(found -> Trace.from(found.headers()).orElseThrow())
        .collect(Collectors.toSet());
  }
}

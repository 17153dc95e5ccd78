// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.trace.Trace;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecrecyTest {
  private static final String SUBJECT = "Ottilie-Wildermuth-4711";

  @TempDir Path directory;

  @Test
  void shouldLetNoSubjectIdIntoAnyTopicChangelogOrLogLine() {
    try (Pipeline pipeline = new Pipeline(directory);
        CapturedLog log = new CapturedLog()) {
      pipeline.registerSubjects(4, 2);
      pipeline.registerSubject(SUBJECT, List.of(100, 101));
      pipeline.registerModel("faces");
      String id = UUID.randomUUID().toString();
      pipeline.send(SUBJECT, pipeline.requestBuilder(id, SUBJECT).build());
      pipeline.send(SUBJECT, pipeline.requestBuilder(id, SUBJECT).setModel("x").build());
      pipeline.send(SUBJECT, pipeline.requestBuilder(SUBJECT, SUBJECT).build());
      String other = UUID.randomUUID().toString();
      pipeline.sendTo(
          "default",
          SUBJECT,
          pipeline.requestBuilder(other, SUBJECT).setTenant(SUBJECT).setModel(SUBJECT).build());
      byte[] text = SUBJECT.getBytes(StandardCharsets.UTF_8);
      pipeline.sendRaw(new TestRecord<>(text, text, new RecordHeaders().add("subject", text)));
      pipeline.advance(Duration.ofMinutes(1));
      pipeline.reject(pipeline.lastJob());
      pipeline.promote(pipeline.lastJob());

      assertThat(pipeline.state("default/" + id)).isEqualTo(RequestState.PROMOTED);
      assertThat(pipeline.rejected).hasSize(4);
      assertThat(pipeline.rawByTopic)
          .containsKeys(
              "ingest-requests-changelog",
              "ingest-set-requests-changelog",
              "ingest-requests-by-id-repartition",
              "ingest-status-by-request-repartition",
              Topics.DELETION_STATUS.name(),
              Topics.FORGET_SET_INTENTS.name());
      assertThat(pipeline.raw).allSatisfy(SecrecyTest::holdsNoSubject);
      assertThat(log.with("request", "default/" + id)).isNotEmpty();
      assertThat(log.text()).contains("refused").doesNotContain(SUBJECT);
      assertThat(log.text()).doesNotContain(pipeline.subjectKeys.keyOf(SUBJECT));
    }
  }

  @Test
  void shouldDropTheHeadersOfARequestThatAreNotItsTrace() {
    try (Pipeline pipeline = new Pipeline(directory)) {
      pipeline.registerSubjects(2, 2);
      pipeline.registerModel("faces");
      byte[] value =
          pipeline.encode(pipeline.requestBuilder(UUID.randomUUID().toString(), "s0").build());
      RecordHeaders headers = new RecordHeaders();
      headers.add("who", SUBJECT.getBytes(StandardCharsets.UTF_8));

      pipeline.sendRaw(new TestRecord<>(null, value, headers));

      assertThat(pipeline.history).isNotEmpty();
      assertThat(pipeline.raw)
          .flatExtracting(found -> List.of(found.headers().toArray()))
          .extracting(Header::key)
          .containsOnly(Trace.TRACEPARENT);
    }
  }

  private static void holdsNoSubject(TestRecord<byte[], byte[]> found) {
    assertThat(latin(found.key())).doesNotContain(SUBJECT);
    assertThat(latin(found.value())).doesNotContain(SUBJECT);
    found.headers().forEach(header -> assertThat(latin(header.value())).doesNotContain(SUBJECT));
  }

  private static String latin(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
  }
}

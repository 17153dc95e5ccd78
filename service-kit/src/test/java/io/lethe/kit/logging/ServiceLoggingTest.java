// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.kit.config.ConfigurationException;
import io.lethe.kit.trace.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.internals.RecordDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ServiceLoggingTest {
  private static final Logger OURS = LoggerFactory.getLogger("io.lethe.kit.logging.Sample");
  private static final Logger THEIRS = LoggerFactory.getLogger("org.apache.kafka.Sample");
  private static final Trace TRACE = Trace.ofForgetSet("faces", "ab");

  @Test
  void shouldWriteOneObjectALineWithTheFixedKeys() {
    Instant before = Instant.now().minusMillis(1);

    List<String> lines =
        logging(Map.of(), () -> OURS.atWarn().setMessage("two\nlines").log()).lines;

    assertThat(lines).hasSize(1);
    JsonNode line = parsed(lines.get(0));
    assertThat(keys(line))
        .containsExactly("timestamp", "level", "logger", "thread", "message", "service");
    assertThat(Instant.parse(line.get("timestamp").asText())).isBetween(before, Instant.now());
    assertThat(line.get("timestamp").asText()).hasSameSizeAs("2026-01-02T03:04:05.123456Z");
    assertThat(line.get("level").asText()).isEqualTo("WARN");
    assertThat(line.get("logger").asText()).isEqualTo("io.lethe.kit.logging.Sample");
    assertThat(line.get("thread").asText()).isEqualTo(Thread.currentThread().getName());
    assertThat(line.get("message").asText()).isEqualTo("two\nlines");
    assertThat(line.get("service").asText()).isEqualTo("verifier");
  }

  @Test
  void shouldWriteWhatTheThreadWorksOnAndTheLinesOwnPairsEachOnce() {
    LogContext context =
        LogContext.ofModel("faces")
            .with(LogKeys.JOB, "cd")
            .with(LogKeys.FORGET_SET, "ab")
            .with(LogKeys.ATTEMPT, 2)
            .with("absent", null)
            .with(TRACE);

    JsonNode line =
        only(
            logging(
                Map.of(),
                () ->
                    context.run(
                        () ->
                            OURS.atInfo()
                                .setMessage("Job done")
                                .addKeyValue(LogKeys.MODEL, "faces")
                                .addKeyValue(LogKeys.ATTEMPT, 2)
                                .addKeyValue("took", Duration.ofSeconds(3))
                                .addKeyValue("good", true)
                                .addKeyValue("thread", "other")
                                .addKeyValue("nothing", (Object) null)
                                .log())));

    assertThat(line.get("model").asText()).isEqualTo("faces");
    assertThat(line.get("job").asText()).isEqualTo("cd");
    assertThat(line.get("forgetSet").asText()).isEqualTo("ab");
    assertThat(line.get("attempt").isNumber()).isTrue();
    assertThat(line.get("traceId").asText()).isEqualTo(TRACE.traceId());
    assertThat(line.get("spanId").asText()).isEqualTo(TRACE.spanId());
    assertThat(line.get("took").asText()).isEqualTo("PT3S");
    assertThat(line.get("good").isBoolean()).isTrue();
    assertThat(line.get("thread_").asText()).isEqualTo("other");
    assertThat(line.has("nothing")).isFalse();
    assertThat(line.has("absent")).isFalse();
  }

  @Test
  void shouldWriteTheExceptionIntoTheLinesObject() {
    JsonNode line =
        only(
            logging(
                Map.of(),
                () ->
                    OURS.atError()
                        .setMessage("no")
                        .setCause(new IllegalStateException("!"))
                        .log()));

    assertThat(line.get("exception").asText())
        .startsWith("java.lang.IllegalStateException: !")
        .contains("ServiceLoggingTest");
  }

  @Test
  void shouldCutWhatAnybodyMayHaveWritten() {
    String anybodys = "x".repeat(700_000);
    Runnable line =
        () ->
            LogContext.ofModel(anybodys)
                .run(
                    () ->
                        OURS.atError()
                            .setMessage("no")
                            .addKeyValue(LogKeys.JOB, anybodys)
                            .setCause(new IllegalStateException(anybodys))
                            .log());

    Run json = logging(Map.of(), line);
    Run text = logging(Map.of("LETHE_LOG_FORMAT", "text"), line);

    assertThat(only(json).get("model").asText()).hasSize(128).endsWith("… (700,000 characters)");
    assertThat(only(json).get("job").asText()).hasSize(2_000).endsWith("… (700,000 characters)");
    assertThat(json.lines.get(0).length()).isLessThan(40_000);
    assertThat(String.join("", text.lines).length()).isBetween(30_000, 40_000);
    assertThat(text.lines.get(0)).contains("job=\"xxx");
  }

  @Test
  void shouldKeepKafkasNewsOut() {
    Run run =
        logging(
            Map.of("LETHE_LOG_LEVEL", "debug"),
            () -> {
              OURS.debug("ours");
              OURS.trace("too fine");
              THEIRS.info("theirs");
              THEIRS.warn("their trouble");
            });

    assertThat(run.lines)
        .extracting(line -> parsed(line).get("message").asText())
        .containsExactly("ours", "their trouble");
  }

  @Test
  void shouldBeSilentToTheLevelThatIsAskedFor() {
    Run run =
        logging(
            Map.of("LETHE_LOG_LEVEL", "ERROR"),
            () -> {
              OURS.warn("ours");
              THEIRS.warn("theirs");
            });

    assertThat(run.lines).isEmpty();
  }

  @Test
  void shouldWriteForPeopleWhereAsked() {
    Run run =
        logging(
            Map.of("LETHE_LOG_FORMAT", "text"),
            () ->
                LogContext.ofModel("faces")
                    .run(() -> OURS.atInfo().setMessage("Job done").addKeyValue("x", 1).log()));

    assertThat(run.lines).hasSize(1);
    assertThat(run.lines.get(0)).contains("INFO  verifier").contains("Job done").contains("faces");
  }

  /** All its headers, of whatever length; the kit's own line says which record it is. */
  @ParameterizedTest
  @ValueSource(strings = {"json", "text"})
  void shouldLeaveOutKafkasLineThatQuotesARecord(String format) {
    Logger quoting = LoggerFactory.getLogger(RecordDeserializer.class);

    Run run =
        logging(
            Map.of("LETHE_LOG_FORMAT", format),
            () -> quoting.error("Deserialization error callback failed for record ConsumerRecord"));

    assertThat(run.lines).isEmpty();
  }

  @Test
  void shouldNameEveryRuleThatTheEnvironmentBreaksAndLogByDefaultAllTheSame() {
    try (CapturedOutput output = new CapturedOutput()) {
      assertThatThrownBy(
              () ->
                  ServiceLogging.configure(
                      "verifier", Map.of("LETHE_LOG_LEVEL", "loud", "LETHE_LOG_FORMAT", "xml")))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(
              "LETHE_LOG_LEVEL is loud: it must be one of [ERROR, WARN, INFO, DEBUG, TRACE]")
          .hasMessageContaining("LETHE_LOG_FORMAT is xml: it must be one of [JSON, TEXT]");
      OURS.error("Service failed");
      assertThat(parsed(output.lines().get(0)).get("service").asText()).isEqualTo("verifier");
    }
  }

  private record Run(List<String> lines) {}

  private static Run logging(Map<String, String> environment, Runnable work) {
    try (CapturedOutput output = new CapturedOutput()) {
      ServiceLogging.configure("verifier", environment);
      work.run();
      return new Run(output.lines());
    }
  }

  private static JsonNode only(Run run) {
    assertThat(run.lines).hasSize(1);
    return parsed(run.lines.get(0));
  }

  /** A key that comes twice is an error. */
  private static JsonNode parsed(String line) {
    try {
      return new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }

  private static List<String> keys(JsonNode line) {
    List<String> keys = new ArrayList<>();
    line.fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static io.lethe.schemas.ModelEventType.ALIAS_SET;
import static io.lethe.schemas.ModelEventType.CANDIDATE_ACCEPTED;
import static io.lethe.schemas.ModelEventType.COMMAND_REFUSED;
import static io.lethe.schemas.ModelEventType.JOB_FAILED;
import static io.lethe.schemas.ModelEventType.PROMOTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.text.TextLimit;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever length the texts of an input have: nothing ends, what comes out is small, and the next
 * good input is taken.
 */
class LongTextTest extends RegistryDriverTest {
  private static final String LONG = "x".repeat(700_000);

  /** What an event may take: far below what a broker does. */
  private static final int SMALL = 8_000;

  private static final String BYTES = Samples.digest("bytes");

  @BeforeEach
  void register() {
    registry.register(samples);
  }

  @ParameterizedTest
  @EnumSource(CommandType.class)
  void shouldRefuseACommandWithAnyTextThatIsTooLong(CommandType type) {
    ModelCommand complete =
        ModelCommand.newBuilder(Samples.registration().build())
            .setType(type)
            .setIssuer("ann")
            .setAlias("stable")
            .setTargetVersion(1L)
            .setForgetSetDigest(Samples.digest("set a"))
            .setReason("because")
            .setExtensions(Map.of("colour", "blue"))
            .build();

    for (SpecificRecord tooLong : eachTextLong(complete)) {
      ModelCommand command = underANewId((ModelCommand) tooLong);
      List<ModelEvent> events =
          registry.sendUnder(
              command.getModel().equals(LONG) ? Samples.MODEL : command.getModel(), command);

      if (events.isEmpty()) {
        assertThat(registry.rejected())
            .singleElement()
            .satisfies(rejected -> assertSmall(rejected.value()));
      } else {
        assertThat(only(events, COMMAND_REFUSED).getReason()).contains("characters");
        assertSmall(events.get(0));
      }
    }
    assertSmallRows();
    only(
        registry.send(
            Samples.command(CommandType.SET_ALIAS).setAlias("stable").setTargetVersion(1L).build()),
        ALIAS_SET);
  }

  @Test
  void shouldRefuseACandidateWithAnyTextThatIsTooLong() {
    UnlearningJob job = Samples.rootJob("a");
    registry.send(job);
    ModelCandidate complete =
        ModelCandidate.newBuilder(Samples.candidate(job, BYTES))
            .setExtensions(Map.of("colour", "blue"))
            .build();

    for (SpecificRecord tooLong : eachTextLong(complete)) {
      accountFor(tooLong);
    }
    assertSmallRows();
    only(registry.send(complete), CANDIDATE_ACCEPTED);
  }

  @Test
  void shouldNotKeepACandidateOfAnUnknownJobWithATextThatIsTooLong() {
    UnlearningJob job = Samples.rootJob("a");
    ModelCandidate early = Samples.candidate(job, BYTES);

    for (SpecificRecord tooLong : eachTextLong(early)) {
      accountFor(tooLong);
    }
    registry.send(job);
    only(registry.send(early), CANDIDATE_ACCEPTED);
  }

  @Test
  void shouldCutWhyAJobFailedAndTakeTheFailure() {
    UnlearningJob job = Samples.rootJob("a");
    ModelCandidate failure =
        ModelCandidate.newBuilder(Samples.failure(job, true, Samples.NOW))
            .setFailureReason(LONG)
            .build();
    registry.send(failure);

    ModelEvent event = only(registry.send(job), JOB_FAILED);

    assertThat(event.getReason())
        .hasSize(TextLimit.MESSAGE.characters())
        .endsWith("… (700,000 characters)");
  }

  @Test
  void shouldRefuseAReportWithAnyTextThatIsTooLong() {
    UnlearningJob job = Samples.rootJob("a");
    registry.send(job);
    VerificationReport complete =
        samples
            .report(job, BYTES)
            .setCommandId("0190b5a0-0000-7000-8000-000000000001")
            .setPageDigest(Samples.digest("page"))
            .setPageUri("artifact:blob/" + Samples.digest("page"))
            .setFindings(List.of("a finding"))
            .setExtensions(Map.of("colour", "blue"))
            .build();

    for (SpecificRecord tooLong : eachTextLong(complete)) {
      accountFor(tooLong);
      VerificationReport signed =
          samples.sign(VerificationReport.newBuilder((VerificationReport) tooLong));
      if (signed.toString().contains(LONG)) { // what signing writes itself is short again
        accountFor(signed);
      }
    }
    assertSmallRows();
    only(registry.send(samples.pass(job, BYTES)), PROMOTED);
  }

  @Test
  void shouldRefuseAJobWithAnyTextThatIsTooLong() {
    UnlearningJob job = Samples.rootJob("a");

    for (SpecificRecord tooLong : eachTextLong(job)) {
      accountFor(tooLong);
    }
    assertThat(registry.openJobs()).isZero();
    registry.send(job);
    only(registry.send(Samples.candidate(job, BYTES)), CANDIDATE_ACCEPTED);
  }

  @Test
  void shouldRefuseTooManyEntries() {
    UnlearningJob job = Samples.rootJob("a");
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      many.put("key " + i, "value");
    }

    assertThat(
            only(
                    registry.send(UnlearningJob.newBuilder(job).setExtensions(many).build()),
                    COMMAND_REFUSED)
                .getReason())
        .contains("extensions has 20,000 entries; it may have at most 256");
  }

  private static ModelCommand underANewId(ModelCommand command) {
    return command.getCommandId().equals(LONG)
        ? command
        : ModelCommand.newBuilder(command).setCommandId(UUID.randomUUID().toString()).build();
  }

  /** Under its model's key, so that another text than the model's name is what is too long. */
  private void accountFor(SpecificRecord input) {
    List<ModelEvent> events = registry.sendUnder(Samples.MODEL, input);
    events.forEach(LongTextTest::assertSmall);
    if (events.isEmpty()) {
      assertThat(registry.rejected())
          .singleElement()
          .satisfies(rejected -> assertSmall(rejected.value()));
    } else {
      only(events, COMMAND_REFUSED);
    }
  }

  private void assertSmallRows() {
    registry
        .liveRows(Samples.MODEL)
        .values()
        .forEach(row -> assertThat(row.toString()).hasSizeLessThan(40_000));
  }

  private static void assertSmall(SpecificRecord record) {
    assertThat(record.toString()).hasSizeLessThan(SMALL);
  }

  /** The record with each of its texts too long, one at a time. */
  private static List<SpecificRecord> eachTextLong(SpecificRecord complete) {
    List<SpecificRecord> all = new ArrayList<>();
    collect(complete, complete, value -> value, all);
    // Why a job failed is cut, not refused: another test's matter.
    all.removeIf(it -> it instanceof ModelCandidate given && LONG.equals(given.getFailureReason()));
    return all;
  }

  private static void collect(
      SpecificRecord whole,
      SpecificRecord part,
      UnaryOperator<SpecificRecord> partOf,
      List<SpecificRecord> all) {
    for (Schema.Field field : part.getSchema().getFields()) {
      Object value = part.get(field.pos());
      Consumer<Object> with =
          other -> {
            SpecificRecord copy = SpecificData.get().deepCopy(whole.getSchema(), whole);
            partOf.apply(copy).put(field.pos(), other);
            all.add(copy);
          };
      if (isText(field.schema())) {
        with.accept(LONG);
      } else if (value instanceof Map<?, ?> map && !map.isEmpty()) {
        Map<Object, Object> longKey = new HashMap<>(map);
        longKey.put(LONG, map.values().iterator().next());
        with.accept(longKey);
        if (map.values().iterator().next() instanceof String) {
          with.accept(Map.of("key", LONG));
        }
      } else if (value instanceof Collection<?> list && list.iterator().hasNext()) {
        if (list.iterator().next() instanceof SpecificRecord first) {
          collect(
              whole,
              first,
              copy -> (SpecificRecord) ((List<?>) partOf.apply(copy).get(field.pos())).get(0),
              all);
        } else {
          with.accept(List.of(LONG));
        }
      } else if (value instanceof SpecificRecord nested) {
        collect(whole, nested, copy -> (SpecificRecord) partOf.apply(copy).get(field.pos()), all);
      }
    }
  }

  private static boolean isText(Schema schema) {
    return schema.getType() == Schema.Type.STRING
        || (schema.getType() == Schema.Type.UNION
            && schema.getTypes().stream().anyMatch(LongTextTest::isText));
  }
}

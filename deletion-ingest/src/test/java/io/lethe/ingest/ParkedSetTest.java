// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.schemas.ForgetSetStage;
import io.lethe.schemas.ForgetSetState;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.topic.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What deletion.sets says of sets, and what decisions about parked ones do. */
class ParkedSetTest {
  private static final String MODEL = "faces";

  @TempDir Path directory;
  private Pipeline pipeline;

  @BeforeEach
  void start() {
    pipeline = new Pipeline(directory);
    pipeline.registerSubjects(40, 2);
    pipeline.registerModel(MODEL);
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void shouldPublishWhereASetStands() {
    pipeline.fillSet(0);
    String set = pipeline.lastJob().getForgetSetDigest();
    pipeline.accept(pipeline.lastJob());
    park(set);
    decide(ModelEventType.PARKED_SET_RETRIED, set);
    pipeline.promote(pipeline.lastJob());

    assertThat(stages(set))
        .containsSubsequence(
            ForgetSetStage.SEALED,
            ForgetSetStage.UNLEARNING,
            ForgetSetStage.VERIFYING,
            ForgetSetStage.PARKED,
            ForgetSetStage.SEALED,
            ForgetSetStage.UNLEARNING,
            ForgetSetStage.PROMOTED);
  }

  @Test
  void shouldSayWhyASetIsParkedAndWhichEventItHadFollowed() {
    pipeline.fillSet(0);
    String set = pipeline.lastJob().getForgetSetDigest();
    long last = park(set);

    ForgetSetState parked = pipeline.sets.get(MODEL + "/" + set);

    assertThat(parked.getStage()).isEqualTo(ForgetSetStage.PARKED);
    assertThat(parked.getModel()).isEqualTo(MODEL);
    assertThat(parked.getForgetSetDigest()).isEqualTo(set);
    assertThat(parked.getSetNumber()).isEqualTo(1);
    assertThat(parked.getReason()).contains("rejected on the last of 3 rungs");
    assertThat(parked.getAfterEvent()).isEqualTo(last);
    assertThat(parked.getChangedAt()).isEqualTo(pipeline.now());
  }

  @ParameterizedTest
  @EnumSource(names = {"PARKED_SET_RETRIED", "PARKED_SET_REFUSED"})
  void shouldIgnoreADecisionAboutASetThatIsNotParkedAndSaySo(ModelEventType decision) {
    String atWork = pipeline.fillSet(0);
    String waiting = pipeline.fillSet(5);
    String working = pipeline.lastJob().getForgetSetDigest();
    String queued = pipeline.status.get(waiting).getForgetSetDigest();
    int jobs = pipeline.jobs.size();
    String unknown = Pipeline.digest("no set");

    try (CapturedLog log = new CapturedLog()) {
      decide(decision, working);
      decide(decision, queued);
      ModelEvent last = decide(decision, unknown);

      assertThat(log.with("sequence", Long.toString(last.getSequence())))
          .singleElement()
          .satisfies(line -> assertThat(line.path("message").asText()).contains("is not parked"));
      assertThat(log.with("forgetSet", working)).isNotEmpty();
      assertThat(log.with("forgetSet", queued)).isNotEmpty();
    }

    assertThat(pipeline.state(atWork)).isEqualTo(RequestState.UNLEARNING);
    assertThat(pipeline.state(waiting)).isEqualTo(RequestState.SEALED);
    assertThat(pipeline.jobs).hasSize(jobs);
    assertThat(pipeline.sets).doesNotContainKey(MODEL + "/" + unknown);
  }

  @Test
  void shouldNotComplainOfARetryThatOpensARefusedSetForANewCase() {
    pipeline.fillSet(0);
    String working = pipeline.lastJob().getForgetSetDigest();

    try (CapturedLog log = new CapturedLog()) {
      pipeline.send(
          pipeline.event(MODEL, ModelEventType.PARKED_SET_RETRIED).setForgetSetDigest(working));

      assertThat(log.text()).doesNotContain("is not parked");
    }
  }

  /** Whatever its key: the registry's task that reads a model's commands reads its sets. */
  @Test
  void shouldLieInThePartitionOfItsModelsCommands() {
    pipeline.fillSet(0);
    ForgetSetState state = pipeline.setHistory.get(0);
    BesideItsModel partitioner = new BesideItsModel();

    for (String model : List.of("faces", "voices", "a", "b", "c")) {
      assertThat(
              partitioner.partitions(
                  Topics.FORGET_SETS.name(),
                  model + "/" + state.getSetNumber(),
                  ForgetSetState.newBuilder(state).setModel(model).build(),
                  new RecordHeaders(),
                  Topics.PARTITIONS))
          .hasValue(Set.of(Topics.MODEL_COMMANDS.partitionOf(model)));
    }
  }

  /** Who was shown the first must not be shown the second after a restart. */
  @Test
  void shouldKeepWhereASetStoodWhenTheSamePeopleComeAgain() {
    pipeline.fillSet(0);
    String people = pipeline.lastJob().getForgetSetDigest();
    park(people);
    decide(ModelEventType.PARKED_SET_REFUSED, people);

    pipeline.fillSet(0);

    assertThat(pipeline.lastJob().getForgetSetDigest()).isEqualTo(people);
    assertThat(pipeline.setsByKey.get(MODEL + "/1").getStage()).isEqualTo(ForgetSetStage.REFUSED);
    assertThat(pipeline.setsByKey.get(MODEL + "/2").getStage())
        .isEqualTo(ForgetSetStage.UNLEARNING);
  }

  private long park(String set) {
    ModelEvent.Builder last = null;
    while (pipeline.sets.get(MODEL + "/" + set).getStage() != ForgetSetStage.PARKED) {
      last =
          pipeline
              .event(MODEL, ModelEventType.REJECTED)
              .setJobId(pipeline.lastJob().getJobId())
              .setReason("criterion forget_margin is FAIL");
      pipeline.send(last);
    }
    return last == null ? 0 : last.getSequence();
  }

  private ModelEvent decide(ModelEventType type, String set) {
    ModelEvent.Builder event =
        pipeline
            .event(MODEL, type)
            .setForgetSetDigest(set)
            .setCommandId(UUID.randomUUID().toString())
            .setReason("legal hold");
    pipeline.send(event);
    return event.build();
  }

  private List<ForgetSetStage> stages(String set) {
    return pipeline.setHistory.stream()
        .filter(state -> state.getForgetSetDigest().equals(set))
        .map(ForgetSetState::getStage)
        .toList();
  }
}

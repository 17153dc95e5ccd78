// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.catalogue.OpenedTopics;
import io.lethe.catalogue.TopicUse;
import io.lethe.cli.pipeline.LocalPipeline;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.cli.pipeline.ServicePorts;
import io.lethe.cli.registration.RegisteredDataset;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.invariants.Invariants;
import io.lethe.invariants.TopicContents;
import io.lethe.kit.artifact.ArtifactTree;
import io.lethe.kit.trace.Trace;
import io.lethe.monitoring.Exposition;
import io.lethe.monitoring.MetricFamily;
import io.lethe.monitoring.MetricsPage;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ModelChampion;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import io.lethe.unlearning.RowAudit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Three sets of people ask one after the other; one run, then one question per test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SuccessiveForgetSetsIT {
  private static final int PEOPLE_PER_SET = 10;
  private static final int SETS = 3;

  private final RecordingAudit audit = new RecordingAudit();
  private final List<int[]> samples = new ArrayList<>();
  private World world;
  private LocalPipeline pipeline;
  private PipelineView view;
  private CapturedLog log;
  private String statusKey;

  /** Remembers which rows were fed in the job that is under way. */
  private static final class RecordingAudit implements RowAudit {
    private final Set<Integer> retained = Collections.synchronizedSet(new HashSet<>());
    private final Set<Integer> forgotten = Collections.synchronizedSet(new HashSet<>());

    @Override
    public void fed(int ordinal, Role role) {
      (role == Role.RETAIN ? retained : forgotten).add(ordinal);
    }

    void clear() {
      retained.clear();
      forgotten.clear();
    }
  }

  @BeforeAll
  void forgetThreeSets(@TempDir Path directory) throws Exception {
    world = new World(directory);
    Path original = world.train("small-cnn", 2);
    log = new CapturedLog();
    pipeline =
        LocalPipeline.builder()
            .directory(world.pipelineDirectory())
            .runtime(World.RUNTIME)
            .audit(audit)
            .ports(ServicePorts.ANY)
            .kafkaOverrides(TopicUse.settings())
            .build()
            .start();
    RegisteredDataset dataset = world.store(pipeline.directory().home());
    int full = PEOPLE_PER_SET * SmallBundle.SAMPLES_PER_SUBJECT;
    world.register(
        pipeline.directory().home(),
        pipeline.kafka(),
        dataset,
        original,
        World.lenient(full, World.strategy("sftc", 1)));
    view = new PipelineView(pipeline.kafka());
    List<String> early = World.erase(pipeline.kafka(), people(0));
    World.await(view, early, RequestState.PENDING);
    world.publish(pipeline.directory().home(), pipeline.kafka(), dataset);
    World.await(view, early, RequestState.PROMOTED);
    samples.add(world.samplesOf(people(0)));
    for (int set = 1; set < SETS; set++) {
      audit.clear();
      List<String> asked = World.erase(pipeline.kafka(), people(set));
      World.await(view, asked, RequestState.PROMOTED);
      statusKey = asked.get(0);
      samples.add(world.samplesOf(people(set)));
    }
    view.catchUp();
  }

  @AfterAll
  void close() {
    view.close();
    pipeline.close();
    log.close();
  }

  private List<String> people(int set) {
    return world.people(set * PEOPLE_PER_SET, (set + 1) * PEOPLE_PER_SET);
  }

  @Test
  void shouldKeepInvariantsI1ToI5() {
    requireInvariants();
  }

  private void requireInvariants() {
    assertThat(new Invariants(pipeline.kafka(), pipeline.store()).violations()).isEmpty();
  }

  @Test
  void shouldNeverFeedEarlierSetsAsRetainRowsInTheThirdJob() {
    int[] gone = samples.stream().flatMapToInt(IntStream::of).toArray();
    assertThat(audit.retained)
        .hasSize(SmallBundle.SUBJECTS * SmallBundle.SAMPLES_PER_SUBJECT - gone.length)
        .doesNotContainAnyElementsOf(IntStream.of(gone).boxed().toList());
    assertThat(audit.forgotten)
        .containsExactlyInAnyOrderElementsOf(IntStream.of(samples.get(2)).boxed().toList());
  }

  @Test
  void shouldPromoteOneVersionPerSetThatHasForgottenAllSetsSoFar() {
    ModelChampion champion = view.champions().get(World.MODEL);
    assertThat(champion.getVersion()).isEqualTo(1 + SETS);
    ForgetSet forgotten = ForgetSet.parse(pipeline.store().readBlob(champion.getForgottenDigest()));
    assertThat(forgotten.subjectKeys()).hasSize(SETS * PEOPLE_PER_SET);
    assertThat(forgotten.ordinals())
        .containsExactly(samples.stream().flatMapToInt(IntStream::of).sorted().toArray());
  }

  @Test
  void shouldExcludeWhatTheParentHasForgottenFromEveryJob() {
    assertThat(view.jobs())
        .extracting(UnlearningJob::getExcludedSamples)
        .containsExactly(50L, 100L, 150L);
    assertThat(view.jobs()).extracting(UnlearningJob::getForgetSamples).containsOnly(50L);
  }

  @Test
  void shouldServeExactlyTheVerifiedBytes() {
    ModelChampion champion = view.champions().get(World.MODEL);
    Path served =
        pipeline
            .directory()
            .serving()
            .resolve(World.MODEL)
            .resolve(Long.toString(champion.getVersion()));
    await().untilAsserted(() -> assertThat(served.resolve("saved_model.pb")).exists());
    assertThat(ArtifactTree.digest(served)).isEqualTo(champion.getDigest());
  }

  @Test
  void shouldServeAModelThatPythonLoadsWithTheSameLogits(@TempDir Path scratch) throws Exception {
    ModelChampion champion = view.champions().get(World.MODEL);
    PythonPeer.requireSameLogits(pipeline.store().tree(champion.getDigest()), scratch);
  }

  @Test
  void shouldKeepARequestPendingThatOvertakesItsDatasetsRegistration() {
    List<DeletionStatus> history =
        new TopicContents(pipeline.kafka())
            .read(Topics.DELETION_HISTORY).stream().map(ConsumerRecord::value).toList();
    assertThat(history)
        .extracting(DeletionStatus::getState)
        .contains(RequestState.PENDING)
        .doesNotContain(RequestState.NOTHING_TO_ERASE, RequestState.PARKED);
  }

  @Test
  void shouldExposeExactlyTheMetricsOfTheMetricsPage() throws Exception {
    MetricsPage page = MetricsPage.read();
    // A consumer's lag is shown some seconds after its first fetch.
    await()
        .atMost(World.PATIENCE)
        .untilAsserted(() -> assertThat(exposed().keySet()).containsAll(page.others().keySet()));

    Map<String, MetricFamily> exposed = exposed();
    Map<String, MetricFamily> ours = new TreeMap<>(exposed);
    ours.keySet().removeIf(name -> !name.startsWith("lethe_"));
    assertThat(ours).containsExactlyInAnyOrderEntriesOf(page.ours());
    page.others()
        .forEach(
            (name, labels) -> assertThat(exposed.get(name).labels()).as(name).isEqualTo(labels));
  }

  @Test
  void shouldShowNoRequestSubjectOrDigestInAMetric() throws Exception {
    Set<String> values = Exposition.of(pipeline.ports().orElseThrow()).labelValues();
    List<String> secrets = new ArrayList<>(world.people(0, SETS * PEOPLE_PER_SET));
    view.statuses().values().forEach(status -> secrets.add(status.getRequestId()));

    assertThat(values)
        .contains(World.MODEL)
        .noneMatch(value -> value.matches(".*[0-9a-f]{64}.*"))
        .noneMatch(value -> secrets.stream().anyMatch(value::contains));
  }

  private Map<String, MetricFamily> exposed() throws Exception {
    return Exposition.of(pipeline.ports().orElseThrow()).families();
  }

  @Test
  void shouldHaveNoSubjectIdInClearPastTheIntake() {
    TopicContents topics = new TopicContents(pipeline.kafka());
    List<String> ids = world.people(0, SETS * PEOPLE_PER_SET);
    for (Topic<?> topic : Topics.all()) {
      if (!topic.equals(Topics.DELETION_REQUESTS)) {
        for (ConsumerRecord<String, byte[]> record : topics.bytes(topic)) {
          assertThat(ids)
              .as("ids in headers of " + topic.name())
              .noneMatch(id -> inHeaders(record, id));
          String text =
              record.key()
                  + (record.value() == null
                      ? ""
                      : new String(record.value(), StandardCharsets.ISO_8859_1));
          assertThat(ids).as("ids on " + topic.name()).noneMatch(text::contains);
        }
      }
    }
  }

  @Test
  void shouldOpenTheTopicsThatTheCatalogueSays() throws Exception {
    OpenedTopics opened = new OpenedTopics(pipeline);

    opened.useWhatNoSetNeeds(people(0).get(0), 1 + SETS);

    await().atMost(World.PATIENCE).untilAsserted(OpenedTopics::requireAsCatalogued);
    // What was asked here is answered before another test looks at this pipeline.
    await().atMost(World.PATIENCE).untilAsserted(this::requireInvariants);
  }

  @Test
  void shouldHaveNoSubjectIdInTheLog() {
    String text = log.text();

    assertThat(text).contains("Request has a new state", "Unlearning job issued", "Job taken");
    for (String id : world.people(0, SETS * PEOPLE_PER_SET)) {
      assertThat(text).doesNotContain(id);
    }
  }

  @Test
  void shouldFindEverythingAboutARequestByItsTraceAlone() {
    String request = statusKey.substring(0, statusKey.lastIndexOf('/'));
    TopicContents topics = new TopicContents(pipeline.kafka());
    List<Trace> ofRequest =
        topics.read(Topics.DELETION_HISTORY).stream()
            .filter(status -> status.key().equals(request))
            .map(status -> Trace.from(status.headers()).orElseThrow())
            .distinct()
            .toList();
    assertThat(ofRequest).hasSize(1);

    List<JsonNode> steps = log.with("traceId", ofRequest.get(0).traceId());
    assertThat(steps)
        .extracting(step -> step.path("state").asText())
        .contains("RECEIVED", "PENDING", "SEALED", "UNLEARNING", "VERIFYING", "PROMOTED");
    List<String> linked =
        steps.stream()
            .map(step -> step.path("linkedTraceId").asText())
            .filter(id -> !id.isEmpty())
            .distinct()
            .toList();
    assertThat(linked).hasSize(1);

    String set = linked.get(0);
    assertThat(recordsOf(set, topics, Topics.UNLEARNING_JOBS)).hasSize(1);
    assertThat(recordsOf(set, topics, Topics.MODEL_CANDIDATES)).hasSize(1);
    assertThat(recordsOf(set, topics, Topics.VERIFICATION_REPORTS)).hasSize(1);
    assertThat(recordsOf(set, topics, Topics.MODEL_CHAMPIONS))
        .extracting(ModelChampion::getVersion)
        .containsExactly(1L + SETS);
    assertThat(recordsOf(set, topics, Topics.MODEL_EVENTS))
        .extracting(ModelEvent::getType)
        .containsExactly(ModelEventType.CANDIDATE_ACCEPTED, ModelEventType.PROMOTED);
    await()
        .untilAsserted(
            () ->
                assertThat(log.with("traceId", set))
                    .extracting(line -> line.path("message").asText())
                    .contains(
                        "Forget set written",
                        "Unlearning job issued",
                        "Job taken",
                        "Parent and data loaded",
                        "Job done",
                        "Answer published",
                        "Verification begins",
                        "Candidate verified",
                        "Decided",
                        "Serving"));
  }

  private static <V extends SpecificRecord> List<V> recordsOf(
      String traceId, TopicContents topics, Topic<V> topic) {
    return topics.read(topic).stream()
        .filter(
            record ->
                Trace.from(record.headers())
                    .filter(trace -> trace.traceId().equals(traceId))
                    .isPresent())
        .map(ConsumerRecord::value)
        .toList();
  }

  private static boolean inHeaders(ConsumerRecord<String, byte[]> record, String id) {
    return Stream.of(record.headers().toArray())
        .anyMatch(header -> new String(header.value(), StandardCharsets.ISO_8859_1).contains(id));
  }
}

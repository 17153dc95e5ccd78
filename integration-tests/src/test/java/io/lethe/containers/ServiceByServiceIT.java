// SPDX-License-Identifier: Apache-2.0
package io.lethe.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.cli.pipeline.PipelineHome;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.cli.pipeline.RemotePipeline;
import io.lethe.invariants.Invariants;
import io.lethe.invariants.TopicContents;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.kafka.TopicProvisioner;
import io.lethe.pipeline.World;
import io.lethe.schemas.CandidateOutcome;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.RejectionReason;
import io.lethe.schemas.ReportKind;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each service by itself, from its own image, with nothing but Kafka, the schema registry and the
 * store: it reads what the one before it has left on the topics, is disturbed at it, and leaves its
 * answer for the next. No two of them ever run together, and the requests are promoted all the
 * same. The broker is the oldest that is supported; {@link ContainerPipelineIT} runs on the newest.
 */
@RequiresDocker
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class ServiceByServiceIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String INGEST = "deletion-ingest";
  private static final String WORKER = "unlearn-worker";
  private static final String VERIFIER = "verifier";
  private static final String REGISTRY = "model-registry";
  private static final int EPOCHS = 200; // long enough to be disturbed in the middle

  private Cluster cluster;
  private World world;
  private KafkaSettings kafka;
  private PipelineHome home;
  private PipelineView view;
  private CompletableFuture<Void> registration;
  private final List<String> requests = new ArrayList<>();

  @BeforeAll
  void startWhatIsNotOurs(@TempDir Path directory) throws Exception {
    cluster = new Cluster(directory, Images.OLDEST_BROKER).start();
    RemotePipeline pipeline = cluster.remote();
    kafka = pipeline.kafka();
    home = pipeline.home();
    world = new World(directory);
    TopicProvisioner.ensure(
        kafka,
        Topics.all().stream()
            .filter(topic -> topic.access().creator() != Party.MODEL_REGISTRY)
            .toList(),
        List.of(),
        PATIENCE);
  }

  @AfterAll
  void stopEverything() {
    if (view != null) {
      view.close();
    }
    cluster.close();
  }

  @Test
  @Order(1)
  void registryShouldAcceptARegistrationAndKnowItAfterACrash() throws Exception {
    cluster.service(REGISTRY);
    view = new PipelineView(kafka);
    registration =
        CompletableFuture.runAsync(
            () ->
                world.introduce(
                    home, kafka, World.lenient(50, World.strategy("finetune", EPOCHS))));
    awaitView(
        () ->
            view.event(event -> event.getType() == ModelEventType.REGISTRATION_ACCEPTED)
                .isPresent());

    cluster.kill(REGISTRY);
    cluster.startAgain(REGISTRY);

    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> cluster.api(REGISTRY).get("/v1/models").contains("\"" + World.MODEL + "\""));
    assertThat(view.champions()).doesNotContainKey(World.MODEL);
    cluster.stop(REGISTRY);
  }

  @Test
  @Order(2)
  void verifierShouldMeasureTheRootThoughItWasKilled() throws Exception {
    cluster.service(VERIFIER);
    awaitLog(VERIFIER, "Registration begins", 1);
    cluster.kill(VERIFIER);
    cluster.startAgain(VERIFIER);

    awaitView(() -> !view.reports().isEmpty());
    assertThat(view.reports())
        .singleElement()
        .satisfies(one -> assertThat(one.getKind()).isEqualTo(ReportKind.BASELINE));
    cluster.stop(VERIFIER);
  }

  @Test
  @Order(3)
  void registryShouldRegisterTheModelByItsBaseline() throws Exception {
    cluster.startAgain(REGISTRY);

    registration.get();
    awaitView(() -> view.champions().containsKey(World.MODEL));
    assertThat(view.champions().get(World.MODEL).getVersion()).isEqualTo(1);
    cluster.stop(REGISTRY);
  }

  @Test
  @Order(4)
  void intakeShouldMakeOneJobOfWhatCameBeforeACrashAndWhileTheSchemaRegistryWasAway()
      throws Exception {
    cluster.service(INGEST);
    requests.addAll(World.erase(kafka, world.people(0, 4)));
    cluster.kill(INGEST);
    cluster.startAgain(INGEST);
    cluster.stop("schema-registry");
    requests.addAll(World.erase(kafka, world.people(4, 10)));
    cluster.startAgain("schema-registry");

    awaitView(() -> !view.jobs().isEmpty());
    World.await(view, requests, RequestState.UNLEARNING);
    UnlearningJob job = onlyJob();
    assertThat(job.getModel()).isEqualTo(World.MODEL);
    assertThat(job.getParentDigest()).isEqualTo(view.champions().get(World.MODEL).getDigest());
    assertThat(job.getAttempt()).isEqualTo(1);
  }

  @Test
  @Order(5)
  void intakeShouldRefuseWhatIsNoRequestAndRepeatNothingOfIt() throws Exception {
    poison(Topics.DELETION_REQUESTS, "person-4711");

    List<RejectedRequest> refused = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              refused.clear();
              new TopicContents(kafka)
                  .read(Topics.DELETION_REJECTED).stream()
                      .map(ConsumerRecord::value)
                      .forEach(refused::add);
              return !refused.isEmpty();
            });
    assertThat(refused)
        .singleElement()
        .satisfies(one -> assertThat(one.getReason()).isEqualTo(RejectionReason.UNDECODABLE))
        .satisfies(one -> assertThat(one.toString()).doesNotContain("person-4711"));
    assertThat(cluster.log(INGEST)).doesNotContain("person-4711");
    cluster.stop(INGEST);
  }

  @Test
  @Order(6)
  void workerShouldMakeOneCandidateThoughItWasKilledAndTheBrokerRestarted() throws Exception {
    poison(Topics.UNLEARNING_JOBS, World.MODEL);
    cluster.service(WORKER);
    awaitTraining(1);
    cluster.kill(WORKER);
    cluster.startAgain(WORKER);
    awaitTraining(2);
    cluster.stop("kafka");
    cluster.startAgain("kafka");

    awaitView(() -> !view.candidates().isEmpty());
    ModelCandidate candidate = onlyCandidate();
    assertThat(candidate.getOutcome()).isEqualTo(CandidateOutcome.SUCCEEDED);
    assertThat(candidate.getJobId()).isEqualTo(onlyJob().getJobId());
    assertThat(home.store().tree(candidate.getCandidateDigest())).isNotEmptyDirectory();
    assertThat(cluster.api(WORKER).get("/metrics"))
        .contains(
            "lethe_service_undecodable_records_total{service=\"unlearn-worker\",topic=\"unlearning.jobs\"} 1.0");
    cluster.stop(WORKER);
  }

  @Test
  @Order(7)
  void verifierShouldSignOneReportThoughItWasKilled() throws Exception {
    poison(Topics.MODEL_CANDIDATES, World.MODEL);
    cluster.startAgain(VERIFIER);
    awaitLog(VERIFIER, "Verification begins", 1);
    cluster.kill(VERIFIER);
    cluster.startAgain(VERIFIER);

    awaitView(() -> view.reports().size() > 1);
    VerificationReport report = view.reports().get(1);
    assertThat(view.reports()).hasSize(2);
    assertThat(report.getCandidateDigest()).isEqualTo(onlyCandidate().getCandidateDigest());
    assertThat(report.getSignature()).isNotBlank();
    cluster.stop(VERIFIER);
  }

  @Test
  @Order(8)
  void registryShouldPromoteOnceThoughItWasKilledAndServeTheVerifiedBytes() throws Exception {
    poison(Topics.VERIFICATION_REPORTS, World.MODEL);
    cluster.startAgain(REGISTRY);
    cluster.kill(REGISTRY);
    cluster.startAgain(REGISTRY);

    awaitView(() -> promotions().size() == 1);
    awaitView(() -> view.champions().get(World.MODEL).getVersion() == 2);
    assertThat(view.champions().get(World.MODEL).getDigest())
        .isEqualTo(onlyCandidate().getCandidateDigest());
    cluster.stop(REGISTRY);
  }

  @Test
  @Order(9)
  void intakeShouldTellThePeopleOfIt() {
    cluster.startAgain(INGEST);

    World.await(view, requests, RequestState.PROMOTED);
  }

  @Test
  @Order(10)
  void shouldHaveKeptInvariantsI1ToI5() {
    view.catchUp();
    assertThat(promotions()).hasSize(1);
    assertThat(view.unreadable()).isEqualTo(3); // those of ours on jobs, candidates and reports
    assertThat(new Invariants(kafka, home.store()).violations()).isEmpty();
  }

  private UnlearningJob onlyJob() {
    assertThat(view.jobs()).extracting(UnlearningJob::getJobId).containsOnly(firstJobId());
    return view.jobs().get(0);
  }

  private String firstJobId() {
    return view.jobs().get(0).getJobId();
  }

  private ModelCandidate onlyCandidate() {
    assertThat(view.candidates()).hasSize(1);
    return view.candidates().get(0);
  }

  private List<ModelEvent> promotions() {
    return view.events().stream()
        .filter(event -> event.getType() == ModelEventType.PROMOTED)
        .toList();
  }

  private void awaitTraining(int times) {
    awaitLog(WORKER, "Parent and data loaded", times);
  }

  /** Waits until a service has printed this so often; a container's log outlives its process. */
  private void awaitLog(String service, String text, int times) {
    await().atMost(PATIENCE).until(() -> cluster.log(service).split(text, -1).length - 1 >= times);
  }

  private void awaitView(BooleanSupplier condition) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              view.catchUp();
              return condition.getAsBoolean();
            });
  }

  /** Puts bytes on a topic that are no record. */
  private void poison(Topic<?> topic, String key) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            kafka.producer("poison"), new StringSerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  topic.name(), key, ("no record of " + key).getBytes(StandardCharsets.UTF_8)))
          .get();
    }
  }
}

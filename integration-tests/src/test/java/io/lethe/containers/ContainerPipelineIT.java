// SPDX-License-Identifier: Apache-2.0
package io.lethe.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.cli.pipeline.PipelineHome;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.cli.pipeline.RemotePipeline;
import io.lethe.invariants.Invariants;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.pipeline.PythonPeer;
import io.lethe.pipeline.World;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The whole pipeline as containers, one after the other disturbed; every request ends once. */
@RequiresDocker
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class ContainerPipelineIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int SET = 10;

  private Path scratch;
  private Cluster cluster;
  private World world;
  private KafkaSettings kafka;
  private PipelineHome home;
  private PipelineView view;
  private int asked;

  @BeforeAll
  void startEverything(@TempDir Path directory) throws Exception {
    scratch = directory;
    cluster = new Cluster(scratch).start();
    cluster.services();
    RemotePipeline pipeline = cluster.remote();
    kafka = pipeline.awaitTopics(Party.REGISTRAR);
    home = pipeline.home();
    world = new World(scratch);
    world.introduce(home, kafka, World.lenient(50, World.strategy("retrain", 20)));
    view = new PipelineView(kafka);
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
  void shouldPromoteWhatItForgot() {
    World.await(view, ask(), RequestState.PROMOTED);
  }

  @Test
  @Order(2)
  void shouldEndInOnePromotionAfterItsWorkerWasKilledWhileItTrained() {
    List<String> requests = ask();
    awaitUnlearning(requests);
    cluster.kill("unlearn-worker");
    cluster.startAgain("unlearn-worker");
    World.await(view, requests, RequestState.PROMOTED);
  }

  @Test
  @Order(3)
  void shouldGoOnAfterItsIntakeWasKilledWithRequestsOnTheirWay() {
    List<String> requests = new ArrayList<>(World.erase(kafka, next(5)));
    cluster.kill("deletion-ingest");
    requests.addAll(World.erase(kafka, next(5)));
    cluster.startAgain("deletion-ingest");
    World.await(view, requests, RequestState.PROMOTED);
  }

  @Test
  @Order(4)
  void shouldGoOnAfterVerifierAndRegistryWereKilledWhileACandidateWasMade() {
    List<String> requests = ask();
    awaitUnlearning(requests);
    cluster.kill("verifier");
    cluster.kill("model-registry");
    cluster.startAgain("model-registry");
    cluster.startAgain("verifier");
    World.await(view, requests, RequestState.PROMOTED);
  }

  @Test
  @Order(5)
  void shouldGoOnAfterTheBrokerWasRestartedInTheMiddle() {
    List<String> requests = ask();
    awaitUnlearning(requests);
    cluster.stop("kafka");
    cluster.startAgain("kafka");
    World.await(view, requests, RequestState.PROMOTED);
  }

  @Test
  @Order(6)
  void shouldGoOnWithTheSchemaRegistryAwayWhichKnowsOldSchemasWhenItIsBack() {
    List<String> requests = ask();
    awaitUnlearning(requests);
    cluster.stop("schema-registry");
    World.await(view, requests, RequestState.PROMOTED);
    cluster.startAgain("schema-registry");
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(statusOfTheFirstSchema()).isEqualTo(200));
  }

  @Test
  @Order(7)
  void shouldParkWhatTheWorkersFullDiskPreventedAndPromoteItWhenThereIsRoomAgain()
      throws Exception {
    cluster.remove("unlearn-worker");
    cluster.serviceOnASmallDisk("unlearn-worker", 256);
    cluster.fillDisk("unlearn-worker");
    List<String> requests = ask();
    World.await(view, requests, RequestState.PARKED);
    DeletionStatus parked = view.statuses().get(requests.get(0));
    assertThat(parked.getReason()).contains("No space left on device");

    cluster.makeRoom("unlearn-worker");
    cluster
        .api("model-registry")
        .post(
            "/v1/models/" + World.MODEL + "/commands",
            "{\"type\": \"RETRY_PARKED\", \"forgetSetDigest\": \"%s\"}"
                .formatted(parked.getForgetSetDigest()));
    World.await(view, requests, RequestState.PROMOTED);
  }

  @Test
  @Order(8)
  void shouldLoseNoRequestToAnIntakeWhoseDiskIsFull() {
    cluster.remove("deletion-ingest");
    cluster.serviceOnATooSmallDisk("deletion-ingest", 1);
    List<String> requests = ask();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(cluster.exitCode("deletion-ingest")).contains(74L));
    assertThat(cluster.log("deletion-ingest")).contains("No space left on device");

    cluster.remove("deletion-ingest");
    cluster.service("deletion-ingest");
    World.await(view, requests, RequestState.PROMOTED);
  }

  /** Confluent's client, in Python, with its own serdes against the same registry. */
  @Test
  @Order(9)
  void shouldUnderstandAnotherClientOneSchemaVersionAheadAndOneBehind() throws Exception {
    PythonPeer.require();
    KafkaPeer peer = new KafkaPeer(kafka, scratch);
    List<String> people = next(SET);
    List<String> requests = new ArrayList<>();
    requests.addAll(peer.erase(people.subList(0, SET / 2), KafkaPeer.ahead()));
    requests.addAll(peer.erase(people.subList(SET / 2, SET), KafkaPeer.behind()));

    World.await(view, requests, RequestState.PROMOTED);

    view.catchUp();
    peer.requireSame(Topics.UNLEARNING_JOBS, view.jobs());
    peer.requireSame(Topics.MODEL_CANDIDATES, view.candidates());
    peer.requireSame(Topics.VERIFICATION_REPORTS, view.reports());
    peer.requireSame(Topics.MODEL_EVENTS, view.events());
  }

  @Test
  @Order(10)
  void shouldHaveKeptInvariantsI1ToI5ThroughAllOfThis() {
    view.catchUp();
    assertThat(
            view.events().stream().map(ModelEvent::getType).filter(ModelEventType.PROMOTED::equals))
        .hasSize(asked / SET);
    assertThat(new Invariants(kafka, home.store()).violations()).isEmpty();
  }

  /** Asked past this process's client, which has the schemas in memory. */
  private int statusOfTheFirstSchema() throws Exception {
    URI first = URI.create(kafka.schemaRegistryUrl() + "/schemas/ids/1");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(first).build(), BodyHandlers.discarding())
        .statusCode();
  }

  private List<String> ask() {
    return World.erase(kafka, next(SET));
  }

  private List<String> next(int people) {
    asked += people;
    return world.people(asked - people, asked);
  }

  private void awaitUnlearning(List<String> requests) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              view.catchUp();
              return requests.stream()
                  .allMatch(
                      key ->
                          view.statuses().containsKey(key)
                              && view.statuses().get(key).getState() == RequestState.UNLEARNING);
            });
  }
}

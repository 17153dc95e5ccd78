package io.lethe.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.cli.pipeline.PipelineHome;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.cli.pipeline.RemotePipeline;
import io.lethe.cli.registration.RegisteredDataset;
import io.lethe.invariants.Invariants;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.pipeline.World;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.RequestState;
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

  private Cluster cluster;
  private World world;
  private KafkaSettings kafka;
  private PipelineHome home;
  private PipelineView view;
  private int asked;

  @BeforeAll
  void startEverything(@TempDir Path scratch) throws Exception {
    cluster = new Cluster(scratch).start();
    cluster.services();
    RemotePipeline pipeline = cluster.remote();
    kafka = pipeline.awaitTopics();
    home = pipeline.home();
    world = new World(scratch);
    RegisteredDataset dataset = world.store(home);
    world.publish(home, kafka, dataset);
    world.register(
        home,
        kafka,
        dataset,
        world.train("small-cnn", 1),
        World.lenient(50, World.strategy("finetune", 20)));
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
  void shouldGoOnWithTheSchemaRegistryAwayAndReadOldRecordsWhenItIsBack() {
    List<String> requests = ask();
    awaitUnlearning(requests);
    cluster.stop("schema-registry");
    World.await(view, requests, RequestState.PROMOTED);
    cluster.startAgain("schema-registry");
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              try (PipelineView fresh = new PipelineView(kafka)) {
                fresh.catchUp();
                assertThat(fresh.jobs()).hasSize(view.jobs().size());
              }
            });
  }

  @Test
  @Order(7)
  void shouldHaveKeptInvariantsI1ToI5ThroughAllOfThis() {
    view.catchUp();
    assertThat(
            view.events().stream().map(ModelEvent::getType).filter(ModelEventType.PROMOTED::equals))
        .hasSize(asked / SET);
    assertThat(new Invariants(kafka, home.store()).violations()).isEmpty();
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

// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.cli.pipeline.PipelineDirectory;
import io.lethe.cli.pipeline.PipelineHome;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.policy.Sealing;
import io.lethe.invariants.Invariants;
import io.lethe.kit.hostile.CallMutator;
import io.lethe.kit.hostile.GoodCall;
import io.lethe.kit.hostile.HostileRun;
import io.lethe.kit.hostile.Mutator;
import io.lethe.kit.hostile.RawCall;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.DeletionAmendment;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What nobody honest would send, to the whole of {@code lethe up} as it runs, over Kafka and HTTP:
 * the services live on, each request is accounted for, the next good one is promoted, and after a
 * start on what lies there the next again. Of each topic and route alone many more are tried
 * ({@link HostileRun}).
 */
class HostileIT {
  private static final int SHARE = 4;
  private static final int BETWEEN_LOOKS = 100;
  private static final int HONEST = 5;
  private static final String DELETION = "/v1/deletions/{tenant}/{requestId}";

  @TempDir Path directory;
  private final Mutator mutator = new Mutator(HostileRun.seed());
  private final CallMutator calls = new CallMutator(HostileRun.seed());
  private World world;
  private PipelineDirectory home;
  private UpProcess up;
  private int honest;

  @BeforeEach
  void makeAWorld() throws IOException {
    world = new World(directory);
    home = PipelineDirectory.of(world.pipelineDirectory());
  }

  @Test
  void shouldLiveOnAccountForEachAndPromoteTheNext() throws Exception {
    try (UpProcess started = new UpProcess(home.root(), directory)) {
      up = started;
      up.start();
      up.awaitReady();
      PipelineHome opened = home.home();
      world.introduce(opened, up.kafka(), policy());
      sendRecords();
      sendCalls();
      beHonest();
      up.killAfter(Duration.ZERO);
      up.start();
      up.awaitReady();
      beHonest();
      requireLife();
      assertThat(new Invariants(up.kafka(), opened.store()).violations()).isEmpty();
    }
  }

  /** A set waits for nobody: how many of the hostile ask for somebody is not known before. */
  private static ModelPolicy policy() {
    int samples = HONEST * SmallBundle.SAMPLES_PER_SUBJECT;
    ModelPolicy lenient = World.lenient(samples, World.strategy("finetune", 1));
    Sealing usual = lenient.sealing();
    return new ModelPolicy(
        new Sealing(
            samples,
            Duration.ofSeconds(2),
            usual.minSamples(),
            usual.attemptTime(),
            usual.jobLease(),
            usual.maxPublications(),
            usual.dissolveInconclusive()),
        lenient.ladder(),
        lenient.gate(),
        lenient.limits());
  }

  private void beHonest() throws Exception {
    List<String> asked = World.erase(up.kafka(), world.people(honest, honest + HONEST));
    honest += HONEST;
    try (PipelineView view = new PipelineView(up.kafka())) {
      World.await(view, asked, RequestState.PROMOTED);
    }
  }

  // ---- over Kafka

  private void sendRecords() throws Exception {
    HostileRun run = new HostileRun("lethe up's topics", SHARE);
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            up.kafka().producer("hostile"), new ByteArraySerializer(), new ByteArraySerializer())) {
      int[] taken = {0};
      run.all(
          number -> {
            taken[0] += sendRecord(run, producer) ? 1 : 0;
            if (number % BETWEEN_LOOKS == 0) {
              requireLife();
            }
          });
      awaitAccounts(taken[0]);
    }
  }

  /** Whether the broker took what the intake must account for. */
  private boolean sendRecord(HostileRun run, Producer<byte[], byte[]> producer) throws Exception {
    return switch (mutator.below(10)) {
      case 0, 1, 2, 3, 4 ->
          send(
              run,
              producer,
              Topics.DELETION_REQUESTS,
              mutator.bent(
                  World.request(UUID.randomUUID().toString(), world.people(0, 40).get(honest()))));
      case 5, 6, 7 -> send(run, producer, Topics.DELETION_AMENDMENTS, mutator.bent(amendment()));
      default -> {
        send(run, producer, Topics.MODEL_COMMANDS, mutator.bent(command()));
        yield false;
      }
    };
  }

  private int honest() {
    return 2 * HONEST + mutator.below(30);
  }

  private <V extends SpecificRecord> boolean send(
      HostileRun run, Producer<byte[], byte[]> producer, Topic<V> topic, V value)
      throws InterruptedException {
    byte[] good;
    try (var serde = topic.valueSerde(up.kafka().serdeConfig())) {
      good = serde.serializer().serialize(topic.name(), value);
    }
    byte[] bytes = mutator.below(4) > 0 ? good : mutator.spoilt(good);
    byte[] key = mutator.below(20) == 0 ? null : mutator.text("key").getBytes(UTF_8);
    try {
      producer
          .send(new ProducerRecord<>(topic.name(), null, null, key, bytes, mutator.headers()))
          .get();
      run.count(topic.name(), "taken by the broker");
      return true;
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(RecordTooLargeException.class);
      run.count(topic.name(), "too long");
      return false;
    }
  }

  private DeletionAmendment amendment() {
    return DeletionAmendment.newBuilder()
        .setAmendmentId(UUID.randomUUID().toString())
        .setTenant(World.TENANT)
        .setRequestId(UUID.randomUUID().toString())
        .setKind(mutator.oneOf(List.of(AmendmentKind.values())))
        .setReason("a court said so")
        .setDecidedBy("dpo")
        .setDecidedAt(Instant.now())
        .build();
  }

  /** About a model that is not there: what it may do with one that is, RegistryDriver plays. */
  private ModelCommand command() {
    return ModelCommand.newBuilder()
        .setCommandId(UUID.randomUUID().toString())
        .setModel("voices")
        .setType(mutator.oneOf(List.of(CommandType.values())))
        .setIssuedAt(Instant.now())
        .setPolicy(policy().toCanonicalJson())
        .setTargetVersion(1L)
        .setAlias("stable")
        .setForgetSetDigest("0".repeat(64))
        .setReason("as it is")
        .build();
  }

  /**
   * Each request and each amendment is counted as accepted, repeated, amended or refused; an
   * amendment of a request that concerns several models may be counted for each.
   */
  private void awaitAccounts(int sent) throws IOException {
    await("accounts of " + sent + " records")
        .atMost(World.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        counted("lethe_ingest_requests_total")
                            + counted("lethe_ingest_rejected_requests_total")
                            + counted("lethe_ingest_amendments_total"))
                    .isGreaterThanOrEqualTo(sent));
    assertThat(counted("lethe_service_set_aside_records_total")).isZero();
  }

  private double counted(String metric) throws IOException {
    String metrics = get("intake", "/metrics").body();
    assertThat(metrics).contains("# TYPE " + metric);
    return metrics
        .lines()
        .filter(line -> line.startsWith(metric))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  // ---- over HTTP

  private void sendCalls() throws Exception {
    HostileRun run = new HostileRun("lethe up over HTTP", SHARE);
    String waiting = World.erase(up.kafka(), world.people(0, 1)).get(0).split("/", -1)[1];
    List<GoodCall> intake = intakeCalls(waiting);
    run.all(
        number -> {
          boolean toIntake = mutator.below(3) > 0;
          GoodCall good = toIntake ? mutator.oneOf(intake) : registryCall();
          RawCall.Answer answer =
              calls.bent(good).call().send(up.port(toIntake ? "intake" : "registry"));
          assertThat(answer.status()).as("%s: %s", good, answer.body()).isBetween(200, 499);
          run.count(good.route(), Integer.toString(answer.status()));
          if (number % BETWEEN_LOOKS == 0) {
            requireLife();
          }
        });
  }

  private List<GoodCall> intakeCalls(String waiting) {
    List<String> json = List.of("Content-Type: application/json");
    String request =
        "{\"tenant\": \"%s\", \"subjectId\": \"%s\", \"requestId\": \"%s\", \"model\": \"%s\"}"
            .formatted(World.TENANT, world.people(39, 40).get(0), UUID.randomUUID(), World.MODEL);
    Map<String, String> named = Map.of("tenant", World.TENANT, "requestId", waiting);
    String extension = "{\"deadline\": \"2099-01-01T00:00:00Z\", \"reason\": \"many of them\"}";
    return List.of(
        new GoodCall(202, "POST", "/v1/deletions", Map.of(), json, request),
        new GoodCall(
            200,
            "POST",
            "/v1/deletions:batch",
            Map.of(),
            List.of("Content-Type: application/x-ndjson"),
            request),
        new GoodCall(202, "POST", DELETION + "/extension", named, json, extension),
        new GoodCall(200, "GET", DELETION, named, List.of(), ""));
  }

  private static GoodCall registryCall() {
    return new GoodCall(
        202,
        "POST",
        "/v1/models/{model}/commands",
        Map.of("model", "voices"),
        List.of("Content-Type: application/json"),
        "{\"type\": \"SET_ALIAS\", \"targetVersion\": 1, \"alias\": \"stable\"}");
  }

  private void requireLife() throws IOException {
    for (String service : UpProcess.SERVICES) {
      for (String path : List.of("/health/live", "/health/ready")) {
        RawCall.Answer answer = get(service, path);
        assertThat(answer.status()).as("%s of %s: %s", path, service, answer).isEqualTo(200);
      }
    }
  }

  private RawCall.Answer get(String service, String path) throws IOException {
    return new RawCall("GET", path, List.of(), new byte[0]).send(up.port(service));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.cli.pipeline.LocalPipeline;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.cli.pipeline.ServicePorts;
import io.lethe.cli.pipeline.TopicWriter;
import io.lethe.cli.registration.StandingOrders;
import io.lethe.pipeline.World;
import io.lethe.schemas.CommandType;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.StandingOrder;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The topics that a pipeline, watched by {@link TopicUse}, has opened. */
public final class OpenedTopics {
  private static final Set<Party> RUNNING_HERE =
      EnumSet.complementOf(
          EnumSet.of(Party.UPSTREAM_APP, Party.DEMO, Party.AUDITOR, Party.DEPLOYMENT));

  private final LocalPipeline pipeline;

  /** A pipeline that has worked on a set. */
  public OpenedTopics(LocalPipeline pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * A request over HTTP, a record that is no request, a command over HTTP and one under another key
   * than its model, a standing order and its end, and another and its withdrawal.
   *
   * @param forgotten somebody who is forgotten already
   * @param version the champion's, which gets an alias
   */
  public void useWhatNoSetNeeds(String forgotten, long version) throws Exception {
    ServicePorts ports = pipeline.ports().orElseThrow();
    post(
        ports.intake(),
        "/v1/deletions",
        "{\"requestId\":\"%s\",\"tenant\":\"%s\",\"subjectId\":\"%s\",\"model\":\"%s\"}"
            .formatted(UUID.randomUUID(), World.TENANT, forgotten, World.MODEL));
    post(
        ports.registry(),
        "/v1/models/" + World.MODEL + "/commands",
        "{\"commandId\":\"%s\",\"type\":\"SET_ALIAS\",\"alias\":\"stable\",\"targetVersion\":%d}"
            .formatted(UUID.randomUUID(), version));
    try (KafkaProducer<String, byte[]> app =
        new KafkaProducer<>(
            pipeline.kafka().producer("shop"), new StringSerializer(), new ByteArraySerializer())) {
      app.send(new ProducerRecord<>(Topics.DELETION_REQUESTS.name(), "nobody", null)).get();
    }
    endStandingOrder(ports.intake(), forgotten);
    withdraw(ports.intake(), forgotten);
    commandUnderAnotherKey();
  }

  private void endStandingOrder(int intake, String forgotten) throws Exception {
    String request = UUID.randomUUID().toString();
    post(
        intake,
        "/v1/deletions",
        "{\"requestId\":\"%s\",\"tenant\":\"%s\",\"subjectId\":\"%s\"}"
            .formatted(request, World.TENANT, forgotten));
    StandingOrder order =
        await()
            .atMost(World.PATIENCE)
            .until(
                () -> StandingOrders.read(pipeline.kafka()).find(World.TENANT, request),
                Optional::isPresent)
            .orElseThrow();
    StandingOrders.end(pipeline.kafka(), order, "operator", "came back", Instant.now());
    assertThat(StandingOrders.read(pipeline.kafka()).find(World.TENANT, request)).isEmpty();
  }

  private void withdraw(int intake, String forgotten) throws Exception {
    String request = UUID.randomUUID().toString();
    post(
        intake,
        "/v1/deletions",
        "{\"requestId\":\"%s\",\"tenant\":\"%s\",\"subjectId\":\"%s\"}"
            .formatted(request, World.TENANT, forgotten));
    await()
        .atMost(World.PATIENCE)
        .until(
            () -> StandingOrders.read(pipeline.kafka()).find(World.TENANT, request),
            Optional::isPresent);
    await()
        .atMost(World.PATIENCE)
        .untilAsserted(
            () ->
                post(
                    intake,
                    "/v1/deletions/" + World.TENANT + "/" + request + "/withdrawal",
                    "{\"reason\":\"came back\",\"decidedBy\":\"operator\"}"));
    await()
        .atMost(World.PATIENCE)
        .until(
            () -> StandingOrders.read(pipeline.kafka()).find(World.TENANT, request),
            Optional::isEmpty);
  }

  private void commandUnderAnotherKey() {
    try (TopicWriter<ModelCommand> commands =
        new TopicWriter<>(pipeline.kafka(), Topics.MODEL_COMMANDS, Party.REGISTRAR.label())) {
      commands.write(
          "nobody",
          ModelCommand.newBuilder()
              .setCommandId(UUID.randomUUID().toString())
              .setModel(World.MODEL)
              .setType(CommandType.REMOVE_ALIAS)
              .setAlias("stable")
              .setIssuedAt(Instant.now())
              .build());
    }
    try (PipelineView registrar = new PipelineView(pipeline.kafka(), Party.REGISTRAR)) {
      registrar.await("what the registry refuses", World.PATIENCE, PipelineView::rejected);
    }
  }

  /** Those that run here must do exactly what the catalogue says, the others may do less. */
  public static void requireAsCatalogued() {
    Map<String, Set<Party>> writers = TopicUse.writers();
    Map<String, Set<Party>> readers = TopicUse.readers();
    for (Topic<?> topic : Topics.all()) {
      String name = topic.name();
      compare("writers of " + name, writers.get(name), topic.access().writers());
      compare("readers of " + name, readers.get(name), topic.access().readers());
    }
  }

  private static void compare(String what, Set<Party> seen, Set<Party> said) {
    assertThat(said).as(what).containsAll(seen);
    assertThat(seen).as(what).containsAll(said.stream().filter(RUNNING_HERE::contains).toList());
  }

  private static void post(int port, String path, String body) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }
}

// SPDX-License-Identifier: Apache-2.0
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Asks over Kafka to forget people, and asks the intake over HTTP where each request stands until
 * it ends. LETHE_TENANT is whose requests these are, by default `default`. Where Lethe asks who
 * comes, LETHE_TOKEN_FILE names a file with a requester's token.
 */
public class SendDeletion {
  private static final String TENANT =
      Optional.ofNullable(System.getenv("LETHE_TENANT")).orElse("default");
  // The tenant is that of the topic: a record that names another is refused.
  private static final Topic<DeletionRequest> REQUESTS = Topics.DELETION_REQUESTS.of(TENANT);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Pattern FIRST_STATE = Pattern.compile("\"state\" *: *\"(\\w+)\"");

  private final Map<String, Object> kafka;
  private final String intake;
  private final Map<String, String> subjectByRequest = new LinkedHashMap<>();

  private SendDeletion(String bootstrapServers, String schemaRegistry, String intake) {
    this.kafka =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "schema.registry.url",
            schemaRegistry,
            "acks",
            "all",
            "max.block.ms",
            10_000);
    this.intake = intake;
  }

  public static void main(String... arguments) {
    if (arguments.length < 4) {
      fail(
          "Usage: java -cp JARS SendDeletion.java HOST:PORT http://SCHEMAS:PORT"
              + " http://INTAKE:PORT SUBJECT...",
          2);
    }
    SendDeletion app = new SendDeletion(arguments[0], arguments[1], arguments[2]);
    try {
      app.send(List.of(arguments).subList(3, arguments.length));
      app.follow();
    } catch (Exception e) {
      fail(e.getMessage(), 1);
    }
  }

  private void send(List<String> subjects) throws ExecutionException, InterruptedException {
    try (var serde = REQUESTS.valueSerde(kafka);
        var producer = new KafkaProducer<>(kafka, new StringSerializer(), serde.serializer())) {
      for (String subject : subjects) {
        // An id of our own: what is sent again with it is the same request.
        String id = UUID.randomUUID().toString();
        DeletionRequest request =
            DeletionRequest.newBuilder()
                .setRequestId(id)
                .setTenant(TENANT)
                .setSubjectId(subject)
                .setRequestedAt(Instant.now())
                .build();
        producer.send(new ProducerRecord<>(REQUESTS.name(), subject, request)).get();
        subjectByRequest.put(id, subject);
      }
    }
  }

  private void follow() throws IOException, InterruptedException {
    Map<String, String> seen = new HashMap<>();
    Instant limit = Instant.now().plus(PATIENCE);
    while (!subjectByRequest.isEmpty()) {
      if (Instant.now().isAfter(limit)) {
        throw new IOException("Still under way: " + subjectByRequest.keySet());
      }
      for (String request : List.copyOf(subjectByRequest.keySet())) {
        String answer = ask(request);
        // The whole request's: those of its models come after it.
        Matcher state = FIRST_STATE.matcher(answer);
        if (state.find() && !state.group(1).equals(seen.put(request, state.group(1)))) {
          see(request, state.group(1), answer);
        }
      }
      Thread.sleep(500);
    }
  }

  private String ask(String request) throws IOException, InterruptedException {
    URI url = URI.create(intake + "/v1/deletions/" + TENANT + "/" + request);
    HttpRequest.Builder asked = HttpRequest.newBuilder(url);
    String file = System.getenv("LETHE_TOKEN_FILE");
    if (file != null) {
      asked.header("authorization", "Bearer " + Files.readString(Path.of(file)).strip());
    }
    HttpResponse<String> answer = CLIENT.send(asked.build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200 && answer.statusCode() != 404) { // 404: not read yet
      throw new IOException("Not told (" + answer.statusCode() + "): " + answer.body());
    }
    return answer.body();
  }

  private void see(String request, String state, String answer) throws IOException {
    String subject = subjectByRequest.get(request);
    switch (state) {
      case "PROMOTED", "COMPLETED", "NOTHING_TO_ERASE", "NO_TRAIN_SAMPLE", "completed" -> {
        System.out.println(subject + ": " + state);
        subjectByRequest.remove(request);
      }
      case "PARKED", "REFUSED", "REJECTED", "WITHDRAWN", "cancelled" ->
          throw new IOException(state + ": " + answer);
      default -> System.out.println("... " + subject + ": " + state);
    }
  }

  private static void fail(String why, int code) {
    System.err.println(why);
    System.exit(code);
  }
}

// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a running Lethe to forget people, and follows each request until it ends. Where Lethe asks
 * who comes, LETHE_TOKEN_FILE names a file with a requester's token.
 */
public class RequestDeletion {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Pattern FIRST_STATE = Pattern.compile("\"state\":\"(\\w+)\"");

  public static void main(String... arguments) throws InterruptedException {
    if (arguments.length < 2) {
      System.err.println("Usage: java RequestDeletion.java http://HOST:PORT SUBJECT...");
      System.exit(2);
    }
    try {
      Map<String, String> requests = new LinkedHashMap<>();
      for (int i = 1; i < arguments.length; i++) {
        // An id of our own: what is sent again with it is the same request.
        String id = UUID.randomUUID().toString();
        requests.put(send(arguments[0], id, arguments[i]), arguments[i]);
      }
      for (Map.Entry<String, String> request : requests.entrySet()) {
        System.out.println(request.getValue() + ": " + end(arguments[0] + request.getKey()));
      }
    } catch (ConnectException e) {
      fail("Nobody answers at " + arguments[0] + "; start Lethe with: lethe up");
    } catch (IOException | IllegalArgumentException e) {
      fail(e.getMessage());
    }
  }

  /** Sends one request; tells where to ask where it stands. */
  private static String send(String server, String id, String subject)
      throws IOException, InterruptedException {
    String quoted = subject.replace("\\", "\\\\").replace("\"", "\\\"");
    String body = "{\"requestId\": \"%s\", \"subjectId\": \"%s\"}".formatted(id, quoted);
    HttpRequest request =
        request(server + "/v1/deletions")
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 202) {
      throw new IOException("Not taken (" + answer.statusCode() + "): " + answer.body());
    }
    return answer.headers().firstValue("location").orElseThrow();
  }

  private static HttpRequest.Builder request(String url) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    String file = System.getenv("LETHE_TOKEN_FILE");
    return file == null
        ? request
        : request.header("authorization", "Bearer " + Files.readString(Path.of(file)).strip());
  }

  /** The state in which a request ends; prints the states on its way. */
  private static String end(String url) throws IOException, InterruptedException {
    String last = "not read yet";
    for (Instant limit = Instant.now().plus(PATIENCE); Instant.now().isBefore(limit); ) {
      HttpResponse<String> told = CLIENT.send(request(url).build(), BodyHandlers.ofString());
      if (told.statusCode() != 200 && told.statusCode() != 404) { // 404: not read yet
        throw new IOException("Not told (" + told.statusCode() + "): " + told.body());
      }
      String answer = told.body();
      // The whole request's: those of its models come after it.
      Matcher state = FIRST_STATE.matcher(answer);
      if (state.find() && !state.group(1).equals(last)) {
        last = state.group(1);
        switch (last) {
          // The last is what a requester's token shows.
          case "PROMOTED", "COMPLETED", "NOTHING_TO_ERASE", "NO_TRAIN_SAMPLE", "completed" -> {
            return last;
          }
          case "PARKED", "REFUSED", "REJECTED", "WITHDRAWN", "cancelled" ->
              throw new IOException(last + ": " + answer);
          default -> System.out.println("... " + last);
        }
      }
      Thread.sleep(500);
    }
    throw new IOException("Still " + last + "; ask again later: " + url);
  }

  private static void fail(String why) {
    System.err.println(why);
    System.exit(1);
  }
}

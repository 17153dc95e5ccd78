// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a running Lethe to forget people, and follows each request until it ends. */
public class RequestDeletion {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Pattern FIRST_STATE = Pattern.compile("\"state\":\"(\\w+)\"");

  public static void main(String... arguments) throws InterruptedException {
    if (arguments.length < 2) {
      System.err.println("Usage: java RequestDeletion.java http://HOST:PORT SUBJECT...");
      System.exit(2);
    }
    String deletions = arguments[0] + "/v1/deletions";
    try {
      Map<String, String> requests = new LinkedHashMap<>();
      for (int i = 1; i < arguments.length; i++) {
        // An id of our own: what is sent again with it is the same request.
        String id = UUID.randomUUID().toString();
        send(deletions, id, arguments[i]);
        requests.put(id, arguments[i]);
      }
      for (Map.Entry<String, String> request : requests.entrySet()) {
        System.out.println(
            request.getValue() + ": " + end(deletions + "/default/" + request.getKey()));
      }
    } catch (ConnectException e) {
      fail("Nobody answers at " + arguments[0] + "; start Lethe with: lethe up");
    } catch (IOException | IllegalArgumentException e) {
      fail(e.getMessage());
    }
  }

  private static void send(String url, String id, String subject)
      throws IOException, InterruptedException {
    String quoted = subject.replace("\\", "\\\\").replace("\"", "\\\"");
    String body = "{\"requestId\": \"%s\", \"subjectId\": \"%s\"}".formatted(id, quoted);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 202) {
      throw new IOException("Not taken (" + answer.statusCode() + "): " + answer.body());
    }
  }

  /** The state in which a request ends; prints the states on its way. */
  private static String end(String url) throws IOException, InterruptedException {
    String last = "not read yet";
    for (Instant limit = Instant.now().plus(PATIENCE); Instant.now().isBefore(limit); ) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
      String answer = CLIENT.send(request, BodyHandlers.ofString()).body();
      // The whole request's: those of its models come after it.
      Matcher state = FIRST_STATE.matcher(answer);
      if (state.find() && !state.group(1).equals(last)) {
        last = state.group(1);
        switch (last) {
          case "PROMOTED", "COMPLETED", "NOTHING_TO_ERASE", "NO_TRAIN_SAMPLE" -> {
            return last;
          }
          case "PARKED", "REFUSED", "REJECTED" -> throw new IOException(last + ": " + answer);
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

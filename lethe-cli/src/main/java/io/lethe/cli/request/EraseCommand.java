// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.cli.console.CommandFailedException;
import io.lethe.cli.console.Console;
import io.lethe.cli.option.CaFileOption;
import io.lethe.cli.option.TokenOption;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe erase}. */
@Command(
    name = "erase",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Asks a running pipeline to make its models forget a person.",
      "Done when the request is accepted; with --wait, when the forgetting is promoted."
    })
public final class EraseCommand implements Callable<Integer> {
  private static final Set<String> DONE =
      Set.of("PROMOTED", "COMPLETED", "NOTHING_TO_ERASE", "NO_TRAIN_SAMPLE", "completed");

  /** An intake takes up what it accepted within seconds. */
  private static final Duration UNKNOWN_PATIENCE = Duration.ofSeconds(60);

  private static final Set<String> LOST =
      Set.of("PARKED", "REFUSED", "REJECTED", "WITHDRAWN", "cancelled");

  @Spec private CommandSpec spec;

  @Option(
      names = "--subject",
      paramLabel = "ID",
      required = true,
      arity = "0..1",
      interactive = true,
      echo = true,
      prompt = "Subject id: ",
      description = "Whom to forget, as samples.csv names them; without ID you are asked for it.")
  private String subject;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "Which model must forget (default: every model whose dataset knows them).")
  private @Nullable String model;

  @Option(
      names = "--tenant",
      paramLabel = "T",
      description = "On whose behalf (default: your token's tenant, else default).")
  private @Nullable String tenant;

  @Option(names = "--wait", description = "Wait until it is forgotten, verified and promoted.")
  private boolean wait;

  @Option(
      names = "--timeout",
      defaultValue = "PT24H",
      description = "How long --wait waits, ISO-8601 (default: ${DEFAULT-VALUE}).")
  private Duration timeout;

  @Option(
      names = "--url",
      defaultValue = "http://localhost:8081",
      description = "The intake of the pipeline (default: ${DEFAULT-VALUE}).")
  private String url;

  @Mixin private TokenOption token;
  @Mixin private CaFileOption issuers;

  @Override
  public Integer call() throws InterruptedException {
    Console console = Console.on(spec.commandLine().getOut());
    Http http = new Http(url, token.token(), issuers);
    // The id is ours, so that sending it again would change nothing.
    String requestId = UUID.randomUUID().toString();
    Http.Answer answer = http.post("/v1/deletions", body(requestId));
    if (!answer.ok()) {
      throw new CommandFailedException("the request was not accepted: " + answer.problems());
    }
    console.line("request " + requestId + " accepted");
    if (!wait) {
      console.line("follow it with: " + follow(answer.body().path("tenant").asText(), requestId));
      return 0;
    }
    return awaitEnd(
        console,
        new StatusWatch(http, answer.body().path("tenant").asText(), requestId),
        requestId);
  }

  private int awaitEnd(Console console, StatusWatch watch, String requestId)
      throws InterruptedException {
    String shown = "";
    long begun = System.nanoTime();
    long end = begun + timeout.toNanos();
    while (System.nanoTime() < end) {
      JsonNode status = watch.next();
      String state = status.path("state").asText("");
      if (state.isEmpty() && System.nanoTime() - begun > UNKNOWN_PATIENCE.toNanos()) {
        throw new CommandFailedException(
            "the intake has not taken up request "
                + requestId
                + " after "
                + UNKNOWN_PATIENCE.toSeconds()
                + " s; whether it is at work, its /health/ready says");
      }
      if (!state.equals(shown)) {
        console.line(state + StatusWatch.detail(status));
        shown = state;
      }
      if (DONE.contains(state)) {
        return 0;
      }
      if (LOST.contains(state)) {
        throw new CommandFailedException(
            "the request ended " + state + ": " + StatusWatch.reason(status));
      }
    }
    throw new CommandFailedException(
        "the request is still "
            + shown
            + " after "
            + timeout
            + "; it goes on, follow it with: "
            + follow(watch.tenant(), requestId));
  }

  private static String follow(String ofTenant, String requestId) {
    return "lethe status "
        + requestId
        + (ofTenant.equals("default") ? "" : " --tenant " + ofTenant);
  }

  private JsonNode body(String requestId) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("requestId", requestId);
    body.put("subjectId", subject);
    if (tenant != null) {
      body.put("tenant", tenant);
    }
    if (model != null) {
      body.put("model", model);
    }
    return body;
  }
}

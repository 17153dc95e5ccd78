// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.cli.console.CommandFailedException;
import io.lethe.cli.console.Console;
import io.lethe.cli.console.TextTable;
import io.lethe.cli.files.JsonFile;
import io.lethe.cli.option.CaFileOption;
import io.lethe.cli.option.TokenOption;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Shows the models of a running pipeline, or where one deletion request stands.")
public final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "REQUEST",
      description = "Id of a deletion request; without it, the models are shown.")
  private @Nullable String request;

  @Option(
      names = "--tenant",
      defaultValue = "default",
      description = "Whose request it is (default: ${DEFAULT-VALUE}).")
  private String tenant;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://localhost:8081",
      description = "The intake of the pipeline (default: ${DEFAULT-VALUE}).")
  private String intakeUrl;

  @Option(
      names = "--registry-url",
      paramLabel = "URL",
      defaultValue = "http://localhost:8080",
      description = "The registry of the pipeline (default: ${DEFAULT-VALUE}).")
  private String registryUrl;

  @Mixin private TokenOption token;
  @Mixin private CaFileOption issuers;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the answer here too.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    Console console = Console.on(spec.commandLine().getOut());
    JsonNode body = request == null ? models(console) : request(console);
    if (json != null) {
      JsonFile.write(json, body);
    }
    return 0;
  }

  private JsonNode request(Console console) {
    Http.Answer answer =
        new Http(intakeUrl, token.token(), issuers).get("/v1/deletions/" + tenant + "/" + request);
    if (!answer.ok()) {
      throw new CommandFailedException("request " + request + ": " + answer.problems());
    }
    console.line(answer.body().path("state").asText() + StatusWatch.detail(answer.body()));
    if (answer.body().hasNonNull("traceId")) {
      console.line("  trace " + answer.body().path("traceId").asText());
    }
    for (JsonNode model : answer.body().path("models")) {
      console.line(
          "  model "
              + model.path("model").asText()
              + ": "
              + model.path("state").asText()
              + StatusWatch.detail(model)
              + (model.has("linkedTraceId")
                  ? ", trace of its set " + model.path("linkedTraceId").asText()
                  : ""));
    }
    return answer.body();
  }

  private JsonNode models(Console console) {
    Http.Answer answer = new Http(registryUrl, token.token(), issuers).get("/v1/models");
    if (!answer.ok()) {
      throw new CommandFailedException("the registry does not answer: " + answer.problems());
    }
    JsonNode models = answer.body().path("models");
    if (models.isEmpty()) {
      console.line("no model is registered; begin with: lethe model register --help");
      return answer.body();
    }
    TextTable table = new TextTable("model", "version", "epoch", "digest");
    for (JsonNode model : models) {
      table.row(
          model.path("model").asText(),
          model.path("championVersion").asText(),
          model.path("championEpoch").asText(),
          model.path("championDigest").asText());
    }
    table.lines().forEach(console::line);
    return answer.body();
  }
}

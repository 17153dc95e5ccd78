// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import io.lethe.cli.console.Console;
import io.lethe.kit.config.Configuration;
import io.lethe.kit.loop.Supervised;
import io.lethe.kit.service.LetheService;
import io.lethe.kit.service.ServiceRunner;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe up}. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the whole pipeline in one process until Ctrl-C: broker, intake, worker, verifier,"
          + " registry.",
      "Everything is kept in --data; start it again and it goes on where it was."
    })
public final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML with ports below lethe.up (kafka-port, registry-port, intake-port, ...).")
  private @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${sys:user.home}/.lethe",
      description = "Where everything is kept (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "--tokens",
      paramLabel = "FILE",
      description = {
        "Ask by HTTP for a token of this file, which lethe keys token made; as lethe.up.access.tokens"
            + " (default: nobody is asked)."
      })
  private @Nullable Path tokens;

  @Override
  public Integer call() {
    Console console = Console.on(spec.commandLine().getOut());
    UpConfig settings =
        Configuration.load(UpConfig.class, Optional.ofNullable(config), overrides());
    LocalPipeline pipeline = settings.pipeline(data).build();
    console.line("starting in " + pipeline.directory().root() + " ...");
    pipeline.start();
    Endpoints.of(pipeline).write(pipeline.directory());
    describe(console, pipeline, settings.tls().files().isPresent() ? "https" : "http");
    return new ServiceRunner().run(() -> new RunningPipeline(pipeline)).code();
  }

  private Map<String, String> overrides() {
    return tokens == null ? Map.of() : Map.of("lethe.up.access.tokens", tokens.toString());
  }

  private static void describe(Console console, LocalPipeline pipeline, String scheme) {
    String here = scheme + "://localhost:";
    String registry = here + pipeline.registryPort().orElseThrow();
    console.line("Lethe is up.");
    console.line("  registry  " + registry + "/v1/models");
    console.line("  intake    " + here + pipeline.intakePort() + "/v1/deletions");
    console.line("  Kafka     " + pipeline.kafka().bootstrapServers());
    console.line("  schemas   " + pipeline.schemasUrl().orElseThrow());
    console.line("  serving   " + pipeline.directory().serving());
    console.line("Next: lethe dataset register, lethe model register, lethe erase. Ctrl-C stops.");
  }

  /** A pipeline that was started before, as a service to be watched and stopped. */
  private record RunningPipeline(LocalPipeline pipeline) implements LetheService {
    @Override
    public String name() {
      return "lethe";
    }

    @Override
    public void start() {
      // Started before, so that what is wrong is told on one line.
    }

    @Override
    public boolean isReady() {
      return pipeline.services().stream().allMatch(LetheService::isReady);
    }

    @Override
    public boolean isHealthy() {
      return Supervised.areHealthy(pipeline.services());
    }

    @Override
    public Optional<Throwable> failure() {
      return Supervised.failureOf(pipeline.services());
    }

    @Override
    public void close() {
      pipeline.close();
    }
  }
}

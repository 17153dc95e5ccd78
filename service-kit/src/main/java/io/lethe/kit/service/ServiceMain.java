// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.service;

import static java.util.Objects.requireNonNull;

import io.lethe.kit.config.Configuration;
import io.lethe.kit.logging.ServiceLogging;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A service as a process of its own: environment and defaults without an argument, a YAML file as
 * the one argument.
 *
 * @param name the service's name
 * @param configuration its configuration's interface
 * @param factory makes it, not started
 * @param <C> its configuration
 */
public record ServiceMain<C>(
    String name, Class<C> configuration, Function<? super C, ? extends LetheService> factory) {

  public ServiceMain {
    requireNonNull(name, "name");
    requireNonNull(configuration, "configuration");
    requireNonNull(factory, "factory");
  }

  /** Runs the service and ends the process with a code of {@link ExitCode}. */
  public void exit(String... arguments) {
    System.exit(run(System.getenv(), arguments).code());
  }

  /** Runs the service to its end, with the log that the environment asks for. */
  public ExitCode run(Map<String, String> environment, String... arguments) {
    if (arguments.length > 1) {
      System.err.println("usage: " + name + " [CONFIG.yaml]");
      return ExitCode.USAGE;
    }
    return new ServiceRunner()
        .run(
            () -> {
              ServiceLogging.configure(name, environment);
              var file = Stream.of(arguments).findFirst().map(Path::of);
              return factory.apply(Configuration.load(configuration, file, Map.of()));
            });
  }
}

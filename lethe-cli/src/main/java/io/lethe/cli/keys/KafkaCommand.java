// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.keys;

import io.lethe.cli.console.Console;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe keys kafka}. */
@Command(
    name = "kafka",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes the certificates by which a Kafka broker and its users know each other, where one is"
          + " missing or will soon expire, and leaves the others as they are:",
      "NAME/keystore.pem and NAME/truststore.pem for each, ca/ for nobody else. What was running"
          + " takes a new one at its next start."
    })
final class KafkaCommand implements Callable<Integer> {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "USER",
      arity = "1..*",
      description = "Who comes to the broker, as lethe acl names them.")
  private List<String> users;

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "Their folder.")
  private Path out;

  @Option(
      names = "--broker-host",
      paramLabel = "HOST",
      required = true,
      split = ",",
      description = "Names and addresses under which the broker (its folder: broker) is reached.")
  private List<String> hosts;

  @Option(
      names = "--open",
      paramLabel = "NAME",
      split = ",",
      description =
          "Whose files other users of the machine may read: of what runs as another user, from a"
              + " volume of its own.")
  private @Nullable Set<String> open;

  @Override
  public Integer call() {
    Set<String> opened = open == null ? Set.of() : open;
    Stream.concat(users.stream(), opened.stream()).forEach(this::requireName);
    KafkaCertificates certificates = KafkaCertificates.in(out, Clock.systemUTC());
    Console console = Console.on(spec.commandLine().getOut());
    Stream<KafkaCertificates.Bearer> bearers =
        Stream.concat(
            Stream.of(new KafkaCertificates.Bearer("broker", hosts, opened.contains("broker"))),
            users.stream()
                .map(user -> new KafkaCertificates.Bearer(user, List.of(), opened.contains(user))));
    bearers.forEach(
        bearer ->
            console.line(
                bearer.name()
                    + certificates
                        .ensure(bearer)
                        .map(until -> ": a new certificate, until " + until)
                        .orElse(": has one")));
    return 0;
  }

  private void requireName(String name) {
    if (!NAME.matcher(name).matches() || name.equals("ca")) {
      throw new ParameterException(
          spec.commandLine(),
          "'"
              + name
              + "' is no name for a user: it must be up to 63 lower-case letters, digits, dots and"
              + " hyphens, a letter or digit first and last, and not ca");
    }
  }
}

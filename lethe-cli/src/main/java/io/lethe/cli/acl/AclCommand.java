// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.acl;

import io.lethe.cli.console.Console;
import io.lethe.schemas.topic.Party;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
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

/** {@code lethe acl}. */
@Command(
    name = "acl",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Prints the least that each service, and what stands beside them, must be allowed at a Kafka"
          + " broker that denies everything else. It is made from the catalogue of topics; nothing"
          + " is changed anywhere.",
    })
public final class AclCommand implements Callable<Integer> {

  /** A user's name that needs no quoting, in a shell or in YAML, and that Kubernetes takes. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PARTY",
      completionCandidates = PartyLabels.class,
      description = "For these alone: ${COMPLETION-CANDIDATES} (default: all).")
  private @Nullable List<String> parties;

  @Option(
      names = "--form",
      defaultValue = "kafka",
      description =
          "${COMPLETION-CANDIDATES}: calls of kafka-acls.sh, which take BOOTSTRAP and ADMIN (a"
              + " properties file) from the environment, or KafkaUsers of Strimzi (default:"
              + " ${DEFAULT-VALUE}).")
  private AclForm form;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description =
          "Who the one PARTY is at the broker (default: its own name). A user may be several"
              + " parties: give it the rules of each.")
  private @Nullable String user;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = "lethe",
      description = "The Strimzi cluster of the users (default: ${DEFAULT-VALUE}).")
  private String cluster;

  @Override
  public Integer call() {
    List<Party> asked =
        parties == null
            ? List.of(Party.values())
            : parties.stream().map(this::partyOf).distinct().toList();
    if (user != null && asked.size() != 1) {
      throw new ParameterException(
          spec.commandLine(), "--user names one user: give it with one PARTY, not " + asked.size());
    }
    requireName("--user", user);
    requireName("--cluster", cluster);
    Console console = Console.on(spec.commandLine().getOut());
    for (Party party : asked) {
      form.lines(new AclUser(party, user == null ? party.label() : user, cluster))
          .forEach(console::line);
    }
    return 0;
  }

  private void requireName(String option, @Nullable String name) {
    if (name != null && !NAME.matcher(name).matches()) {
      throw new ParameterException(
          spec.commandLine(),
          option
              + " is '"
              + name
              + "'; it must be up to 253 lower-case letters, digits, dots and hyphens, a letter or"
              + " digit first and last");
    }
  }

  /** By label, as the documents have it. */
  private Party partyOf(String label) {
    return Arrays.stream(Party.values())
        .filter(party -> party.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "PARTY is '" + label + "'; it must be one of " + labels().toList()));
  }

  /** For the help and for shells. */
  static final class PartyLabels implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return labels().iterator();
    }
  }

  private static Stream<String> labels() {
    return Arrays.stream(Party.values()).map(Party::label);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.acl;

import io.lethe.cli.console.Console;
import io.lethe.schemas.topic.Tenants;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
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
          + " is changed anywhere, unless --apply says so.",
    })
public final class AclCommand implements Callable<Integer> {

  /** A user's name that needs no quoting, in a shell or in YAML, and that Kubernetes takes. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PARTY",
      completionCandidates = Labels.class,
      description =
          "For these alone: ${COMPLETION-CANDIDATES}, or app.TENANT, the application of a tenant"
              + " (default: all).")
  private @Nullable List<String> parties;

  @Option(
      names = "--tenants",
      paramLabel = "TENANT",
      split = ",",
      description =
          "The tenants besides default, as lethe.ingest.tenants has them: deletion-ingest reads"
              + " and writes their topics too, and each has an application, app.TENANT, which"
              + " writes its own topics alone (default: none).")
  private List<String> tenants = List.of();

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
          "Who the named PARTYs are at the broker: one user with the rights of each (default: every"
              + " PARTY is a user of its own name).")
  private @Nullable String user;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = "lethe",
      description = "The Strimzi cluster of the users (default: ${DEFAULT-VALUE}).")
  private String cluster;

  @ArgGroup(exclusive = false)
  private @Nullable ApplyOptions apply;

  @Override
  public Integer call() {
    List<AclUser> users = users();
    Console console = Console.on(spec.commandLine().getOut());
    if (apply == null || !apply.isAsked()) {
      users.forEach(each -> form.lines(each).forEach(console::line));
      return 0;
    }
    try (Admin admin = apply.admin()) {
      BrokerRights rights = new BrokerRights(admin);
      for (AclUser each : users) {
        BrokerRights.Change change = rights.apply(each);
        console.line(
            "%s: %d rights, %d of them new, %d withdrawn"
                .formatted(
                    each.principal(),
                    each.bindings().size(),
                    change.granted(),
                    change.withdrawn()));
      }
    }
    return 0;
  }

  private List<AclUser> users() {
    requireName("--user", user);
    requireName("--cluster", cluster);
    List<String> problems = Tenants.problems("--tenants", tenants);
    if (!problems.isEmpty()) {
      throw new ParameterException(spec.commandLine(), String.join("; ", problems));
    }
    List<Grantee> all = Grantee.all(Tenants.of(tenants));
    List<Grantee> asked =
        parties == null
            ? all
            : parties.stream().distinct().map(label -> granteeOf(label, all)).toList();
    if (user == null) {
      return asked.stream().map(each -> AclUser.of(each.label(), cluster, List.of(each))).toList();
    }
    if (parties == null) {
      throw new ParameterException(
          spec.commandLine(), "--user names one user: say by PARTY which rights it needs");
    }
    return List.of(AclUser.of(user, cluster, asked));
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
  private Grantee granteeOf(String label, List<Grantee> all) {
    return all.stream()
        .filter(grantee -> grantee.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "PARTY is '"
                        + label
                        + "'; it must be one of "
                        + all.stream().map(Grantee::label).toList()
                        + ": --tenants states further tenants, whose apps are app.TENANT"));
  }

  /** For the help and for shells. */
  static final class Labels implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Grantee.all(Tenants.DEFAULT).stream().map(Grantee::label).iterator();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.registration;

import io.lethe.cli.console.CommandFailedException;
import io.lethe.cli.console.Console;
import io.lethe.cli.console.TextTable;
import io.lethe.cli.option.DataOption;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.schemas.StandingOrder;
import java.time.Clock;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe standing}. */
@Command(
    name = "standing",
    mixinStandardHelpOptions = true,
    description = "Requests that hold for models and datasets to come.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {StandingCommand.ListOrders.class, StandingCommand.End.class})
public final class StandingCommand {

  /** {@code lethe standing list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Lists the standing orders that hold, the oldest first.")
  static final class ListOrders implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private DataOption data;

    @Override
    public Integer call() {
      Console console = Console.on(spec.commandLine().getOut());
      TextTable table = new TextTable("tenant", "request", "received", "ground", "subject key");
      StandingOrders.read(data.reach().kafka()).holding().stream()
          .sorted(Comparator.comparing(StandingOrder::getReceivedAt))
          .forEach(
              order ->
                  table.row(
                      order.getTenant(),
                      order.getRequestId(),
                      order.getReceivedAt().toString(),
                      Objects.requireNonNullElse(order.getGround(), ""),
                      order.getSubjectKey()));
      table.lines().forEach(console::line);
      return 0;
    }
  }

  /** {@code lethe standing end}. */
  @Command(
      name = "end",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Ends a standing order, such as that of a person who has come back with consent: models"
            + " that are registered from now on may know them.",
        "What was forgotten stays so, and a case that is open goes on. The person's other requests"
            + " have orders of their own."
      })
  static final class End implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private DataOption data;

    @Parameters(paramLabel = "REQUEST", description = "Id of the request.")
    private String request;

    @Option(
        names = "--tenant",
        defaultValue = "default",
        description = "Whose request it is (default: ${DEFAULT-VALUE}).")
    private String tenant;

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "Why; it is kept. Do not name the person.")
    private String reason;

    @Option(
        names = "--by",
        paramLabel = "NAME",
        defaultValue = "${sys:user.name}",
        description = "Whose word it is; it is kept (default: ${DEFAULT-VALUE}).")
    private String by;

    @Override
    public Integer call() {
      KafkaSettings kafka = data.reach().kafka();
      StandingOrder order =
          StandingOrders.read(kafka)
              .find(tenant, request.toLowerCase(Locale.ROOT))
              .orElseThrow(
                  () ->
                      new CommandFailedException(
                          "no standing order of request "
                              + request
                              + " of tenant "
                              + tenant
                              + " holds; see: lethe standing list"));
      StandingOrders.end(kafka, order, by, reason, Clock.systemUTC().instant());
      Console.on(spec.commandLine().getOut())
          .line("ended; models that are registered from now on may know this person");
      return 0;
    }
  }
}

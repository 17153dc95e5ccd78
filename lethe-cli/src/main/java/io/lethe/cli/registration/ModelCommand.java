// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.registration;

import io.lethe.cli.console.CommandFailedException;
import io.lethe.cli.console.Console;
import io.lethe.cli.console.TextTable;
import io.lethe.cli.files.JsonFile;
import io.lethe.cli.files.PolicyFile;
import io.lethe.cli.files.SubjectList;
import io.lethe.cli.option.DataOption;
import io.lethe.cli.pipeline.PipelineHome;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.text.TextLimit;
import io.lethe.learning.source.RegisteredBundle;
import io.lethe.registry.model.ModelName;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.TrainedWithout;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe model}. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description = "Models that can forget.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ModelCommand.Register.class)
public final class ModelCommand {

  /** {@code lethe model register}. */
  @Command(
      name = "register",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Registers a model with a running pipeline: uploads it and binds it to its dataset and its"
            + " policy; the pipeline's verifier measures it and signs that as its baseline.",
        "Done when the registry has taken it, which follows from the baseline; at once where it is"
            + " registered already, just so."
      })
  static final class Register implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private DataOption data;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "The SavedModel.")
    private Path model;

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "Its name.")
    private String name;

    @Option(
        names = "--dataset",
        paramLabel = "DIGEST",
        required = true,
        description = "What it was trained on, as 'lethe dataset register' printed it.")
    private String dataset;

    @Option(
        names = "--policy",
        paramLabel = "FILE",
        description =
            "JSON with sealing, ladder, gate and limits (default: the defaults of the design).")
    private @Nullable Path policy;

    @Option(
        names = "--trained-without",
        paramLabel = "FILE",
        description = "Subjects it was never trained on, one id a line (default: nobody).")
    private @Nullable Path trainedWithout;

    @Option(
        names = "--timeout",
        paramLabel = "DURATION",
        defaultValue = "PT10M",
        description =
            "How long to wait for the verifier's measurement, ISO-8601 (default:"
                + " ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the baseline here.")
    private @Nullable Path json;

    @Override
    public Integer call() {
      Console console = Console.on(spec.commandLine().getOut());
      requireName();
      DataOption.Reached pipeline = data.reach();
      PipelineHome home = pipeline.home();
      RegisteredDataset registered =
          DatasetRegistrar.find(home.store(), dataset)
              .orElseThrow(
                  () ->
                      new CommandFailedException(
                          "no dataset "
                              + dataset
                              + " is registered in "
                              + pipeline.place()
                              + "; register it with: lethe dataset register BUNDLE"));
      ModelPolicy forgetting = policy();
      ModelRegistrar.requireFit(name, model, forgetting);
      ForgetSet forgotten = tellForgotten(registered, pipeline);
      console.line("uploading it; then the verifier measures it, unless it is registered already");
      Registration registration =
          new ModelRegistrar(pipeline.kafka(), home.store(), Clock.systemUTC())
              .register(name, model, registered, forgotten, forgetting, timeout);
      tell(console, registration);
      if (!registration.before()) {
        tellStanding(console, registered, forgotten, pipeline);
      }
      return 0;
    }

    private void requireName() {
      if (!ModelName.isValid(name)) {
        throw new CommandFailedException(
            "--name is " + TextLimit.QUOTE.cut(name) + "; it must have " + ModelName.RULE);
      }
    }

    private void tell(Console console, Registration registration) {
      ModelEvent registered = registration.registered();
      Map<String, Double> metrics = new TreeMap<>(registered.getMetrics());
      TextTable table = new TextTable("baseline", "value");
      metrics.forEach(
          (metric, value) -> table.row(metric, String.format(Locale.ROOT, "%.4f", value)));
      table.lines().forEach(console::line);
      if (json != null) {
        JsonFile.write(json, metrics);
      }
      console.line(
          registration.before()
              ? name + " is registered already, version " + registration.serving() + " serves"
              : "registered "
                  + name
                  + " version "
                  + registered.getVersion()
                  + ", digest "
                  + registered.getDigest());
      if (registered.getTrainedWithout() == TrainedWithout.SHOWN) {
        console.line(
            "the verifier's report shows that it was trained without those named, taken together");
      } else if (registered.getTrainedWithout() != null) {
        console.line(registered.getReason());
      }
    }

    private ModelPolicy policy() {
      return policy == null ? ModelPolicy.defaults() : PolicyFile.read(policy);
    }

    /** How many cases the intake opens: whom the dataset knows, by this moment's orders. */
    private static void tellStanding(
        Console console,
        RegisteredDataset registered,
        ForgetSet forgotten,
        DataOption.Reached pipeline) {
      PipelineHome home = pipeline.home();
      Set<String> known =
          new HashSet<>(
              StandingOrders.read(pipeline.kafka()).subjectKeys(home.subjectKeys().keyId()));
      if (known.isEmpty()) {
        return;
      }
      try (RegisteredBundle bundle = open(registered, home)) {
        known.retainAll(bundle.ordinalsBySubjectKey().keySet());
      }
      int asked = known.size();
      known.removeAll(Set.copyOf(forgotten.subjectKeys()));
      if (!known.isEmpty()) {
        console.format(
            "%,d people of its dataset have asked every model to forget them: it begins with that",
            known.size());
      }
      if (asked > known.size()) {
        console.format("%,d people have asked it on whom it was not trained", asked - known.size());
      }
    }

    private static RegisteredBundle open(RegisteredDataset registered, PipelineHome home) {
      return RegisteredBundle.open(
          home.store().tree(registered.artifact().digest()), registered.digest());
    }

    private ForgetSet tellForgotten(RegisteredDataset registered, DataOption.Reached pipeline) {
      if (trainedWithout == null) {
        return ForgetSet.empty();
      }
      PipelineHome home = pipeline.home();
      SubjectKeys keys = home.subjectKeys();
      List<String> wanted =
          SubjectList.read(trainedWithout, trainedWithout).stream()
              .map(keys::keyOf)
              .distinct()
              .toList();
      try (RegisteredBundle bundle = open(registered, home)) {
        Map<String, int[]> owned = bundle.ordinalsBySubjectKey();
        long unknown = wanted.stream().filter(key -> !owned.containsKey(key)).count();
        if (unknown > 0) {
          throw new CommandFailedException(
              unknown
                  + " of the subjects in "
                  + trainedWithout
                  + " own no train sample of this dataset; is it the right list?");
        }
        ForgetSet without = Twins.forgetSet(bundle, wanted);
        new DatasetRegistrar(home.store(), keys).publishLeftOut(without, bundle, pipeline.kafka());
        return without;
      }
    }
  }
}

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
import io.lethe.learning.source.RegisteredBundle;
import io.lethe.schemas.ModelEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        "Done when the registry has taken it, which follows from the baseline."
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
        description = "JSON with sealing, ladder and gate (default: the defaults of the design).")
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
      ForgetSet forgotten = forgotten(registered, home);
      ModelPolicy policy = policy();
      ModelRegistrar.requireFit(name, model, policy);
      console.line("uploading it; then the verifier measures it");
      tell(
          console,
          new ModelRegistrar(pipeline.kafka(), home.store(), Clock.systemUTC())
              .register(name, model, registered, forgotten, policy, timeout));
      return 0;
    }

    private void tell(Console console, ModelEvent registered) {
      Map<String, Double> metrics = new TreeMap<>(registered.getMetrics());
      TextTable table = new TextTable("baseline", "value");
      metrics.forEach(
          (metric, value) -> table.row(metric, String.format(Locale.ROOT, "%.4f", value)));
      table.lines().forEach(console::line);
      if (json != null) {
        JsonFile.write(json, metrics);
      }
      console.line(
          "registered "
              + name
              + " version "
              + registered.getVersion()
              + ", digest "
              + registered.getDigest());
    }

    private ModelPolicy policy() {
      return policy == null ? ModelPolicy.defaults() : PolicyFile.read(policy);
    }

    private ForgetSet forgotten(RegisteredDataset registered, PipelineHome home) {
      if (trainedWithout == null) {
        return ForgetSet.empty();
      }
      SubjectKeys keys = home.subjectKeys();
      List<String> wanted =
          SubjectList.read(trainedWithout, trainedWithout).stream()
              .map(keys::keyOf)
              .distinct()
              .toList();
      try (RegisteredBundle bundle =
          RegisteredBundle.open(
              home.store().tree(registered.artifact().digest()), registered.digest())) {
        Map<String, int[]> owned = bundle.ordinalsBySubjectKey();
        long unknown = wanted.stream().filter(key -> !owned.containsKey(key)).count();
        if (unknown > 0) {
          throw new CommandFailedException(
              unknown
                  + " of the subjects in "
                  + trainedWithout
                  + " own no train sample of this dataset; is it the right list?");
        }
        return Twins.forgetSet(bundle, wanted);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.registration;

import io.lethe.cli.console.Console;
import io.lethe.cli.option.DataOption;
import io.lethe.cli.option.FormatOptions;
import io.lethe.cli.pipeline.PipelineHome;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.domain.text.TenantName;
import io.lethe.domain.text.TextLimit;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.schemas.RequestState;
import io.lethe.schemas.text.InputTexts;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lethe dataset}. */
@Command(
    name = "dataset",
    mixinStandardHelpOptions = true,
    description = "Datasets that models are trained on.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = DatasetCommand.Register.class)
public final class DatasetCommand {

  /** {@code lethe dataset register}. */
  @Command(
      name = "register",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Makes a dataset known to a running pipeline, without subject ids: images, labels and"
            + " subject keys.",
        "Prints its digest, which 'lethe model register' takes."
      })
  static final class Register implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private DataOption data;

    @Mixin private FormatOptions format;

    @Option(
        names = "--tenant",
        paramLabel = "NAME",
        defaultValue = TenantName.DEFAULT,
        description =
            "Whose requests may erase from it; several times for several tenants (default:"
                + " ${DEFAULT-VALUE}). Register it again to change that.")
    private List<String> tenants = List.of();

    @Parameters(paramLabel = "BUNDLE", description = FormatOptions.FORMATS)
    private Path bundle;

    @Override
    public Integer call() {
      Console console = Console.on(spec.commandLine().getOut());
      requireTenants();
      DataOption.Reached pipeline = data.reach();
      PipelineHome home = pipeline.home();
      SubjectKeys keys = home.subjectKeys();
      DatasetRegistrar registrar = new DatasetRegistrar(home.store(), keys);
      try (DatasetBundle opened = DatasetBundle.open(bundle, format.options(keys.rule()))) {
        RegisteredDataset registered = registrar.store(opened, home.images());
        registrar.publish(registered, tenants, pipeline.kafka());
        console.format(
            "registered %,d samples of %,d subjects",
            opened.size(), opened.trainOrdinalsBySubject().size());
        console.line("requests of these tenants may erase from it: " + String.join(", ", tenants));
        tellOfSubjects(console, opened);
        int seen = opened.identicalPictures().testRowsInTrain().length;
        if (seen > 0) {
          console.format(
              "%,d test samples have the pictures of train samples: they count for accuracy, but not"
                  + " as unseen",
              seen);
        }
        tellStanding(console, opened, keys, pipeline.kafka());
        console.line(registered.digest());
      }
      return 0;
    }

    private void requireTenants() {
      if (tenants.size() > InputTexts.MAX_ENTRIES) {
        throw new ParameterException(
            spec.commandLine(),
            "--tenant is given %,d times; it may be given at most %d times"
                .formatted(tenants.size(), InputTexts.MAX_ENTRIES));
      }
      for (String each : tenants) {
        if (!TenantName.isOne(each)) {
          throw new ParameterException(
              spec.commandLine(),
              "--tenant is " + TextLimit.QUOTE.cut(each) + "; it must have " + TenantName.RULE);
        }
      }
    }

    private static void tellStanding(
        Console console, DatasetBundle opened, SubjectKeys keys, KafkaSettings kafka) {
      Set<String> standing = StandingOrders.read(kafka).subjectKeys(keys.keyId());
      long known =
          standing.isEmpty()
              ? 0
              : opened.trainOrdinalsBySubject().keySet().stream()
                  .map(keys::keyOf)
                  .filter(standing::contains)
                  .count();
      if (known > 0) {
        console.format(
            "%,d of its subjects have asked every model to forget them: a model that is registered"
                + " with it begins with that",
            known);
      }
    }

    private static void tellOfSubjects(Console console, DatasetBundle opened) {
      if (!opened.hasSubjects()) {
        console.line("it names no subjects: nothing of it can be forgotten");
      }
      if (opened.subjectsSpelledSeveralWays() > 0) {
        console.format(
            "%,d subjects stand in it under ids that differ in form only: each is one person (%s)",
            opened.subjectsSpelledSeveralWays(), opened.subjectRule().words());
      }
      long outside = opened.subjectsOutsideTrain();
      if (outside > 0) {
        console.format(
            "%,d more have samples in test or validation alone: a request about them ends at %s",
            outside, RequestState.NO_TRAIN_SAMPLE);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.cli.console.Console;
import io.lethe.cli.files.Directories;
import io.lethe.cli.files.OutputDirectory;
import io.lethe.cli.option.ArchitectureNames;
import io.lethe.cli.option.FormatOptions;
import io.lethe.cli.option.RemoteOption;
import io.lethe.cli.pipeline.RemotePipeline;
import io.lethe.domain.text.SubjectRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lethe demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows the whole pipeline on real images: trains a model, lets people ask to be forgotten in"
          + " waves, unlearns, verifies, promotes, and prints what came of it.",
      "One process, embedded broker, or with --remote a pipeline that runs elsewhere; ends by itself.",
      "Exit code 0 only if every wave was promoted" + " and the untouched original was refused."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final String MODEL = "demo";
  private static final String SHIPPED_DATASET = "data/fashion-mini.zip";

  @Spec private CommandSpec spec;

  @Option(
      names = "--dataset",
      paramLabel = "BUNDLE",
      description = FormatOptions.FORMATS + " Default: the Fashion-MNIST sample shipped.")
  private @Nullable Path dataset;

  @Mixin private FormatOptions format;

  @Option(
      names = "--architecture",
      paramLabel = "A",
      defaultValue = "small-cnn",
      completionCandidates = ArchitectureNames.class,
      description =
          "${COMPLETION-CANDIDATES}, or a folder with a trainable SavedModel (default:"
              + " ${DEFAULT-VALUE}).")
  private String architecture;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "Epochs of the original's training (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Use this SavedModel as the original, train none.")
  private @Nullable Path model;

  @Option(
      names = "--subjects",
      paramLabel = "FILE",
      defaultValue = "forget_subjects.txt",
      description =
          "Who asks to be forgotten, one id a line; a file, or its name in the bundle (default:"
              + " ${DEFAULT-VALUE}).")
  private Path subjects;

  @Option(
      names = "--waves",
      paramLabel = "N",
      defaultValue = "2",
      description = "In how many waves they ask (default: ${DEFAULT-VALUE}).")
  private int waves;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "JSON with sealing, ladder and gate (default: the gate of the design, sets sealed as"
              + " soon as a wave is in).")
  private @Nullable Path policy;

  @Option(
      names = RemoteOption.NAME,
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = RemoteOption.FALLBACK,
      description = RemoteOption.DESCRIPTION)
  private @Nullable Path remote;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "PT1H",
      description = "How long one wave may take, ISO-8601 (default: ${DEFAULT-VALUE}).")
  private Duration timeout;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Keep models, artifacts, reports and the page in this new folder.")
  private @Nullable Path keep;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description =
          "Where the HTML page goes, and beside it those of the reports (default:"
              + " lethe-demo/index.html, or in --keep).")
  private @Nullable Path page;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the measurements here.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    Console console = Console.on(spec.commandLine().getOut());
    Path directory = directory();
    boolean done = false;
    try {
      done = new Demo(settings(directory), console).run();
      return done ? 0 : 1;
    } finally {
      if (keep == null && (done || Directories.isEmpty(directory))) {
        Directories.delete(directory);
      } else {
        console.line("kept: " + directory);
      }
    }
  }

  /** That of the pipeline that runs already; the demo's own keeps letter case. */
  private SubjectRule subjectRule() {
    return remote == null
        ? SubjectRule.CASE_KEPT
        : RemotePipeline.load(remote).home().subjectKeys().rule();
  }

  private DemoSettings settings(Path directory) {
    return new DemoSettings(
        dataset == null ? shippedDataset() : dataset,
        format.options(subjectRule()),
        subjects,
        architecture,
        epochs,
        Optional.ofNullable(model),
        waves,
        Optional.ofNullable(policy),
        remote == null ? MODEL : MODEL + "-" + Instant.now().getEpochSecond(),
        Optional.ofNullable(remote),
        directory,
        page(),
        Optional.ofNullable(json),
        timeout);
  }

  private Path page() {
    if (page != null) {
      return page;
    }
    return keep == null ? Path.of("lethe-demo", "index.html") : keep.resolve("index.html");
  }

  private Path directory() {
    try {
      if (keep == null) {
        return Files.createTempDirectory("lethe-demo-");
      }
      OutputDirectory.requireEmpty(keep);
      return Files.createDirectories(keep);
    } catch (IOException e) {
      throw new UncheckedIOException("no folder can be made for the demo: " + e.getMessage(), e);
    }
  }

  private static Path shippedDataset() {
    return Path.of(System.getProperty("lethe.home", ".")).resolve(SHIPPED_DATASET);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import io.lethe.cli.console.Console;
import io.lethe.cli.files.JsonFile;
import io.lethe.cli.files.PolicyFile;
import io.lethe.cli.files.SubjectList;
import io.lethe.cli.offline.OriginalTraining;
import io.lethe.cli.pipeline.LocalPipeline;
import io.lethe.cli.pipeline.PipelineHome;
import io.lethe.cli.pipeline.PipelineView;
import io.lethe.cli.pipeline.RemotePipeline;
import io.lethe.cli.registration.DatasetRegistrar;
import io.lethe.cli.registration.ModelRegistrar;
import io.lethe.cli.registration.RegisteredDataset;
import io.lethe.domain.forgetset.ForgetSet;
import io.lethe.domain.policy.Limits;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.domain.text.TenantName;
import io.lethe.evaluation.split.People;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.model.TrainableModel;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.learning.training.AugmentationChoice;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.VerificationReport;
import io.lethe.unlearning.run.LadderCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The demo from beginning to end. Reads top to bottom: original, registration, the untouched
 * original refused, wave after wave of deletions, report.
 */
final class Demo {
  private static final long SEED = 42;
  private static final Duration ANSWER_PATIENCE = Duration.ofMinutes(10);

  private final DemoSettings settings;
  private final Console console;
  private final RuntimeOptions runtime = RuntimeOptions.fromSystem();
  private final Clock clock = Clock.systemUTC();
  private final PhaseClock phases = new PhaseClock();
  private final Activity activity = new Activity();

  Demo(DemoSettings settings, Console console) {
    this.settings = settings;
    this.console = console;
  }

  /** Runs the demo; true if every wave was promoted and the untouched original was refused. */
  boolean run() {
    // What the user named is read before anything is started or written.
    try (DatasetBundle bundle = DatasetBundle.open(settings.bundle(), settings.source())) {
      List<WavePlan> waves =
          WavePlan.split(
              SubjectList.read(settings.subjects(), settings.bundle()), settings.waves(), bundle);
      ModelPolicy policy = policy(waves);
      settings
          .model()
          .ifPresent(
              model -> {
                LadderCheck.requireRunnable(policy.ladder(), model);
                TrainableModel.load(model, runtime).close();
              });
      return run(bundle, waves, policy);
    }
  }

  private boolean run(DatasetBundle bundle, List<WavePlan> waves, ModelPolicy policy) {
    try (DemoPipeline pipeline = pipeline()) {
      PipelineHome home = pipeline.home();
      DatasetRegistrar datasets = new DatasetRegistrar(home.store(), home.subjectKeys());
      RegisteredDataset registered =
          phases.time("reading the dataset", () -> datasets.store(bundle, settings.directory()));
      DemoImages images = new DemoImages(settings, home, registered, runtime);
      try (Dataset dataset =
          phases.time("decoding images", () -> images.load(console.progress()))) {
        introduce(dataset, waves, policy.limits());
        Path original = original(dataset);
        KafkaSettings kafka = phases.time("waiting for the pipeline", pipeline::awaitReady);
        datasets.publish(registered, List.of(TenantName.DEFAULT), kafka);
        return forget(
            new Stage(home, kafka, registered, dataset, People.of(bundle), original),
            policy,
            waves);
      }
    }
  }

  private DemoPipeline pipeline() {
    return settings
        .remote()
        .<DemoPipeline>map(file -> new DemoPipeline.Remote(RemotePipeline.load(file)))
        .orElseGet(
            () ->
                new DemoPipeline.Embedded(
                    LocalPipeline.builder()
                        .directory(settings.directory())
                        .runtime(runtime)
                        .workerProgress(activity.of("unlearning"))
                        .verifierProgress(activity.of("verifying")::progress)
                        .build()));
  }

  private ModelPolicy policy(List<WavePlan> waves) {
    return settings
        .policy()
        .map(PolicyFile::read)
        .orElseGet(() -> DemoPolicy.of(waves, settings.epochs(), settings.patience()));
  }

  /** Where the demo plays: a running pipeline with the dataset, and the model that will forget. */
  private record Stage(
      PipelineHome home,
      KafkaSettings kafka,
      RegisteredDataset registered,
      Dataset dataset,
      People people,
      Path original) {}

  private boolean forget(Stage stage, ModelPolicy policy, List<WavePlan> waves) {
    KafkaSettings kafka = stage.kafka;
    try (PipelineView view = new PipelineView(kafka)) {
      console.line("registering the original; the verifier measures and signs its baseline");
      ModelEvent root = phases.time("baseline and registration", () -> register(stage, policy));
      VerificationReport refusal =
          phases.time(
              "verifying the untouched original",
              () -> offerOriginal(stage, view, root, waves.get(0)));
      List<WaveResult> results = new ArrayList<>();
      for (WavePlan wave : waves) {
        results.add(wave(kafka, view, wave));
      }
      ReportBuilder builder =
          new ReportBuilder(
              settings, stage.home.store(), view, stage.dataset, stage.people, runtime);
      ModelOutputs outputs =
          phases.time("measuring before and after", () -> builder.measure(root, waves, results));
      boolean refused =
          tell(builder.build(root, refusal, waves, results, outputs, phases.withTotal()));
      layOutReports(stage.home.store(), results);
      return refused;
    }
  }

  /** The reports' pages lie in the artifact store, which goes with the demo. */
  private void layOutReports(ArtifactStore store, List<WaveResult> results) {
    for (WaveResult result : results) {
      String digest = result.report().getPageDigest();
      if (digest != null) {
        long version = result.promoted().getVersion();
        Path file = settings.reportPage(version);
        write(file, store.readBlob(digest));
        console.format("report of version %d: %s", version, file.toAbsolutePath().normalize());
      }
    }
  }

  private static void write(Path file, byte[] page) {
    try {
      Files.write(file, page);
    } catch (IOException e) {
      throw new UncheckedIOException("the report's page cannot be written to " + file, e);
    }
  }

  private void introduce(Dataset dataset, List<WavePlan> waves, Limits limits) {
    int people = waves.stream().mapToInt(wave -> wave.subjectIds().size()).sum();
    console.format(
        "%s: %,d train and %,d test images, %d classes; %d people will ask to be forgotten",
        settings.bundle().getFileName(),
        dataset.ordinals(Split.TRAIN).length,
        dataset.ordinals(Split.TEST).length,
        dataset.classes(),
        people);
    console.line(DemoPolicy.words(limits));
  }

  private Path original(Dataset dataset) {
    if (settings.model().isPresent()) {
      return settings.model().get();
    }
    Path out = settings.directory().resolve("original");
    OriginalTraining training =
        new OriginalTraining(
            settings.architecture(),
            settings.epochs(),
            OriginalTraining.BATCH_SIZE,
            OriginalTraining.LEARNING_RATE,
            AugmentationChoice.NONE,
            SEED);
    console.format(
        "training the original: %s, %d epochs, without augmentation, so that it remembers",
        training.start(), settings.epochs());
    phases.time(
        "training the original",
        () ->
            training.run(dataset, dataset.ordinals(Split.TRAIN), runtime, out, console.progress()));
    return out;
  }

  private ModelEvent register(Stage stage, ModelPolicy policy) {
    return new ModelRegistrar(stage.kafka, stage.home.store(), clock)
        .register(
            settings.name(),
            stage.original,
            stage.registered,
            ForgetSet.empty(),
            policy,
            ANSWER_PATIENCE)
        .registered();
  }

  private VerificationReport offerOriginal(
      Stage stage, PipelineView view, ModelEvent root, WavePlan wave) {
    console.line("offering the untouched original to the verifier, as if it had forgotten wave 1");
    ForgetSet set =
        ForgetSet.of(
            wave.subjectIds().stream().map(stage.home.subjectKeys()::keyOf).toList(),
            wave.ordinals());
    VerificationReport report =
        new UntouchedOriginal(stage.kafka, stage.home.store(), clock)
            .offer(root, set, view, ANSWER_PATIENCE);
    console.line("  verdict: " + report.getVerdict());
    return report;
  }

  private WaveResult wave(KafkaSettings kafka, PipelineView view, WavePlan wave) {
    console.format(
        "wave %d: %d people ask to be forgotten (%,d samples)",
        wave.number(), wave.subjectIds().size(), wave.samples());
    return phases.time(
        "wave " + wave.number(),
        () -> {
          DeletionSender.Sent sent = new DeletionSender(kafka, settings.name(), clock).send(wave);
          new WaveProgress(console, view, activity)
              .await(wave.number(), sent.statusKeys(), settings.patience());
          return WaveResult.of(sent, view);
        });
  }

  private boolean tell(DemoReport report) {
    try {
      Files.createDirectories(settings.page().toAbsolutePath().getParent());
      DemoPage.write(report, settings.page());
    } catch (IOException e) {
      throw new UncheckedIOException("the page cannot be written to " + settings.page(), e);
    }
    settings.json().ifPresent(file -> JsonFile.write(file, report));
    DemoTable.print(console, report);
    console.line("");
    console.line("page: " + settings.page().toAbsolutePath().normalize());
    if (!report.refusal().refused()) {
      console.line("the untouched original was NOT refused: the demo has failed");
    }
    return report.refusal().refused();
  }
}

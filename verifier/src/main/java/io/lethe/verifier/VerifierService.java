// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier;

import io.lethe.domain.crypto.HmacKey;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.model.Datasets;
import io.lethe.evaluation.model.TensorFlowModels;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.kit.kafka.TopicProvisioner;
import io.lethe.kit.loop.BegunWork;
import io.lethe.kit.loop.Loops;
import io.lethe.kit.loop.SessionLoop;
import io.lethe.kit.loop.StalledException;
import io.lethe.kit.loop.Supervised;
import io.lethe.kit.loop.TopicTail;
import io.lethe.kit.loop.WorkLoop;
import io.lethe.kit.metrics.KafkaMeters;
import io.lethe.kit.service.CodeVersion;
import io.lethe.kit.service.LetheService;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.source.DatasetCache;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationProgress;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Topics;
import io.lethe.verifier.derive.Derivations;
import io.lethe.verifier.derive.Rederiver;
import io.lethe.verifier.derive.RelearnProbe;
import io.lethe.verifier.reference.ReferenceModels;
import io.lethe.verifier.reference.ReferenceSource;
import io.lethe.verifier.reference.ReferenceTables;
import io.lethe.verifier.report.BaselineEvaluator;
import io.lethe.verifier.report.CandidateVerifier;
import io.lethe.verifier.report.Measuring;
import io.lethe.verifier.report.Trainings;
import io.lethe.verifier.report.VerificationEngine;
import io.lethe.verifier.view.Views;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/**
 * The verifier: candidates in, signed reports out; registrations in, signed baselines out. Two
 * tails keep its views of jobs and models, two loops measure, each with an open dataset of its own.
 * Owns all that it opens.
 */
public final class VerifierService implements LetheService {

  /** The service's name. */
  public static final String NAME = "verifier";

  /** Beside the decoded images, which lie in folders named by digests. */
  private static final String DERIVED = "derived";

  private static final String RELEARNED = "relearned";

  /** Where reference models are trained, and what they say is kept. */
  private static final String REFERENCES = "references";

  /** Roots and candidates are measured at once, and a folder is for one of them at a time. */
  private static final String REFERENCES_OF_ROOTS = "references-of-roots";

  /** What is measured now; what lies there at a start ended the process. */
  private static final String BEGUN = "begun";

  private final VerifierSettings settings;
  private final VerifierMetrics metrics;
  private final Views views = new Views();
  private final KafkaMeters clients;
  private final DatasetCache datasets;
  private final DatasetCache rootDatasets;
  private final TopicTail<UnlearningJob> jobs;
  private final TopicTail<ModelEvent> events;
  private final WorkLoop<ModelCandidate, VerificationReport> candidates;
  private final WorkLoop<ModelEvent, VerificationReport> registrations;
  private final SignsOfLife signs;
  private final BegunWork begun;
  private final Measuring measuringCandidates;
  private final Measuring measuringRoots;
  private volatile boolean started;

  /**
   * What the service works with; it owns none of them.
   *
   * @param store where artifacts are read by digest
   * @param registry gets the meters of {@link VerifierMetrics}
   * @param clock stamps the reports
   * @param listener hears how verification goes on
   */
  public record Collaborators(
      ArtifactStore store, MeterRegistry registry, Clock clock, VerificationListener listener) {

    /** Refuses nulls. */
    public Collaborators {
      Objects.requireNonNull(store, "store");
      Objects.requireNonNull(registry, "registry");
      Objects.requireNonNull(clock, "clock");
      Objects.requireNonNull(listener, "listener");
    }

    /** Without a listener, on the system's clock. */
    public static Collaborators of(ArtifactStore store, MeterRegistry registry) {
      return new Collaborators(store, registry, Clock.systemUTC(), VerificationListener.silent());
    }
  }

  /** A verifier, not started. Loads its keys. */
  public VerifierService(VerifierSettings settings, Collaborators collaborators) {
    this.settings = Objects.requireNonNull(settings, "settings");
    metrics = new VerifierMetrics(collaborators.registry());
    clients = new KafkaMeters(collaborators.registry());
    datasets = datasets(collaborators);
    rootDatasets = datasets(collaborators);
    begun = BegunWork.in(settings.cacheDirectory().resolve(BEGUN), "measuring it");
    measuringCandidates = Measuring.untimed(begun, collaborators.listener());
    measuringRoots =
        Measuring.within(
            settings.rootTimeLimit(), begun, collaborators.listener(), System::nanoTime);
    Loops loops = new Loops(settings.kafka(), clients, collaborators.registry());
    jobs = loops.tail("verifier-jobs", Topics.UNLEARNING_JOBS, job -> views.apply(job.value()));
    events = loops.tail("verifier-events", Topics.MODEL_EVENTS, this::follow);
    Keys keys = Keys.of(settings);
    signs = new SignsOfLife(this::progress, collaborators.clock(), SignsOfLife.INTERVAL);
    CandidateWork work = candidateWork(collaborators, keys);
    candidates =
        loops.work(
            "verifier-candidates",
            NAME,
            Topics.MODEL_CANDIDATES,
            Topics.VERIFICATION_REPORTS,
            1,
            partition -> work);
    RegistrationWork roots = registrationWork(collaborators, keys);
    registrations =
        loops.work(
            "verifier-registrations",
            NAME + "-registrations",
            Topics.MODEL_EVENTS,
            Topics.VERIFICATION_REPORTS,
            1,
            partition -> roots);
  }

  private CandidateWork candidateWork(Collaborators collaborators, Keys keys) {
    return new CandidateWork(
        views,
        new UpToDate(() -> CompletableFuture.allOf(jobs.readToEnd(), events.readToEnd())),
        settings.jobPatience(),
        signs.during(noted(verifier(collaborators, keys))),
        metrics,
        collaborators.listener());
  }

  private RegistrationWork registrationWork(Collaborators collaborators, Keys keys) {
    return new RegistrationWork(
        new UpToDate(events::readToEnd),
        views::awaitBaseline,
        noted(baselines(collaborators, keys)),
        metrics);
  }

  private Producer<String, VerificationProgress> progress() {
    return clients.producer(
        "progress",
        new KafkaProducer<>(
            settings.kafka().producer(NAME + "-progress"),
            Topics.VERIFICATION_PROGRESS.keySerde().serializer(),
            Topics.VERIFICATION_PROGRESS.valueSerde(settings.kafka().serdeConfig()).serializer()));
  }

  /** Nobody else has them. */
  private record Keys(HmacKey split, SigningKey signing) {
    static Keys of(VerifierSettings settings) {
      return new Keys(
          HmacKey.loadOrCreate(settings.splitKeyFile()),
          SigningKey.loadOrCreate(settings.signingKeyFile()));
    }
  }

  private DatasetCache datasets(Collaborators collaborators) {
    return new DatasetCache(
        collaborators.store()::treeAt,
        settings.cacheDirectory(),
        settings.runtime().intraOpThreads());
  }

  private CandidateVerifier verifier(Collaborators collaborators, Keys keys) {
    return new CandidateVerifier(
        collaborators.store(),
        engine(Datasets.of(datasets, measuringCandidates), measuringCandidates),
        trainings(),
        keys.split(),
        keys.signing(),
        collaborators.clock());
  }

  private BaselineEvaluator baselines(Collaborators collaborators, Keys keys) {
    Datasets decoded = Datasets.of(rootDatasets, measuringRoots);
    Datasets images =
        (digest, uri, shape) ->
            measuringRoots.outsideOfItsTime(() -> decoded.open(digest, uri, shape));
    return new BaselineEvaluator(
        collaborators.store(),
        engine(images, measuringRoots),
        ofRoots(references(REFERENCES_OF_ROOTS, measuringRoots)),
        keys.split(),
        keys.signing(),
        collaborators.clock());
  }

  /** How long they take to be made is the dataset's doing. */
  private ReferenceSource ofRoots(ReferenceTables tables) {
    return (order, cancelled) -> {
      ReferenceModels models = tables.of(order, cancelled);
      return (dataset, excluded, ordinals) ->
          measuringRoots.outsideOfItsTime(() -> models.of(dataset, excluded, ordinals));
    };
  }

  /** Noted by job and bytes: another attempt, or other bytes of the same, is other work. */
  private CandidateWork.Verification noted(CandidateVerifier verifier) {
    return (candidate, lookup, cancelled) ->
        measuringCandidates.during(
            "candidate " + candidate.getJobId() + " " + candidate.getCandidateDigest(),
            cancelled,
            () -> verifier.verify(candidate, lookup, cancelled),
            why -> verifier.refuse(candidate, lookup, why));
  }

  private BiFunction<ModelEvent, BooleanSupplier, VerificationReport> noted(
      BaselineEvaluator baselines) {
    return (registration, cancelled) ->
        measuringRoots.during(
            "root " + registration.getCommandId(),
            cancelled,
            () -> baselines.evaluate(registration, cancelled),
            why -> baselines.refuse(registration, why));
  }

  private VerificationEngine engine(Datasets images, ProgressListener progress) {
    return new VerificationEngine(
        new TensorFlowModels(settings.runtime(), progress),
        images,
        AttackSettings.defaults(settings.attackThreads()),
        settings.maxRetainSamples());
  }

  private Trainings trainings() {
    return new Trainings(
        new Derivations(
            new Rederiver(
                settings.runtime(),
                settings.cacheDirectory().resolve(DERIVED),
                CodeVersion.read(),
                measuringCandidates)),
        new RelearnProbe(
            settings.runtime(), settings.cacheDirectory().resolve(RELEARNED), measuringCandidates),
        references(REFERENCES, measuringCandidates));
  }

  private ReferenceTables references(String folder, ProgressListener progress) {
    return new ReferenceTables(
        settings.runtime(), settings.cacheDirectory().resolve(folder), progress);
  }

  private void follow(ConsumerRecord<String, ModelEvent> event) {
    views.apply(event.value());
    if (event.value().getType() == ModelEventType.REGISTERED) {
      metrics.knows(event.value().getModel());
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void start() {
    TopicProvisioner.ensure(settings.kafka(), Party.VERIFIER, settings.topicPatience());
    loops().forEach(SessionLoop::start);
    started = true;
  }

  @Override
  public boolean isReady() {
    return started
        && isHealthy()
        && jobs.isCaughtUp()
        && events.isCaughtUp()
        && candidates.isAssigned()
        && registrations.isAssigned();
  }

  @Override
  public boolean isHealthy() {
    return Supervised.areHealthy(loops()) && !measuringRoots.isStuck();
  }

  @Override
  public Optional<Throwable> failure() {
    return Supervised.failureOf(loops())
        .or(() -> measuringRoots.whyStuck().map(StalledException::new));
  }

  /** First of all, what is stopped in good order is no death of what is measured. */
  @Override
  public void close() {
    measuringRoots.stop();
    begun.close();
    loops().forEach(SessionLoop::stop);
    loops().forEach(SessionLoop::close);
    signs.close();
    clients.close();
    datasets.close();
    rootDatasets.close();
  }

  private List<SessionLoop> loops() {
    return List.of(candidates, registrations, jobs, events);
  }
}

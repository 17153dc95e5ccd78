package io.lethe.schemas.topic;

import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ForgetSetIntent;
import io.lethe.schemas.ForgetSetStored;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelChampion;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.SubjectSamples;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** The catalogue of topics; no topic name stands anywhere else. */
public final class Topics {

  /**
   * Partitions of every topic and of every internal repartition: by-model topics are joined, which
   * needs equal counts.
   */
  public static final int PARTITIONS = 4;

  private static final String DELETION_INGEST = "deletion-ingest";
  private static final String UNLEARN_WORKER = "unlearn-worker";
  private static final String VERIFIER = "verifier";
  private static final String MODEL_REGISTRY = "model-registry";
  private static final String BY_MODEL = "model";
  private static final String BY_REQUEST = "tenant/request id";

  /** Who wants to be forgotten. Subject ids are in clear here and nowhere else, hence 7 days. */
  public static final Topic<DeletionRequest> DELETION_REQUESTS =
      bounded(
          "deletion.requests",
          DeletionRequest.class,
          Duration.ofDays(7),
          DELETION_INGEST,
          "subject id");

  /** Requests that break a rule: which rule and where the record stands, no payload. */
  public static final Topic<RejectedRequest> DELETION_REJECTED =
      bounded(
          "deletion.rejected",
          RejectedRequest.class,
          Duration.ofDays(90),
          DELETION_INGEST,
          "source topic/partition/offset");

  /** Every state that a request went through. */
  public static final Topic<DeletionStatus> DELETION_HISTORY =
      forever("deletion.history", DeletionStatus.class, DELETION_INGEST, BY_REQUEST);

  /** The present state of every request, summed up and by model. */
  public static final Topic<DeletionStatus> DELETION_STATUS =
      compacted(
          "deletion.status",
          DeletionStatus.class,
          DELETION_INGEST,
          "tenant/request id, or tenant/request id/model");

  /** Which train samples belong to a subject of a registered dataset. */
  public static final Topic<SubjectSamples> DATASET_SUBJECTS =
      compacted(
          "dataset.subjects",
          SubjectSamples.class,
          "dataset registration",
          "dataset digest/subject key");

  /**
   * What deletion-ingest's topology wants written to the artifact store. Rows of a set may wait for
   * as long as a request may, 30 days, and are dropped after twice that.
   */
  public static final Topic<ForgetSetIntent> FORGET_SET_INTENTS =
      bounded(
          "deletion.set-intents",
          ForgetSetIntent.class,
          Duration.ofDays(60),
          DELETION_INGEST,
          BY_MODEL);

  /** The artifact store's answers to {@link #FORGET_SET_INTENTS}. */
  public static final Topic<ForgetSetStored> FORGET_SETS_STORED =
      bounded(
          "deletion.set-results",
          ForgetSetStored.class,
          Duration.ofDays(60),
          DELETION_INGEST,
          BY_MODEL);

  /** Orders to make a version forget. */
  public static final Topic<UnlearningJob> UNLEARNING_JOBS =
      forever("unlearning.jobs", UnlearningJob.class, DELETION_INGEST, BY_MODEL);

  /** What the worker made of its jobs. */
  public static final Topic<ModelCandidate> MODEL_CANDIDATES =
      forever("model.candidates", ModelCandidate.class, UNLEARN_WORKER, BY_MODEL);

  /** The verifier's signed findings. */
  public static final Topic<VerificationReport> VERIFICATION_REPORTS =
      forever("verification.reports", VerificationReport.class, VERIFIER, BY_MODEL);

  /** What people order the registry to do. */
  public static final Topic<ModelCommand> MODEL_COMMANDS =
      forever("model.commands", ModelCommand.class, MODEL_REGISTRY, BY_MODEL);

  /** Everything that happened to a model; the registry's state is rebuilt from it alone. */
  public static final Topic<ModelEvent> MODEL_EVENTS =
      forever("model.events", ModelEvent.class, MODEL_REGISTRY, BY_MODEL);

  /** The current version of every model. */
  public static final Topic<ModelChampion> MODEL_CHAMPIONS =
      compacted("model.champions", ModelChampion.class, MODEL_REGISTRY, BY_MODEL);

  private static final List<Topic<?>> ALL =
      List.of(
          DELETION_REQUESTS,
          DELETION_REJECTED,
          DELETION_HISTORY,
          DELETION_STATUS,
          DATASET_SUBJECTS,
          FORGET_SET_INTENTS,
          FORGET_SETS_STORED,
          UNLEARNING_JOBS,
          MODEL_CANDIDATES,
          VERIFICATION_REPORTS,
          MODEL_COMMANDS,
          MODEL_EVENTS,
          MODEL_CHAMPIONS);

  private Topics() {}

  /** Every topic, in the order of the data's way through the services. */
  public static List<Topic<?>> all() {
    return ALL;
  }

  private static <V extends SpecificRecord> Topic<V> bounded(
      String name, Class<V> type, Duration retention, String owner, String key) {
    return new Topic<>(name, type, PARTITIONS, Cleanup.DELETE, retention, owner, key);
  }

  private static <V extends SpecificRecord> Topic<V> forever(
      String name, Class<V> type, String owner, String key) {
    return new Topic<>(name, type, PARTITIONS, Cleanup.KEEP_FOREVER, Duration.ZERO, owner, key);
  }

  private static <V extends SpecificRecord> Topic<V> compacted(
      String name, Class<V> type, String owner, String key) {
    return new Topic<>(name, type, PARTITIONS, Cleanup.COMPACT, Duration.ZERO, owner, key);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.topic;

import static io.lethe.schemas.topic.Party.AUDITOR;
import static io.lethe.schemas.topic.Party.DELETION_INGEST;
import static io.lethe.schemas.topic.Party.DEMO;
import static io.lethe.schemas.topic.Party.DEPLOYMENT;
import static io.lethe.schemas.topic.Party.MODEL_REGISTRY;
import static io.lethe.schemas.topic.Party.REGISTRAR;
import static io.lethe.schemas.topic.Party.UNLEARN_WORKER;
import static io.lethe.schemas.topic.Party.UPSTREAM_APP;
import static io.lethe.schemas.topic.Party.VERIFIER;

import io.lethe.domain.text.TextLimit;
import io.lethe.schemas.DeletionAmendment;
import io.lethe.schemas.DeletionRequest;
import io.lethe.schemas.DeletionStatus;
import io.lethe.schemas.ForgetSetIntent;
import io.lethe.schemas.ForgetSetState;
import io.lethe.schemas.ForgetSetStored;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelChampion;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.RejectedInput;
import io.lethe.schemas.RejectedRequest;
import io.lethe.schemas.StandingOrder;
import io.lethe.schemas.SubjectSamples;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationProgress;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.text.InputTexts;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * The catalogue of topics: how each keeps its records, who makes, writes and reads it. No topic
 * name and no list of a service's topics stands anywhere else. What applications write is here as
 * of the tenant {@code default}; {@link Tenants} has the topics of the others.
 *
 * <p>How long a text of a record may be says {@link TextLimit}, and each topic that others than
 * services write says of its texts which limit is whose: the readers of a topic refuse a longer
 * one, or keep and quote its beginning. Of {@code extensions} there are at most {@value
 * InputTexts#MAX_ENTRIES}, each of a {@link TextLimit#NAME} and a {@link TextLimit#REASON}. Of the
 * headers {@code traceparent} and {@code tracestate}, on every topic, each may have {@link
 * TextLimit#TRACE}; a longer one is passed over. What services write is held to the same lengths by
 * {@link InputTexts} where another service decides by it: jobs, candidates, reports and accepted
 * registrations.
 *
 * <p>A test ({@code TopicTextsTest}) reads what stands here behind "Texts:", and tries each length.
 */
public final class Topics {

  /**
   * Partitions of every topic and of every internal repartition: by-model topics are joined, which
   * needs equal counts.
   */
  public static final int PARTITIONS = 4;

  /**
   * What the names of layout topics begin with; the rest is the layout number of the cluster's
   * topics together. A layout topic has no records: that it is there is all it says.
   */
  public static final String LAYOUT_PREFIX = "lethe.layout-";

  private static final String BY_MODEL = "model";
  private static final String BY_REQUEST = "tenant/request id";
  private static final String BY_SOURCE = "source topic/partition/offset";

  private static final Storage COMPACTED = new Storage(PARTITIONS, Cleanup.COMPACT, Duration.ZERO);
  private static final Storage KEPT_FOREVER =
      new Storage(PARTITIONS, Cleanup.KEEP_FOREVER, Duration.ZERO);

  /**
   * Who wants to be forgotten. Subject ids are in clear here and nowhere else, hence 7 days.
   *
   * <p>Texts: subjectId {@link TextLimit#SUBJECT_ID}; tenant {@link TextLimit#TENANT}; requestId, a
   * UUID of 36 characters; model {@link TextLimit#NAME}; ground, one of six words; note {@link
   * TextLimit#REASON}; decidedBy {@link TextLimit#ISSUER}; at most three callbacks, each {@link
   * TextLimit#ADDRESS}. The dead letter of what is longer names the rule.
   */
  public static final Topic<DeletionRequest> DELETION_REQUESTS =
      new Topic<>(
          "deletion.requests",
          DeletionRequest.class,
          "subject id",
          keptFor(Duration.ofDays(7)),
          Access.createdBy(DELETION_INGEST)
              .writtenBy(UPSTREAM_APP, DELETION_INGEST, DEMO)
              .readBy(DELETION_INGEST));

  /**
   * What is asked about a request after it: to withdraw it, to hold it, to let it go on, to give it
   * more time. What became of that stands with the request's state for ever, hence 7 days here too.
   *
   * <p>Texts: tenant {@link TextLimit#TENANT}; amendmentId and requestId, UUIDs of 36 characters;
   * reason {@link TextLimit#REASON}; decidedBy {@link TextLimit#ISSUER}. The dead letter of what is
   * longer names the rule.
   */
  public static final Topic<DeletionAmendment> DELETION_AMENDMENTS =
      new Topic<>(
          "deletion.amendments",
          DeletionAmendment.class,
          BY_REQUEST,
          keptFor(Duration.ofDays(7)),
          Access.createdBy(DELETION_INGEST)
              .writtenBy(UPSTREAM_APP, DELETION_INGEST)
              .readBy(DELETION_INGEST));

  /**
   * Requests and amendments that break a rule: which rule and where the record stands, no payload.
   */
  public static final Topic<RejectedRequest> DELETION_REJECTED =
      new Topic<>(
          "deletion.rejected",
          RejectedRequest.class,
          BY_SOURCE,
          keptFor(Duration.ofDays(90)),
          Access.createdBy(DELETION_INGEST)
              .writtenBy(DELETION_INGEST)
              .readBy(DELETION_INGEST, AUDITOR));

  /** Every state that a request went through, of all tenants: not for those who sent it. */
  public static final Topic<DeletionStatus> DELETION_HISTORY =
      new Topic<>(
          "deletion.history",
          DeletionStatus.class,
          BY_REQUEST,
          KEPT_FOREVER,
          Access.createdBy(DELETION_INGEST).writtenBy(DELETION_INGEST).readBy(AUDITOR));

  /** The present state of every request, summed up and by model: not for those who sent it. */
  public static final Topic<DeletionStatus> DELETION_STATUS =
      new Topic<>(
          "deletion.status",
          DeletionStatus.class,
          "tenant/request id, or tenant/request id/model",
          COMPACTED,
          Access.createdBy(DELETION_INGEST)
              .writtenBy(DELETION_INGEST)
              .readBy(DELETION_INGEST, DEMO, AUDITOR));

  /**
   * The requests that hold for models to come, by subject key: what must be kept of the forgotten
   * so that nobody brings them back.
   *
   * <p>Texts: tenant {@link TextLimit#TENANT}; requestId and subjectKeyId {@link TextLimit#ID};
   * subjectKey {@link TextLimit#DIGEST}; ground {@link TextLimit#NAME}; endedBy {@link
   * TextLimit#ISSUER}; endReason {@link TextLimit#REASON}. What is longer is cut.
   */
  public static final Topic<StandingOrder> DELETION_STANDING =
      new Topic<>(
          "deletion.standing",
          StandingOrder.class,
          BY_REQUEST,
          COMPACTED,
          Access.createdBy(DELETION_INGEST)
              .writtenBy(DELETION_INGEST, REGISTRAR)
              .readBy(DELETION_INGEST, REGISTRAR));

  /**
   * Which train samples belong to a subject of a registered dataset. Deletion-ingest makes it: its
   * only writer is a command, which may run long after.
   *
   * <p>Texts: datasetDigest and subjectKey {@link TextLimit#DIGEST}; subjectKeyId {@link
   * TextLimit#ID}; subjectRule {@link TextLimit#NAME}; at most {@value InputTexts#MAX_ENTRIES}
   * tenants, each {@link TextLimit#TENANT}. What is longer is cut.
   */
  public static final Topic<SubjectSamples> DATASET_SUBJECTS =
      new Topic<>(
          "dataset.subjects",
          SubjectSamples.class,
          "dataset digest/subject key",
          COMPACTED,
          Access.createdBy(DELETION_INGEST).writtenBy(REGISTRAR).readBy(DELETION_INGEST));

  /**
   * What deletion-ingest's topology wants written to the artifact store. It is read as it comes:
   * what lies here unread for as long as it is kept has been left by an intake that was down.
   */
  public static final Topic<ForgetSetIntent> FORGET_SET_INTENTS =
      new Topic<>(
          "deletion.set-intents",
          ForgetSetIntent.class,
          BY_MODEL,
          keptFor(Duration.ofDays(60)),
          Access.createdBy(DELETION_INGEST).writtenBy(DELETION_INGEST).readBy(DELETION_INGEST));

  /** The artifact store's answers to {@link #FORGET_SET_INTENTS}. */
  public static final Topic<ForgetSetStored> FORGET_SETS_STORED =
      new Topic<>(
          "deletion.set-results",
          ForgetSetStored.class,
          BY_MODEL,
          keptFor(Duration.ofDays(60)),
          Access.createdBy(DELETION_INGEST).writtenBy(DELETION_INGEST).readBy(DELETION_INGEST));

  /**
   * Where every forget set stands, so that the registry decides about parked ones by what is so,
   * and deletion-ingest shows who sent a request no more than that. A record lies in its model's
   * partition ({@link Topic#partitionOf}), so that one task sees it with the model's commands.
   */
  public static final Topic<ForgetSetState> FORGET_SETS =
      new Topic<>(
          "deletion.sets",
          ForgetSetState.class,
          "model/set number",
          COMPACTED,
          Access.createdBy(DELETION_INGEST)
              .writtenBy(DELETION_INGEST)
              .readBy(DELETION_INGEST, MODEL_REGISTRY));

  /**
   * Orders to make a version forget.
   *
   * <p>Texts: as {@link InputTexts} says; what a policy writes, algorithm, hyperParameters and
   * their names, {@link TextLimit#NAME}. What is longer is a failed candidate, and refused in an
   * event.
   */
  public static final Topic<UnlearningJob> UNLEARNING_JOBS =
      new Topic<>(
          "unlearning.jobs",
          UnlearningJob.class,
          BY_MODEL,
          KEPT_FOREVER,
          Access.createdBy(DELETION_INGEST)
              .writtenBy(DELETION_INGEST, DEMO)
              .readBy(UNLEARN_WORKER, VERIFIER, MODEL_REGISTRY, DEMO));

  /**
   * What the worker made of its jobs.
   *
   * <p>Texts: as {@link InputTexts} says; what a worker tells of itself, failureReason and the
   * fields of provenance, {@link TextLimit#MESSAGE}. A longer failureReason is cut, all else fails
   * in a report, and is refused in an event.
   */
  public static final Topic<ModelCandidate> MODEL_CANDIDATES =
      new Topic<>(
          "model.candidates",
          ModelCandidate.class,
          BY_MODEL,
          KEPT_FOREVER,
          Access.createdBy(UNLEARN_WORKER)
              .writtenBy(UNLEARN_WORKER)
              .readBy(VERIFIER, MODEL_REGISTRY, DEMO));

  /** The verifier's signed findings. */
  public static final Topic<VerificationReport> VERIFICATION_REPORTS =
      new Topic<>(
          "verification.reports",
          VerificationReport.class,
          BY_MODEL,
          KEPT_FOREVER,
          Access.createdBy(VERIFIER).writtenBy(VERIFIER).readBy(MODEL_REGISTRY, DEMO, AUDITOR));

  /**
   * That the verifier is at work, again and again while it is. Deletion-ingest makes it, who is the
   * only one to wait for it.
   */
  public static final Topic<VerificationProgress> VERIFICATION_PROGRESS =
      new Topic<>(
          "verification.progress",
          VerificationProgress.class,
          BY_MODEL,
          keptFor(Duration.ofDays(7)),
          Access.createdBy(DELETION_INGEST).writtenBy(VERIFIER).readBy(DELETION_INGEST));

  /**
   * What people order the registry to do.
   *
   * <p>Texts: commandId {@link TextLimit#ID}; model {@link TextLimit#NAME}; issuer {@link
   * TextLimit#ISSUER}; modelDigest, datasetDigest, forgottenDigest and forgetSetDigest {@link
   * TextLimit#DIGEST}; modelUri, datasetUri and forgottenUri {@link TextLimit#ADDRESS}; policy
   * {@link TextLimit#POLICY}; alias {@link TextLimit#ALIAS}; reason {@link TextLimit#REASON}. What
   * is longer is refused in an event.
   */
  public static final Topic<ModelCommand> MODEL_COMMANDS =
      new Topic<>(
          "model.commands",
          ModelCommand.class,
          BY_MODEL,
          KEPT_FOREVER,
          Access.createdBy(MODEL_REGISTRY)
              .writtenBy(MODEL_REGISTRY, REGISTRAR)
              .readBy(MODEL_REGISTRY));

  /**
   * What reached the registry and belongs to no model's history: which rule it breaks and where it
   * stands.
   */
  public static final Topic<RejectedInput> MODEL_REJECTED =
      new Topic<>(
          "model.rejected",
          RejectedInput.class,
          BY_SOURCE,
          keptFor(Duration.ofDays(90)),
          Access.createdBy(MODEL_REGISTRY).writtenBy(MODEL_REGISTRY).readBy(REGISTRAR, AUDITOR));

  /** Everything that happened to a model; the registry's state is rebuilt from it alone. */
  public static final Topic<ModelEvent> MODEL_EVENTS =
      new Topic<>(
          "model.events",
          ModelEvent.class,
          BY_MODEL,
          KEPT_FOREVER,
          Access.createdBy(MODEL_REGISTRY)
              .writtenBy(MODEL_REGISTRY)
              .readBy(DELETION_INGEST, VERIFIER, MODEL_REGISTRY, REGISTRAR, DEMO, AUDITOR));

  /** The current version of every model. */
  public static final Topic<ModelChampion> MODEL_CHAMPIONS =
      new Topic<>(
          "model.champions",
          ModelChampion.class,
          BY_MODEL,
          COMPACTED,
          Access.createdBy(MODEL_REGISTRY)
              .writtenBy(MODEL_REGISTRY)
              .readBy(DELETION_INGEST, DEMO, DEPLOYMENT));

  private static final List<Topic<?>> ALL =
      List.of(
          DELETION_REQUESTS,
          DELETION_AMENDMENTS,
          DELETION_REJECTED,
          DELETION_HISTORY,
          DELETION_STATUS,
          DELETION_STANDING,
          DATASET_SUBJECTS,
          FORGET_SET_INTENTS,
          FORGET_SETS_STORED,
          FORGET_SETS,
          UNLEARNING_JOBS,
          MODEL_CANDIDATES,
          VERIFICATION_REPORTS,
          VERIFICATION_PROGRESS,
          MODEL_COMMANDS,
          MODEL_REJECTED,
          MODEL_EVENTS,
          MODEL_CHAMPIONS);

  private Topics() {}

  /** Every topic, in the order of the data's way through the services. */
  public static List<Topic<?>> all() {
    return ALL;
  }

  /** The topics that a party makes where they are missing. */
  public static List<Topic<?>> createdBy(Party party) {
    return matching(topic -> topic.access().creator() == party);
  }

  /** The topics that a party opens and others make. */
  public static List<Topic<?>> awaitedBy(Party party) {
    return matching(topic -> topic.access().isOpenedBy(party) && topic.access().creator() != party);
  }

  /** The topics that a party reads. */
  public static List<Topic<?>> readBy(Party party) {
    return matching(topic -> topic.access().readers().contains(party));
  }

  private static List<Topic<?>> matching(Predicate<Topic<?>> condition) {
    return ALL.stream().filter(condition).toList();
  }

  private static Storage keptFor(Duration retention) {
    return new Storage(PARTITIONS, Cleanup.DELETE, retention);
  }
}

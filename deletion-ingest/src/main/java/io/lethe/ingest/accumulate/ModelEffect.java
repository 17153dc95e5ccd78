package io.lethe.ingest.accumulate;

import io.lethe.ingest.request.StatusChange;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.ForgetSetIntent;
import io.lethe.schemas.UnlearningJob;
import java.util.Objects;
import java.util.Optional;

/** What a model's desk sends out. */
public sealed interface ModelEffect {

  /**
   * The trace that the record has: that of the forget set.
   *
   * @return empty where the set has no digest yet, and for news, which have their request's behind
   *     the next step
   */
  default Optional<Trace> trace() {
    return Optional.empty();
  }

  /**
   * News for a request; record key: tenant/requestId.
   *
   * @param change the news
   */
  record News(StatusChange change) implements ModelEffect {
    /** Checks presence. */
    public News {
      Objects.requireNonNull(change, "change");
    }
  }

  /**
   * A wish to the artifact store; record key: the model.
   *
   * @param intent the wish
   */
  record Wish(ForgetSetIntent intent) implements ModelEffect {
    /** Checks presence. */
    public Wish {
      Objects.requireNonNull(intent, "intent");
    }

    @Override
    public Optional<Trace> trace() {
      return Optional.ofNullable(intent.getForgetSetDigest())
          .map(digest -> Trace.ofForgetSet(intent.getModel(), digest));
    }
  }

  /**
   * An order to the workers; record key: the model.
   *
   * @param job the order
   */
  record Order(UnlearningJob job) implements ModelEffect {
    /** Checks presence. */
    public Order {
      Objects.requireNonNull(job, "job");
    }

    @Override
    public Optional<Trace> trace() {
      return Optional.of(Trace.ofForgetSet(job.getModel(), job.getForgetSetDigest()));
    }
  }
}

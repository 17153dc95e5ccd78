package io.lethe.ingest.accumulate;

import io.lethe.ingest.request.StatusChange;
import io.lethe.schemas.ForgetSetIntent;
import io.lethe.schemas.UnlearningJob;
import java.util.Objects;

/** What a model's desk sends out. */
public sealed interface ModelEffect {

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
   * A wish to the artefact store; record key: the model.
   *
   * @param intent the wish
   */
  record Wish(ForgetSetIntent intent) implements ModelEffect {
    /** Checks presence. */
    public Wish {
      Objects.requireNonNull(intent, "intent");
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
  }
}

package io.lethe.ingest.accumulate;

import io.lethe.ingest.request.SetRequest;
import io.lethe.schemas.ForgetSetStored;
import io.lethe.schemas.ModelEvent;
import java.util.Objects;

/** What reaches a model's desk; record key: the model. */
public sealed interface ModelInput {

  /**
   * A request for the model.
   *
   * @param member the request
   */
  record Request(SetRequest member) implements ModelInput {
    /** Checks presence. */
    public Request {
      Objects.requireNonNull(member, "member");
    }
  }

  /**
   * What the registry says.
   *
   * @param event the event
   */
  record Event(ModelEvent event) implements ModelInput {
    /** Checks presence. */
    public Event {
      Objects.requireNonNull(event, "event");
    }
  }

  /**
   * What the artifact store answers.
   *
   * @param answer the answer
   */
  record Stored(ForgetSetStored answer) implements ModelInput {
    /** Checks presence. */
    public Stored {
      Objects.requireNonNull(answer, "answer");
    }
  }
}

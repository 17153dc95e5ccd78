package io.lethe.ingest.accumulate;

import io.lethe.ingest.request.SetRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The rows of this task's models. Row by row: no value grows with a set. Keys begin with the model,
 * and names of models hold no slash, so one model's rows are one range.
 */
final class ModelStores {
  /** Set number of requests that wait for the registration of their model or its dataset. */
  static final long WAITING = 0;

  private final KeyValueStore<String, ModelState> models;
  private final KeyValueStore<String, SetRow> sets;
  private final KeyValueStore<String, SetRequest> members;
  private final KeyValueStore<String, SubjectRow> subjects;
  private final StringSerializer keys = new StringSerializer();

  ModelStores(ProcessorContext<?, ?> context, StoreNames names) {
    models = context.getStateStore(names.models());
    sets = context.getStateStore(names.sets());
    members = context.getStateStore(names.members());
    subjects = context.getStateStore(names.subjects());
  }

  ModelState model(String model) {
    ModelState state = models.get(model);
    return state == null ? ModelState.unregistered(model) : state;
  }

  void put(ModelState state) {
    models.put(state.model(), state);
  }

  void eachModel(Consumer<ModelState> action) {
    try (KeyValueIterator<String, ModelState> all = models.all()) {
      all.forEachRemaining(entry -> action.accept(entry.value));
    }
  }

  SetRow set(String model, long number) {
    SetRow row = sets.get(setKey(model, number));
    if (row == null) {
      throw new IllegalStateException(
          "Model " + model + " names its set " + number + ", but the store has no such row");
    }
    return row;
  }

  Optional<SetRow> findSet(String model, long number) {
    return Optional.ofNullable(sets.get(setKey(model, number)));
  }

  void put(SetRow row) {
    sets.put(setKey(row.model(), row.number()), row);
  }

  void putMember(String model, long set, SetRequest member) {
    members.put(memberKey(model, set, member), member);
  }

  void deleteMember(String model, long set, SetRequest member) {
    members.delete(memberKey(model, set, member));
  }

  /** Visits the members of a set; the visitor says whether to go on. */
  void eachMember(String model, long set, MemberVisitor visitor) {
    String prefix = setKey(model, set) + "/";
    try (KeyValueIterator<String, SetRequest> range = members.prefixScan(prefix, keys)) {
      boolean goOn = true;
      while (goOn && range.hasNext()) {
        goOn = visitor.visit(range.next().value);
      }
    }
  }

  Optional<SubjectRow> subject(String model, String subjectKey) {
    return Optional.ofNullable(subjects.get(model + "/" + subjectKey));
  }

  void putSubject(String model, String subjectKey, SubjectRow row) {
    subjects.put(model + "/" + subjectKey, row);
  }

  private static String memberKey(String model, long set, SetRequest member) {
    return setKey(model, set) + "/" + member.key();
  }

  /** Padded, so that the order of keys is the order of sets. */
  private static String setKey(String model, long set) {
    return String.format(Locale.ROOT, "%s/%012d", model, set);
  }

  /** Sees members one by one. */
  @FunctionalInterface
  interface MemberVisitor {
    /**
     * Looks at a member.
     *
     * @param member the member
     * @return whether to go on
     */
    boolean visit(SetRequest member);
  }
}

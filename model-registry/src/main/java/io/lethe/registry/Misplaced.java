// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry;

import static io.lethe.schemas.text.InputTexts.quoted;

import io.lethe.registry.model.ModelName;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.ModelCommand;
import io.lethe.schemas.RejectedInput;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import java.time.Instant;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Inputs that belong to no model's history, and what is said of them. */
final class Misplaced {
  private final ToIntFunction<String> partitionOf;

  /**
   * The rule.
   *
   * @param partitionOf the partition in which a model's records belong
   */
  Misplaced(ToIntFunction<String> partitionOf) {
    this.partitionOf = partitionOf;
  }

  /** Which rule an input breaks; empty where it is its model's. */
  Optional<String> rule(Record<String, SpecificRecord> input, RecordMetadata source) {
    String model = modelOf(input.value());
    if (!ModelName.isValid(model)) {
      return Optional.of("model is %s; it must have %s".formatted(quoted(model), ModelName.RULE));
    }
    if (!model.equals(input.key())) {
      return Optional.of(
          "key is %s; it must be the model, %s".formatted(quoted(input.key()), model));
    }
    int own = partitionOf.applyAsInt(model);
    return source.partition() == own
        ? Optional.empty()
        : Optional.of(
            "partition is %d; records of model %s belong in %d: choose it by the key as Kafka's Java clients do (murmur2)"
                .formatted(source.partition(), model, own));
  }

  /** What is said of it; not longer for whatever it says itself. */
  RejectedInput rejected(String rule, SpecificRecord value, RecordMetadata source, Instant now) {
    return RejectedInput.newBuilder()
        .setMessage("%s: %s".formatted(RegistryMetrics.inputOf(value), rule))
        .setSourceTopic(source.topic())
        .setSourcePartition(source.partition())
        .setSourceOffset(source.offset())
        .setModel(quoted(modelOf(value)))
        .setCommandId(value instanceof ModelCommand command ? quoted(command.getCommandId()) : null)
        .setRejectedAt(now)
        .build();
  }

  private static String modelOf(SpecificRecord value) {
    if (value instanceof UnlearningJob job) {
      return job.getModel();
    }
    if (value instanceof ModelCandidate candidate) {
      return candidate.getModel();
    }
    if (value instanceof VerificationReport report) {
      return report.getModel();
    }
    if (value instanceof ModelCommand command) {
      return command.getModel();
    }
    throw new IllegalStateException(
        "the topology has no source of " + value.getClass().getName() + "; it was wired wrongly");
  }
}

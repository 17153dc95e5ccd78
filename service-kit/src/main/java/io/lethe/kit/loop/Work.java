// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import io.lethe.kit.logging.LogContext;
import io.lethe.kit.trace.Trace;
import io.lethe.schemas.topic.Topic;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a {@link WorkLoop} does with the records of one partition, one after another in order, on
 * its work thread. What it remembers between records is dropped with it when the partition moves or
 * is read again.
 *
 * @param <I> values of the input topic
 * @param <O> values of the answers
 */
public interface Work<I, O> {

  /** What every line is about that is logged while the input is worked on. */
  LogContext about(I input);

  /**
   * Does what a record asks for; may take hours.
   *
   * @param cancelled says when nobody wants the answers any more: the partition went to another
   * @return the answers, keyed by model; they are sent in the input's trace, or in their own where
   *     it came without
   * @throws Exception to have the record read and worked on again
   */
  List<ProducerRecord<String, O>> on(ConsumerRecord<String, I> input, BooleanSupplier cancelled)
      throws Exception;

  /** Where to read again after a restart, if not behind the last record. */
  default OptionalLong heldFrom() {
    return OptionalLong.empty();
  }

  /** An answer about a model's forget set, in the set's trace. */
  static <O extends SpecificRecord> ProducerRecord<String, O> answer(
      Topic<O> topic, String model, String forgetSetDigest, O value) {
    ProducerRecord<String, O> answer = new ProducerRecord<>(topic.name(), model, value);
    Trace.ofForgetSet(model, forgetSetDigest).putInto(answer.headers());
    return answer;
  }
}

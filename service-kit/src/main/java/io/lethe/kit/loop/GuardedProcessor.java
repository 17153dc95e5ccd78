// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import static java.util.Objects.requireNonNull;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A processor whose errors are failures of the record, where they can be: Kafka Streams asks {@link
 * FailedRecordHandler} about exceptions alone, and an error, met at every start, would end the
 * service. The stack ends, and an assertion fails, because of what a record says; every other error
 * (memory, classes that cannot be loaded, a disk that faults) says more of the process, and stays
 * what it is. What follows in the topology within the call is guarded, too.
 *
 * <p>Why: docs/decisions/0040-a-record-on-which-processing-fails-is-set-aside.md.
 *
 * @param <K> keys that come in
 * @param <V> values that come in
 * @param <L> keys that go on
 * @param <W> values that go on
 */
public final class GuardedProcessor<K, V, L, W> implements Processor<K, V, L, W> {
  private final Processor<K, V, L, W> guarded;

  private GuardedProcessor(Processor<K, V, L, W> guarded) {
    this.guarded = requireNonNull(guarded, "guarded");
  }

  /** The same processor, guarded. */
  public static <K, V, L, W> Processor<K, V, L, W> of(Processor<K, V, L, W> processor) {
    return new GuardedProcessor<>(processor);
  }

  @Override
  public void init(ProcessorContext<L, W> context) {
    guarded.init(context);
  }

  @Override
  public void process(Record<K, V> record) {
    try {
      guarded.process(record);
    } catch (StackOverflowError | AssertionError e) {
      throw new RecordErrorException(e);
    }
  }

  @Override
  public void close() {
    guarded.close();
  }
}

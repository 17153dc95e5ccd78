// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.loop.GuardedProcessor;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Counts words in a store of its own beside a global one, and fails when it is told to. */
final class CountingTopology {
  static final String WORDS = "words";
  static final String NAMES = "names";
  static final String COUNTS = "counts";
  static final List<String> TOPICS = List.of(WORDS, NAMES, COUNTS);

  private final AtomicReference<RuntimeException> once = new AtomicReference<>();
  private final AtomicReference<Pause> pause = new AtomicReference<>();
  private volatile RuntimeException always;
  private final AtomicInteger poisonings = new AtomicInteger();

  /** Fails for ever on the word, and only after it was counted as another. */
  static final String POISON = "poison";

  /** What comes of the word is larger than a broker takes. */
  static final String SWELLING = "swelling";

  /** What comes of the word cannot be written as bytes. */
  static final String UNWRITABLE = "unwritable";

  /** Processing the word takes more of the stack than there is. */
  static final String BOTTOMLESS = "bottomless";

  private static final long NO_BYTES = -1;

  /** Whose count poison changes. */
  static final String VICTIM = "victim";

  /** How often poison was processed. */
  int poisonings() {
    return poisonings.get();
  }

  /** Throws at the next word, and takes it when it comes again. */
  void failOnce(RuntimeException failure) {
    once.set(failure);
  }

  /** Throws at each word. */
  void failAlways(RuntimeException failure) {
    always = failure;
  }

  /** Stands still at the next word, until the pause is closed. */
  Pause pauseAtNextWord() {
    Pause made = new Pause();
    pause.set(made);
    return made;
  }

  /** A pause of the stream thread. */
  static final class Pause implements AutoCloseable {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    void awaitReached() throws InterruptedException {
      assertThat(reached.await(1, TimeUnit.MINUTES)).isTrue();
    }

    private void stand() {
      reached.countDown();
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      over.countDown();
    }
  }

  Topology build() {
    StreamsBuilder builder = new StreamsBuilder();
    GlobalTable.add(builder, NAMES, NAMES, Serdes.String());
    return builder
        .build()
        .addSource(WORDS, new StringDeserializer(), new StringDeserializer(), WORDS)
        .addProcessor("count", () -> GuardedProcessor.of(new Counter()), WORDS)
        .addStateStore(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore("count-by-word"), Serdes.String(), Serdes.Long()),
            "count")
        .addSink(COUNTS, COUNTS, new StringSerializer(), new Writer(), "count");
  }

  /** Writes counts, and fails as a serializer does whose record has no valid form. */
  private static final class Writer extends LongSerializer {
    @Override
    public byte[] serialize(String topic, Long count) {
      if (count == NO_BYTES) {
        throw new SerializationException("a field is missing");
      }
      return super.serialize(topic, count);
    }
  }

  private final class Counter implements Processor<String, String, String, Long> {
    private ProcessorContext<String, Long> context;
    private KeyValueStore<String, Long> counts;

    @Override
    public void init(ProcessorContext<String, Long> given) {
      context = given;
      counts = given.getStateStore("count-by-word");
    }

    @Override
    public void process(Record<String, String> word) {
      Pause standing = pause.getAndSet(null);
      if (standing != null) {
        standing.stand();
      }
      RuntimeException failure = always == null ? once.getAndSet(null) : always;
      if (failure != null) {
        throw failure;
      }
      if (List.of(POISON, SWELLING, UNWRITABLE, BOTTOMLESS).contains(word.key())) {
        poison(word);
      }
      Long before = counts.get(word.key());
      long count = before == null ? 1 : before + 1;
      counts.put(word.key(), count);
      context.forward(word.withValue(count));
    }

    @SuppressWarnings("InfiniteRecursion") // which is the poison
    private int poison(Record<String, String> word, int depth) {
      return word.key().length() + poison(word, depth + 1);
    }

    private void poison(Record<String, String> word) {
      poisonings.incrementAndGet();
      counts.put(VICTIM, 1_000L);
      context.forward(new Record<>(VICTIM, 1_000L, word.timestamp()));
      if (word.key().equals(POISON)) {
        throw new IllegalStateException("nobody has thought of this word");
      }
      if (word.key().equals(BOTTOMLESS)) {
        poison(word, 0);
      }
      if (word.key().equals(UNWRITABLE)) {
        context.forward(new Record<>(VICTIM, NO_BYTES, word.timestamp()));
        return;
      }
      context.forward(new Record<>("x".repeat(2_000_000), 1L, word.timestamp()));
    }
  }
}

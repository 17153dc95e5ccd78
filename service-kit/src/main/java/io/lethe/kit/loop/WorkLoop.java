// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

import io.lethe.kit.clock.ClockWatch;
import io.lethe.kit.logging.LogContext;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.trace.Trace;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls a topic, has its records worked on one at a time, and commits the answers to each together
 * with its offset in one short transaction.
 *
 * <p>Work may outlast {@code max.poll.interval.ms}, so it runs on a thread of its own while the
 * loop keeps polling with everything paused; no transaction is open meanwhile. Work on a partition
 * that goes to another consumer is cancelled: its offset was never committed, so the new owner does
 * it. Whatever fails (a poll, the work, the commit) ends the session, and the next one begins at
 * the committed offsets: a record is worked on again rather than lost. The group's metadata fences
 * whoever a rebalance left behind, whatever its transactional id.
 *
 * @param <I> values of the input topic
 * @param <O> values of the answers
 */
public final class WorkLoop<I, O> extends SessionLoop {
  private static final Logger LOGGER = LoggerFactory.getLogger(WorkLoop.class);
  private static final Duration IDLE_POLL = Duration.ofMillis(200);
  private static final Duration BUSY_WAIT = Duration.ofMillis(25);
  private static final Duration CLOSE_TIME = Duration.ofSeconds(5);
  private final Function<TopicPartition, Work<I, O>> kind;
  private final Supplier<? extends Consumer<String, I>> consumers;
  private final Supplier<? extends Producer<String, O>> producers;
  private final ExecutorService workThread;
  private volatile boolean assigned;
  // The loop's thread only:
  private final Map<TopicPartition, Work<I, O>> works = new HashMap<>();
  private final Deque<Task<I>> tasks = new ArrayDeque<>(); // the first is or will be at work

  /** A record that is to be worked on. */
  private static final class Task<I> {
    private final ConsumerRecord<String, I> input;
    private final TopicPartition partition;
    private volatile boolean cancelled;

    Task(ConsumerRecord<String, I> input) {
      this.input = input;
      this.partition = new TopicPartition(input.topic(), input.partition());
    }
  }

  WorkLoop(
      String name,
      String topic,
      Function<TopicPartition, Work<I, O>> kind,
      Supplier<? extends Consumer<String, I>> consumers,
      Supplier<? extends Producer<String, O>> producers,
      Faults faults) {
    super(name, topic, faults);
    this.kind = kind;
    this.consumers = consumers;
    this.producers = producers;
    workThread = Executors.newSingleThreadExecutor(work -> new Thread(work, name + "-work"));
  }

  /** Whether the group has given the loop its partitions, or told it that there are none for it. */
  public boolean isAssigned() {
    return assigned;
  }

  @Override
  @SuppressWarnings("try") // the observation is there to be closed
  void session() throws Exception {
    Producer<String, O> producer = producers.get();
    try (Consumer<String, I> consumer = consumers.get();
        ClockWatch.Observation watching = watch(consumer)) {
      producer.initTransactions();
      consumer.subscribe(List.of(topic), new CancelWhatIsLost());
      while (!isClosing()) {
        receive(consumer, IDLE_POLL);
        if (isAtTheEnd(consumer)) {
          succeeded();
        }
        while (!tasks.isEmpty() && !isClosing()) {
          workOn(tasks.element(), consumer, producer);
        }
      }
    } finally {
      forget(); // first of all: a close may throw
      producer.close(CLOSE_TIME); // aborts a transaction that is still open
    }
  }

  /** An empty poll alone tells nothing: the first ones come before what the next one fails on. */
  private boolean isAtTheEnd(Consumer<String, I> consumer) {
    return assigned
        && tasks.isEmpty()
        && consumer.assignment().stream()
            .allMatch(partition -> consumer.currentLag(partition).orElse(1) == 0);
  }

  /** The next session is given anew what this one did not commit. */
  private void forget() {
    tasks.forEach(task -> task.cancelled = true);
    tasks.clear();
    works.clear();
    assigned = false;
  }

  /** Cancelled work is interrupted, too, when nothing will follow it. */
  @Override
  void finish() throws InterruptedException {
    workThread.shutdownNow();
    workThread.awaitTermination(CLOSE_TIME.toSeconds(), TimeUnit.SECONDS);
  }

  private void receive(Consumer<String, I> consumer, Duration time) {
    poll(consumer, time).forEach(input -> tasks.add(new Task<>(input)));
  }

  private void workOn(Task<I> task, Consumer<String, I> consumer, Producer<String, O> producer)
      throws Exception {
    Work<I, O> work = works.computeIfAbsent(task.partition, kind);
    Future<List<ProducerRecord<String, O>>> answers = workThread.submit(() -> answers(task, work));
    while (isWanted(task) && !isDone(answers)) {
      consumer.pause(consumer.assignment());
      receive(consumer, Duration.ZERO);
    }
    if (isWanted(task)) {
      commit(task, answers.get(), work.heldFrom(), consumer, producer);
    }
    tasks.remove(task);
    consumer.resume(consumer.assignment());
  }

  private List<ProducerRecord<String, O>> answers(Task<I> task, Work<I, O> work) throws Exception {
    ConsumerRecord<String, I> input = task.input;
    Optional<String> lack = Faults.lack(input);
    if (lack.isPresent()) {
      faults.passOver(topic, input.partition(), input.offset(), lack.get());
      return List.of();
    }
    LogContext about = work.about(input.value());
    Optional<Trace> trace = Trace.from(input.headers());
    List<ProducerRecord<String, O>> answers =
        trace.map(about::with).orElse(about).call(() -> work.on(input, () -> !isWanted(task)));
    trace.ifPresent(sent -> answers.forEach(answer -> sent.putInto(answer.headers())));
    return answers;
  }

  private boolean isWanted(Task<I> task) {
    return !task.cancelled && !isClosing();
  }

  private static boolean isDone(Future<?> answers) throws Exception {
    try {
      answers.get(BUSY_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a failed send fails the commit
  private void commit(
      Task<I> task,
      List<ProducerRecord<String, O>> answers,
      OptionalLong heldFrom,
      Consumer<String, I> consumer,
      Producer<String, O> producer) {
    if (answers.isEmpty() && heldFrom.isPresent()) {
      return; // nothing to say, and the committed offset stays where it is
    }
    long resume = heldFrom.orElse(task.input.offset() + 1);
    producer.beginTransaction();
    answers.forEach(producer::send);
    producer.sendOffsetsToTransaction(
        Map.of(task.partition, new OffsetAndMetadata(resume)), consumer.groupMetadata());
    producer.commitTransaction();
    succeeded();
    answers.forEach(WorkLoop::published);
  }

  private static void published(ProducerRecord<String, ?> answer) {
    LogContext context = LogContext.ofModel(answer.key());
    Trace.from(answer.headers())
        .map(context::with)
        .orElse(context)
        .run(
            () ->
                LOGGER
                    .atInfo()
                    .setMessage("Answer published")
                    .addKeyValue(LogKeys.TOPIC, answer.topic())
                    .log());
  }

  /** Called by the consumer inside poll, on the loop's thread. */
  private final class CancelWhatIsLost implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      assigned = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      works.keySet().removeAll(partitions);
      tasks.forEach(task -> task.cancelled |= partitions.contains(task.partition));
      tasks.removeIf(task -> task.cancelled);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.streams;

import static java.util.Objects.requireNonNull;

import io.lethe.kit.clock.ClockWatch;
import io.lethe.kit.clock.Pulse;
import io.lethe.kit.kafka.KafkaSettings;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.loop.Supervised;
import io.lethe.kit.metrics.KafkaMeters;
import io.lethe.kit.metrics.MeterSpec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka Streams application of a service, from its start to its end.
 *
 * <p>Its local state is a copy of topics. State that is damaged, or is not this application's, is
 * removed and restored, at the start and while it runs, and the log and a counter say so. After
 * {@value #HEALINGS} such healings in an hour the next damage ends the application: then the disk
 * is to be looked at. A failure with another reason never touches the state: its stream thread is
 * replaced, a few times in a few minutes, and then the application ends.
 *
 * <p>Where the wall clock was set back, Kafka Streams is begun anew on the state that is there: the
 * old one would do nothing until the clock has caught up. Threads that do not poll for another
 * reason make the application not ready, and after {@link Pulse#UNHEALTHY_AFTER} not healthy.
 */
public final class StreamsApp implements Supervised, ClockWatch.Observer, AutoCloseable {
  /** Local state that was removed, and restored from its topics. */
  static final MeterSpec HEALED =
      new MeterSpec(
          "lethe.service.state.healings",
          "healings",
          "Times that local state was removed to be restored from its topics");

  /** Kafka Streams begun anew, because the clock was set back. */
  static final MeterSpec RENEWED =
      new MeterSpec(
          "lethe.service.clock.renewals",
          "renewals",
          "Times that Kafka Streams was begun anew because the clock was set back");

  static final int HEALINGS = 2;

  private static final Logger LOGGER = LoggerFactory.getLogger(StreamsApp.class);
  private static final Duration HEALING_WINDOW = Duration.ofHours(1);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(15);
  private static final Set<KafkaStreams.State> ENDED =
      EnumSet.of(
          KafkaStreams.State.PENDING_ERROR,
          KafkaStreams.State.ERROR,
          KafkaStreams.State.NOT_RUNNING);

  private final Settings settings;
  private final Supplier<Topology> topology;
  private final KafkaMeters clients;
  private final ClockWatch clock;
  private final TimeOfReceipt times;
  private final Stillness stillness;
  private final Counter healed;
  private final Counter renewed;
  private final BoundedReplacement replacement;
  private final FailureBudget healings;
  private final ExecutorService healer =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "state-healer");
            thread.setDaemon(true);
            return thread;
          });
  private final List<ClockWatch.Observation> observations = new CopyOnWriteArrayList<>();
  private volatile @Nullable KafkaStreams streams;
  private volatile @Nullable WatchedClients watched;
  private volatile boolean healing;
  private boolean beginning;
  private boolean setBackMeanwhile;
  private volatile @Nullable Throwable failure;

  /**
   * What the application is told.
   *
   * @param kafka brokers, and what a user overrides
   * @param applicationId its consumer group, and the name of its folder
   * @param stateDirectory holds the folder
   * @param properties further properties of Kafka Streams that belong to the application
   */
  public record Settings(
      KafkaSettings kafka,
      String applicationId,
      Path stateDirectory,
      Map<String, Object> properties) {

    /** Refuses nulls, and keeps a copy of the properties. */
    public Settings {
      requireNonNull(kafka, "kafka");
      requireNonNull(applicationId, "applicationId");
      requireNonNull(stateDirectory, "stateDirectory");
      properties = Map.copyOf(properties);
    }
  }

  /**
   * An application, not started.
   *
   * @param topology makes the topology anew, whenever Kafka Streams is started
   * @param clients shows the metrics of Kafka Streams
   * @param registry gets the meters
   * @param clock tells when the wall clock is set back
   */
  public StreamsApp(
      Settings settings,
      Supplier<Topology> topology,
      KafkaMeters clients,
      MeterRegistry registry,
      ClockWatch clock) {
    this.settings = requireNonNull(settings, "settings");
    this.topology = requireNonNull(topology, "topology");
    this.clients = requireNonNull(clients, "clients");
    this.clock = requireNonNull(clock, "clock");
    replacement = new BoundedReplacement(clock::nanos);
    healings = new FailureBudget(HEALINGS, HEALING_WINDOW, clock::nanos);
    times = new TimeOfReceipt(registry, System::currentTimeMillis);
    healed = HEALED.counter(registry);
    renewed = RENEWED.counter(registry);
    stillness = new Stillness(settings.applicationId(), this::silence, registry);
  }

  /**
   * Starts Kafka Streams, on state that is fit for it.
   *
   * @throws IllegalStateException if another process uses the state directory
   * @throws RuntimeException if it cannot be started, for another reason than damaged state or for
   *     that one again and again
   */
  public void start() {
    LocalState state = localState();
    state.prepare().ifPresent(fault -> tellHealing(state, fault, null));
    observations.add(clock.observe(this));
    startHealing(state);
  }

  /** Whether all partitions that this instance has are restored and processed. */
  public boolean isRunning() {
    KafkaStreams current = streams;
    return current != null
        && !healing
        && current.state() == KafkaStreams.State.RUNNING
        && !stillness.isUnready();
  }

  /** Whether it runs, may still come to run, or was not started. */
  @Override
  public boolean isHealthy() {
    return !stillness.isUnhealthy() && (healing || (failure == null && !hasEnded()));
  }

  /** Why it ended, once it has by itself. */
  @Override
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure)
        .or(() -> hasEnded() ? replacement.last() : Optional.empty())
        .or(stillness::failure);
  }

  /** Begins Kafka Streams anew; where it is being begun, what was begun ends, and once more. */
  @Override
  public synchronized void onSetBack(Duration by) {
    if (healing || beginning) {
      setBackMeanwhile = true;
      wakeUp(); // what is begun may wait for a poll that does not end
      return;
    }
    if (streams != null && failure == null && !healer.isShutdown() && !hasEnded()) {
      healing = true;
      renewed.increment();
      healer.execute(this::renew);
    }
  }

  @Override
  public void onLook() {
    stillness.tell();
  }

  private Duration silence() {
    WatchedClients current = watched;
    return current == null ? Duration.ZERO : current.silence();
  }

  private boolean hasEnded() {
    KafkaStreams current = streams;
    return current != null && ENDED.contains(current.state());
  }

  /** Leaves the group: a restart would else wait for the old member's session to time out. */
  @Override
  public void close() {
    observations.forEach(ClockWatch.Observation::close);
    healer.shutdownNow();
    try {
      if (!healer.awaitTermination(CLOSE_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        LOGGER.atWarn().setMessage("A restoration of local state did not stop in time").log();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeStreams();
  }

  /**
   * Starts Kafka Streams; state that it finds damaged meanwhile is healed, within bounds, and what
   * a step of the clock came between is begun once more. Nothing runs once the application is
   * closed, even where the close did not wait long enough.
   */
  private void startHealing(LocalState state) {
    setBeginning(true);
    while (!healer.isShutdown()) {
      try {
        startStreams(state);
        if (healer.isShutdown()) {
          closeStreams();
        }
        if (isSettled()) {
          return;
        }
        wakeUp();
        closeStreams();
      } catch (RuntimeException e) {
        closeStreams();
        if (isAgain()) {
          continue;
        }
        if (!StateDamage.isIn(e) || !healings.bears()) {
          setBeginning(false);
          throw e;
        }
        wipe(state, e);
      }
    }
  }

  private synchronized void setBeginning(boolean value) {
    beginning = value;
    setBackMeanwhile = false;
  }

  /** Whether what was begun may stay, for the clock was not set back meanwhile. */
  private synchronized boolean isSettled() {
    if (isAgain()) {
      return false;
    }
    beginning = false;
    healing = false;
    return true;
  }

  private synchronized boolean isAgain() {
    boolean again = setBackMeanwhile;
    setBackMeanwhile = false;
    if (again) {
      renewed.increment();
    }
    return again;
  }

  private void wakeUp() {
    Optional.ofNullable(watched).ifPresent(WatchedClients::wakeUp);
  }

  private void startStreams(LocalState state) {
    Properties properties =
        settings.kafka().streams(settings.applicationId(), settings.stateDirectory());
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    properties.putAll(settings.properties());
    WatchedClients suppliers = new WatchedClients(clock, times);
    KafkaStreams made = new GuardedStreams(times.watching(topology.get()), properties, suppliers);
    streams = made;
    watched = suppliers;
    made.setUncaughtExceptionHandler(thrown -> onFailure(state, thrown));
    clients.bind(
        "topology", (thread, refresh) -> new KafkaStreamsMetrics(made, List.of(), thread, refresh));
    made.start();
  }

  /** Called on the thread that failed, which ends; damage is healed on another. */
  private synchronized StreamThreadExceptionResponse onFailure(LocalState state, Throwable thrown) {
    if (healing || healer.isShutdown()) {
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    if (!StateDamage.isIn(thrown)) {
      return replacement.handle(thrown);
    }
    if (healings.bears()) {
      healing = true;
      healer.execute(() -> heal(state, thrown));
    } else {
      end(thrown);
    }
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private void heal(LocalState state, Throwable damage) {
    try {
      closeStreams();
      wipe(state, damage);
      startHealing(state);
    } catch (RuntimeException e) {
      end(e);
    }
  }

  private void renew() {
    try {
      wakeUp(); // else the close would wait for polls that do not end
      closeStreams();
      startHealing(localState());
    } catch (RuntimeException e) {
      end(e);
    }
  }

  /** What failed is known before it is said that nothing is being healed. */
  private synchronized void end(Throwable cause) {
    if (!healer.isShutdown()) { // else interrupted by the close
      failure = cause;
      LOGGER
          .atError()
          .setMessage("Kafka Streams cannot be begun anew; the service ends")
          .setCause(cause)
          .log();
    }
    beginning = false;
    healing = false;
  }

  private void wipe(LocalState state, Throwable damage) {
    tellHealing(state, damage.getMessage(), damage);
    state.wipe();
  }

  private void tellHealing(LocalState state, @Nullable String reason, @Nullable Throwable damage) {
    LOGGER
        .atWarn()
        .setMessage("Local state cannot be used; it is removed and restored from its topics")
        .addKeyValue("folder", state.folder())
        .addKeyValue(LogKeys.REASON, reason)
        .setCause(damage)
        .log();
    healed.increment();
  }

  private void closeStreams() {
    KafkaStreams current = streams;
    if (current == null) {
      return;
    }
    boolean stopped =
        current.close(
            CloseOptions.timeout(CLOSE_PATIENCE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    if (!stopped) {
      LOGGER
          .atWarn()
          .setMessage("The topology did not stop in time; its transaction will be aborted")
          .addKeyValue(LogKeys.PATIENCE, CLOSE_PATIENCE)
          .log();
    }
  }

  private LocalState localState() {
    return LocalState.of(
        settings.kafka(),
        settings.stateDirectory().resolve(settings.applicationId()),
        topology.get());
  }
}

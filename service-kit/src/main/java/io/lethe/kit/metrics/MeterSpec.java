// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A meter of ours, declared once: whoever registers it gives it the same unit and description.
 *
 * <p>A counted thing ends the name ({@code lethe.worker.jobs} in jobs), so that Prometheus' name
 * says it once; {@code seconds} and {@code ratio} are appended to the name there.
 *
 * @param name words of lower-case letters with dots between them, the first {@code lethe}
 * @param unit what is counted, {@code seconds} or {@code ratio}; empty for a value without a unit
 * @param description what it tells, one line
 */
public record MeterSpec(String name, String unit, String description) {
  private static final Pattern NAME = Pattern.compile("lethe(\\.[a-z]+)+");
  private static final Pattern UNIT = Pattern.compile("|[a-z]+");

  /**
   * Job and verification times: a small model takes seconds, a large one hours. {@code
   * histogram_quantile} is exact at these bounds only.
   */
  private static final Duration[] TIMES = {
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(2),
    Duration.ofMinutes(5),
    Duration.ofMinutes(10),
    Duration.ofMinutes(30),
    Duration.ofHours(1),
    Duration.ofHours(2),
    Duration.ofHours(4)
  };

  /** Refuses other names and units, and a blank description. */
  public MeterSpec {
    requireNonNull(name, "name");
    requireNonNull(unit, "unit");
    requireNonNull(description, "description");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a meter is named lethe.word.word in lower-case letters, not '" + name + "'");
    }
    if (!UNIT.matcher(unit).matches()) {
      throw new IllegalArgumentException(
          "the unit of " + name + " must be one word in lower-case letters, not '" + unit + "'");
    }
    if (description.isBlank()) {
      throw new IllegalArgumentException(name + " needs a description");
    }
  }

  /**
   * The counter with these tags, registered where it is not yet.
   *
   * @param tags key, value, key, value ...
   */
  public Counter counter(MeterRegistry registry, String... tags) {
    return Counter.builder(name)
        .description(description)
        .baseUnit(unitOrNull())
        .tags(tags)
        .register(registry);
  }

  /** The gauge with these tags; it asks for its value at each scrape. */
  public Gauge gauge(MeterRegistry registry, DoubleSupplier value, String... tags) {
    requireNonNull(value, "value");
    return Gauge.builder(name, value::getAsDouble)
        .description(description)
        .baseUnit(unitOrNull())
        .tags(tags)
        .register(registry);
  }

  /** The timer with these tags, with buckets from a tenth of a second to four hours. */
  public Timer timer(MeterRegistry registry, String... tags) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(TIMES)
        .tags(tags)
        .register(registry);
  }

  /**
   * The histogram with these tags.
   *
   * @param bounds upper bounds of its buckets, ascending
   */
  public DistributionSummary histogram(MeterRegistry registry, double[] bounds, String... tags) {
    return DistributionSummary.builder(name)
        .description(description)
        .baseUnit(unitOrNull())
        .serviceLevelObjectives(bounds)
        .tags(tags)
        .register(registry);
  }

  private @Nullable String unitOrNull() {
    return unit.isEmpty() ? null : unit;
  }
}

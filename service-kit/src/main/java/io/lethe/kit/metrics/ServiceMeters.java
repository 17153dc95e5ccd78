// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/**
 * The registry of one service: every meter in it has the tag {@code service}, the process' own
 * meters (memory, garbage collection, threads, processor, open files, uptime) are in it already,
 * and of the hundreds that a Kafka client keeps, those of {@link KafkaMeters#KEPT}.
 */
public final class ServiceMeters implements AutoCloseable {
  /** The tag that all meters of a service have. */
  public static final String SERVICE = "service";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

  private ServiceMeters(String service) {
    registry
        .config()
        .commonTags(SERVICE, service)
        .meterFilter(
            MeterFilter.deny(
                id ->
                    id.getName().startsWith(KafkaMeters.PREFIX)
                        && !KafkaMeters.KEPT.contains(id.getName())));
    List<MeterBinder> process =
        List.of(
            new JvmMemoryMetrics(),
            garbageCollection,
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics());
    process.forEach(binder -> binder.bindTo(registry));
  }

  /**
   * The meters of a service.
   *
   * @param service the service's name, for example {@code verifier}
   */
  public static ServiceMeters of(String service) {
    return new ServiceMeters(requireNonNull(service, "service"));
  }

  /** Where the service registers its own meters, and what {@code /metrics} shows. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Stops listening to the garbage collector and closes the registry. */
  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Shows when a certificate ends that a service holds for itself, so that one that nobody renews is
 * seen before it does. The time itself and not what is left of it: whoever asks has a clock.
 */
public final class CertificateEnd {
  /** The tag that says what for. */
  static final String USE = "use";

  static final MeterSpec END =
      new MeterSpec(
          "lethe.service.certificate.end",
          "seconds",
          "When the certificate ends that the service shows, in seconds since 1970, of its chain"
              + " that which ends first; NaN where it has none");

  /** To whom a certificate is shown. */
  public enum Use {
    /** To who asks the service. */
    HTTP,
    /** To the broker. */
    KAFKA
  }

  private CertificateEnd() {}

  /**
   * Shows it.
   *
   * @param end asked at each scrape; empty where there is no certificate
   */
  public static void show(MeterRegistry registry, Use use, Supplier<Optional<Instant>> end) {
    requireNonNull(end, "end");
    END.gauge(
        registry,
        () -> end.get().map(Instant::getEpochSecond).map(Double::valueOf).orElse(Double.NaN),
        USE,
        use.name().toLowerCase(Locale.ROOT));
  }
}

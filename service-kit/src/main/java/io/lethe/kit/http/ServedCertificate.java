// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.crypto.KeyFileException;
import io.lethe.domain.crypto.ServerCertificate;
import io.lethe.kit.logging.LogKeys;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that a server shows, which follows its files. They are looked at by their
 * content, now and then: what is half written, does not belong together or is not valid now is told
 * once and looked at again, and the one that is there is shown meanwhile. Connections that are open
 * keep theirs.
 *
 * <p>One that ends while it is shown is told, and shown on: without it there is nothing to answer
 * with, clients refuse it, and whoever must renew it sees why.
 *
 * <p>Why: docs/decisions/0042-tls-from-files-that-are-looked-at.md.
 */
final class ServedCertificate implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ServedCertificate.class);
  private static final String UNTIL = "until";

  private final TlsFiles files;
  private final Clock clock;
  private final SslContextFactory.Server factory = new SslContextFactory.Server();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "certificate-watch");
            thread.setDaemon(true);
            return thread;
          });

  private volatile ServerCertificate shown;
  private String refused = "";
  private String ended = "";

  /**
   * Shows what the files hold, and does not look at them again before it is begun.
   *
   * @throws KeyFileException where they hold no certificate with its key
   */
  ServedCertificate(TlsFiles files, Clock clock) {
    this.files = requireNonNull(files, "files");
    this.clock = requireNonNull(clock, "clock");
    shown = files.read().certificate();
    factory.setSslContext(shown.context());
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    factory.setRenegotiationAllowed(false);
  }

  /** Looks at the files from now on. */
  @SuppressWarnings("FutureReturnValueIgnored") // it looks until it is closed
  void begin() {
    long nanos = files.interval().toNanos();
    watch.scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** What Jetty makes connections with. */
  SslContextFactory.Server factory() {
    return factory;
  }

  /** When the certificate ends that is shown now. */
  Instant end() {
    return shown.end();
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }

  /** Looks once. */
  void look() {
    Instant now = clock.instant();
    String state = "";
    try {
      ServerCertificate.Files read = files.read();
      state = read.digest();
      if (!state.equals(shown.digest())) {
        ServerCertificate next = read.certificate();
        next.requireValid(now);
        show(next);
      }
      refused = "";
    } catch (KeyFileException e) {
      refuse(state, String.valueOf(e.getMessage()));
    } catch (Exception e) { // of Jetty, which makes nothing of its own from a context
      LOGGER.atError().setMessage("The certificate could not be changed").setCause(e).log();
    }
    tellEnd(now);
  }

  private void show(ServerCertificate next) throws Exception {
    factory.reload(same -> same.setSslContext(next.context()));
    boolean endsSooner = next.end().isBefore(shown.end());
    shown = next;
    (endsSooner ? LOGGER.atWarn() : LOGGER.atInfo())
        .setMessage(
            endsSooner
                ? "HTTP shows a new certificate, which ends before the one it replaces"
                : "HTTP shows a new certificate")
        .addKeyValue(UNTIL, next.end())
        .log();
  }

  /** Files without a content that could be read are told by what is wrong with them. */
  private void refuse(String state, String reason) {
    String told = state.isEmpty() ? reason : state;
    if (told.equals(refused)) {
      return;
    }
    refused = told;
    LOGGER
        .atError()
        .setMessage("The new certificate is not taken; HTTP shows the one it has")
        .addKeyValue(LogKeys.REASON, reason)
        .addKeyValue(UNTIL, shown.end())
        .log();
  }

  private void tellEnd(Instant now) {
    if (now.isBefore(shown.end()) || shown.digest().equals(ended)) {
      return;
    }
    ended = shown.digest();
    LOGGER
        .atError()
        .setMessage(
            "The certificate that HTTP shows has ended, and clients refuse it; put a new one in its"
                + " files, it is taken without a restart")
        .addKeyValue(UNTIL, shown.end())
        .log();
  }
}

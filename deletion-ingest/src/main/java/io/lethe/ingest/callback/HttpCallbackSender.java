// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.callback;

import io.lethe.ingest.intake.CallbackAddress;
import io.lethe.kit.logging.LogKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts callbacks over https, each over a connection of its own to an address that was checked. A
 * redirect is an answer like any other, no proxy is used, of an answer the status line alone is
 * read, and a try has an end. A receiver that does not answer holds up nobody but itself.
 *
 * <p>Why: docs/decisions/0045-opendsr-and-its-callbacks.md.
 */
public final class HttpCallbackSender implements CallbackSender, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(HttpCallbackSender.class);
  private static final int THREADS = 8;
  private static final int WAITING = 64;
  private static final int OF_AN_ORIGIN = 2;
  private static final int LONGEST_HEADER = 8_192;
  private static final int MOST_HEADERS = 100;

  private final ProcessorIdentity identity;
  private final AllowedOrigins allowed;
  private final Times times;
  private final Supplier<Net> net;
  private @Nullable CloseableHttpClient client; // guarded by this
  private boolean closed; // guarded by this
  private final Map<String, Integer> busy = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor posts =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(WAITING),
          daemons("callback"));
  private final ScheduledExecutorService ends =
      Executors.newSingleThreadScheduledExecutor(daemons("callback-end"));

  /**
   * How long a try may take.
   *
   * @param connect to have a connection, and between two signs of life
   * @param whole for everything together
   */
  record Times(Duration connect, Duration whole) {
    static final Times DEFAULT = new Times(Duration.ofSeconds(5), Duration.ofSeconds(10));
  }

  /**
   * What stands between this machine and a receiver.
   *
   * @param names looks names up
   * @param isPublic tells addresses outside from those inside
   * @param tls whom to trust
   */
  record Net(DnsResolver names, Predicate<InetAddress> isPublic, SSLContext tls) {
    /** As the JVM has it: its resolver, and its trust store. */
    static Net ofTheJvm() {
      return new Net(
          SystemDefaultDnsResolver.INSTANCE, PublicAddress::is, SSLContexts.createDefault());
    }
  }

  /**
   * Opens a sender; it is idle until something is offered.
   *
   * @param identity as whom it speaks
   * @param allowed who may be called
   */
  public HttpCallbackSender(ProcessorIdentity identity, AllowedOrigins allowed) {
    this(identity, allowed, Net::ofTheJvm, Times.DEFAULT);
  }

  HttpCallbackSender(
      ProcessorIdentity identity, AllowedOrigins allowed, Supplier<Net> net, Times times) {
    this.identity = identity;
    this.allowed = allowed;
    this.times = times;
    this.net = net;
  }

  /** Made when it is first needed: few are ever called back, and a start has no time for it. */
  private synchronized CloseableHttpClient client() {
    if (closed) {
      throw new IllegalStateException("the sender is closed");
    }
    if (client == null) {
      client = client(connections(net.get(), allowed, times), times);
    }
    return client;
  }

  private static PoolingHttpClientConnectionManager connections(
      Net net, AllowedOrigins allowed, Times times) {
    Timeout patience = Timeout.of(times.connect());
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(new CheckedAddresses(net.names(), allowed, net.isPublic()))
        .setTlsSocketStrategy(new DefaultClientTlsStrategy(net.tls()))
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                    Http1Config.custom()
                        .setMaxLineLength(LONGEST_HEADER)
                        .setMaxHeaderCount(MOST_HEADERS)
                        .build())
                .build())
        .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(patience).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(patience)
                .setSocketTimeout(patience)
                .build())
        .setDefaultTlsConfig(
            TlsConfig.custom()
                .setHandshakeTimeout(patience)
                .setSupportedProtocols(TLS.V_1_3, TLS.V_1_2)
                .build())
        .setMaxConnTotal(THREADS)
        .setMaxConnPerRoute(OF_AN_ORIGIN)
        .build();
  }

  private static CloseableHttpClient client(
      PoolingHttpClientConnectionManager connections, Times times) {
    return HttpClients.custom()
        .setConnectionManager(connections)
        .setConnectionReuseStrategy((request, answer, context) -> false)
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(times.connect()))
                .setResponseTimeout(Timeout.of(times.connect()))
                .setRedirectsEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .build())
        .setUserAgent("lethe")
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableContentCompression()
        .disableCookieManagement()
        .disableAuthCaching()
        .build();
  }

  @Override
  public boolean offer(Callback callback, Consumer<Result> heard) {
    Optional<CallbackAddress> address =
        CallbackAddress.of(callback.address()).filter(allowed::allows);
    String origin = address.map(CallbackAddress::origin).orElse("");
    if (busy.merge(origin, 1, Integer::sum) > OF_AN_ORIGIN) {
      free(origin);
      return false;
    }
    try {
      posts.execute(
          () -> {
            Result result = Result.FAILED;
            try {
              result = address.map(to -> post(callback, to)).orElse(Result.NOT_ALLOWED);
            } finally {
              free(origin);
              heard.accept(result);
            }
          });
      return true;
    } catch (RejectedExecutionException e) {
      free(origin);
      return false;
    }
  }

  private void free(String origin) {
    busy.computeIfPresent(origin, (same, count) -> count == 1 ? null : count - 1);
  }

  private Result post(Callback callback, CallbackAddress to) {
    byte[] body = callback.body();
    HttpPost post = new HttpPost(to.uri());
    identity.headers(body).forEach(post::setHeader);
    post.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
    try {
      return told(to, statusInTime(post, new HttpHost("https", to.host(), to.port())))
          ? Result.DELIVERED
          : Result.FAILED;
    } catch (IOException | RuntimeException e) { // of a sender that is being closed, too
      notTold(to, e.getClass().getSimpleName());
      return Result.FAILED;
    }
  }

  private int statusInTime(HttpPost post, HttpHost to) throws IOException {
    Future<?> end = ends.schedule(post::cancel, times.whole().toNanos(), TimeUnit.NANOSECONDS);
    try {
      return status(post, to);
    } finally {
      end.cancel(false);
    }
  }

  /** Cut off behind the headers: closing alone would read the rest. */
  private int status(HttpPost post, HttpHost to) throws IOException {
    ClassicHttpResponse answer = client().executeOpen(to, post, null);
    int status = answer.getCode();
    post.cancel();
    try {
      answer.close();
    } catch (IOException e) {
      LOGGER.atTrace().setMessage("An answer was cut off").log();
    }
    return status;
  }

  private static boolean told(CallbackAddress to, int status) {
    if (status >= 200 && status < 300) {
      return true;
    }
    notTold(to, "HTTP " + status);
    return false;
  }

  /** The host alone: path and query are the receiver's, and may name people. */
  private static void notTold(CallbackAddress to, String cause) {
    LOGGER
        .atWarn()
        .setMessage("A callback did not reach its receiver")
        .addKeyValue(LogKeys.HOST, to.host())
        .addKeyValue(LogKeys.CAUSE, cause)
        .log();
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Cuts off what is on its way: it is sent again by whoever comes next. */
  @Override
  public synchronized void close() {
    posts.shutdownNow();
    ends.shutdownNow();
    closed = true;
    if (client != null) {
      client.close(CloseMode.IMMEDIATE);
    }
  }
}

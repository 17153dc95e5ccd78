// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.broker;

import io.lethe.domain.file.DurableFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker and its KRaft controller in this process, listening on loopback only.
 *
 * <p>The data directory outlives the broker: opened again, it has the same cluster id, topics,
 * records and offsets, whatever the ports are.
 */
public final class EmbeddedBroker implements AutoCloseable {
  /** Lets the operating system choose the port. */
  public static final int ANY_PORT = 0;

  private static final String META_PROPERTIES = "meta.properties";
  private static final int BIND_ATTEMPTS = 3;

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Formats the directory if it is new, then starts the broker and returns when it serves.
   *
   * @param dataDirectory where the broker keeps its log; created if missing
   * @param port port of the broker's listener, or {@link #ANY_PORT}
   * @throws BrokerException if the directory cannot be used or the port is taken
   */
  public static EmbeddedBroker start(Path dataDirectory, int port) {
    return start(dataDirectory, port, Map.of());
  }

  /**
   * The same with further settings of the broker, which win over its own: an authorizer, say.
   *
   * @throws BrokerException if the directory cannot be used, the port is taken, or a setting is bad
   */
  public static EmbeddedBroker start(Path dataDirectory, int port, Map<String, String> settings) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "port " + port + " is not between 0 and 65535; 0 lets the system choose");
    }
    formatIfNew(dataDirectory);
    RuntimeException lastFailure = null;
    for (int attempt = 1; attempt <= BIND_ATTEMPTS; attempt++) {
      int brokerPort = port == ANY_PORT ? freePort() : port;
      try {
        return new EmbeddedBroker(started(dataDirectory, brokerPort, settings), brokerPort);
      } catch (RuntimeException e) {
        // A free port may be taken between choosing it and binding it: choose again.
        lastFailure = e;
      }
    }
    throw new BrokerException(
        "the embedded broker cannot start on port "
            + (port == ANY_PORT ? "(any)" : port)
            + " with its data in "
            + dataDirectory
            + ": the port must be free and the directory used by no other process; stop that"
            + " process or choose another port",
        lastFailure);
  }

  /** Host and port for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return BrokerProperties.HOST + ":" + port;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static KafkaRaftServer started(
      Path dataDirectory, int brokerPort, Map<String, String> settings) {
    Properties properties = BrokerProperties.of(dataDirectory, brokerPort, freePort());
    properties.putAll(settings);
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    try {
      server.startup();
    } catch (RuntimeException e) {
      server.shutdown();
      throw e;
    }
    return server;
  }

  /** Its log holds subject ids in clear. */
  private static void formatIfNew(Path dataDirectory) {
    try {
      DurableFiles.createOwnersFolder(dataDirectory);
      if (!Files.exists(dataDirectory.resolve(META_PROPERTIES))) {
        format(dataDirectory);
      }
    } catch (IOException e) {
      throw new BrokerException(
          "the broker's data directory "
              + dataDirectory
              + " cannot be read or written; choose another one or repair its permissions",
          e);
    }
  }

  private static void format(Path dataDirectory) {
    Formatter formatter =
        new Formatter()
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .setNodeId(BrokerProperties.NODE_ID)
            .setClusterId(Uuid.randomUuid().toString())
            .addDirectory(dataDirectory.toAbsolutePath().toString())
            .setMetadataLogDirectory(dataDirectory.toAbsolutePath().toString())
            .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
            .setHasDynamicQuorum(false);
    try {
      formatter.run();
    } catch (Exception e) {
      throw new BrokerException(
          "the broker's data directory " + dataDirectory + " cannot be formatted: " + e, e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new BrokerException("no free port on " + BrokerProperties.HOST, e);
    }
  }
}

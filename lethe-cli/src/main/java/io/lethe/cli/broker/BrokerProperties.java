// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.broker;

import java.nio.file.Path;
import java.util.Properties;

/** Settings of a broker and controller in one process, on loopback only, for one user. */
final class BrokerProperties {
  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";
  static final String HOST = "127.0.0.1";

  private BrokerProperties() {}

  static Properties of(Path logDirectory, int brokerPort, int controllerPort) {
    Properties properties = new Properties();
    addressing(properties, brokerPort, controllerPort);
    properties.setProperty("log.dirs", logDirectory.toAbsolutePath().toString());
    oneReplica(properties);
    smallFootprint(properties);
    quickReactions(properties);
    return properties;
  }

  private static void addressing(Properties properties, int brokerPort, int controllerPort) {
    String broker = "PLAINTEXT://" + HOST + ":" + brokerPort;
    properties.setProperty("process.roles", "broker,controller");
    properties.setProperty("node.id", Integer.toString(NODE_ID));
    properties.setProperty("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + controllerPort);
    properties.setProperty(
        "listeners", broker + "," + CONTROLLER_LISTENER + "://" + HOST + ":" + controllerPort);
    properties.setProperty("advertised.listeners", broker);
    properties.setProperty("controller.listener.names", CONTROLLER_LISTENER);
    properties.setProperty("inter.broker.listener.name", "PLAINTEXT");
    properties.setProperty(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
    properties.setProperty("auto.create.topics.enable", "false");
  }

  private static void oneReplica(Properties properties) {
    properties.setProperty("default.replication.factor", "1");
    properties.setProperty("offsets.topic.replication.factor", "1");
    properties.setProperty("offsets.topic.num.partitions", "4");
    properties.setProperty("transaction.state.log.replication.factor", "1");
    properties.setProperty("transaction.state.log.min.isr", "1");
    properties.setProperty("transaction.state.log.num.partitions", "4");
    properties.setProperty("share.coordinator.state.topic.replication.factor", "1");
    properties.setProperty("share.coordinator.state.topic.min.isr", "1");
    properties.setProperty("share.coordinator.state.topic.num.partitions", "1");
  }

  /** The broker shares the machine with training: few threads, and 2 MB where 128 are usual. */
  private static void smallFootprint(Properties properties) {
    properties.setProperty("num.network.threads", "2");
    properties.setProperty("num.io.threads", "2");
    properties.setProperty("background.threads", "2");
    properties.setProperty("num.recovery.threads.per.data.dir", "1");
    properties.setProperty("log.cleaner.threads", "1");
    properties.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(2 * 1024 * 1024));
    properties.setProperty("log.index.size.max.bytes", Integer.toString(1024 * 1024));
    properties.setProperty("metric.reporters", "");
  }

  private static void quickReactions(Properties properties) {
    properties.setProperty("group.initial.rebalance.delay.ms", "0");
    properties.setProperty("group.min.session.timeout.ms", "1000");
    properties.setProperty("group.coordinator.append.linger.ms", "0");
    properties.setProperty("transaction.state.log.load.buffer.size", "1048576");
    properties.setProperty("offsets.load.buffer.size", "1048576");
    // A stop tells the controller, so that the next start need not wait for the session to expire.
    properties.setProperty("controlled.shutdown.enable", "true");
    properties.setProperty("broker.heartbeat.interval.ms", "500");
    // After a kill nobody told it: the next start waits for what is left of the session.
    properties.setProperty("broker.session.timeout.ms", "5000");
  }
}

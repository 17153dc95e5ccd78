package io.lethe.containers;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Volume;
import io.lethe.cli.pipeline.RemotePipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.MountableFile;

/**
 * Kafka, schema registry, S3 and the four services, each a container under the name that it has in
 * docker-compose.yml, configured by the same file. Ports are fixed for a container's life, so that
 * a restart finds everybody where they were.
 */
final class Cluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String KEYS = "/keys";
  private static final Map<String, Integer> SERVICES =
      Map.of(
          "deletion-ingest",
          8081,
          "unlearn-worker",
          8082,
          "verifier",
          8083,
          "model-registry",
          8080);

  private final Network network = Network.newNetwork();
  private final String keyVolume = "lethe-keys-" + UUID.randomUUID();
  private final Map<String, GenericContainer<?>> containers = new LinkedHashMap<>();
  private final Deque<GenericContainer<?>> opened = new ArrayDeque<>();
  private final Path scratch;
  private final int kafkaPort = freePort();
  private final int registryPort = freePort();
  private final int storePort = freePort();

  Cluster(Path scratch) {
    this.scratch = scratch;
  }

  /** Starts what every service needs, and makes the keys. */
  Cluster start() throws Exception {
    Images.build();
    run("kafka", kafka());
    run("schema-registry", schemaRegistry());
    run("artefacts", store());
    makeKeys();
    return this;
  }

  private GenericContainer<?> service(String name) {
    int port = SERVICES.get(name);
    GenericContainer<?> container =
        new GenericContainer<>("lethe/" + name + ":" + Images.VERSION)
            .withEnv("AWS_ACCESS_KEY_ID", "lethe")
            .withEnv("AWS_SECRET_ACCESS_KEY", "lethe")
            .withCopyFileToContainer(
                MountableFile.forHostPath(
                    Images.projectRoot().resolve("deploy/compose/lethe.yaml"), 0644),
                "/etc/lethe/lethe.yaml")
            .withCommand("/etc/lethe/lethe.yaml")
            .withCreateContainerCmdModifier(
                create -> hostConfig(create.getHostConfig()).withBinds(keys()))
            .waitingFor(Wait.forHttp("/health/ready").forPort(port).withStartupTimeout(PATIENCE));
    publish(container, freePort(), port);
    return known(name, container);
  }

  /** Starts all four services. */
  void services() {
    // All at once: each waits for topics of the others.
    Startables.deepStart(SERVICES.keySet().stream().map(this::service).toList()).join();
  }

  /** The pipeline as this process reaches it, by the configuration that a user would write. */
  RemotePipeline remote() throws IOException {
    Path file = scratch.resolve("remote.yaml");
    Files.writeString(
        file,
        """
        lethe:
          remote:
            kafka:
              bootstrap-servers: "localhost:%d"
              schema-registry-url: "http://localhost:%d/apis/ccompat/v7"
            artefacts:
              location: "s3://lethe"
              cache: "%s"
              s3: {endpoint: "http://localhost:%d"}
            keys: "%s"
            images: "%s"
        """
            .formatted(
                kafkaPort,
                registryPort,
                scratch.resolve("artefacts"),
                storePort,
                scratch.resolve("keys"),
                scratch.resolve("images")));
    System.setProperty("aws.accessKeyId", "lethe");
    System.setProperty("aws.secretAccessKey", "lethe");
    return RemotePipeline.load(file);
  }

  /** Ends a container's process at once, as a crash does. */
  void kill(String name) {
    DockerClientFactory.lazyClient().killContainerCmd(containers.get(name).getContainerId()).exec();
  }

  /** Starts a container again that was killed or stopped. */
  void startAgain(String name) {
    DockerClientFactory.lazyClient()
        .startContainerCmd(containers.get(name).getContainerId())
        .exec();
  }

  /** Stops a container in good order. */
  void stop(String name) {
    DockerClientFactory.lazyClient()
        .stopContainerCmd(containers.get(name).getContainerId())
        .withTimeout(30)
        .exec();
  }

  /** What a container has printed. */
  String log(String name) {
    return containers.get(name).getLogs();
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      opened.pop().stop();
    }
    network.close();
    DockerClientFactory.lazyClient().removeVolumeCmd(keyVolume).exec();
  }

  private GenericContainer<?> kafka() {
    GenericContainer<?> kafka =
        new GenericContainer<>("apache/kafka:4.3.1")
            .withEnv("KAFKA_NODE_ID", "1")
            .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
            .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@kafka:9093")
            .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
            .withEnv("KAFKA_LISTENERS", "INSIDE://:19092,OUTSIDE://:9092,CONTROLLER://:9093")
            .withEnv(
                "KAFKA_ADVERTISED_LISTENERS",
                "INSIDE://kafka:19092,OUTSIDE://localhost:" + kafkaPort)
            .withEnv(
                "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                "INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT")
            .withEnv("KAFKA_INTER_BROKER_LISTENER_NAME", "INSIDE")
            .withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
            .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
            .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
            .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
            .waitingFor(Wait.forListeningPort().withStartupTimeout(PATIENCE));
    return publish(kafka, kafkaPort, 9092);
  }

  private GenericContainer<?> schemaRegistry() {
    GenericContainer<?> registry =
        new GenericContainer<>("apicurio/apicurio-registry:3.3.3")
            .withEnv("APICURIO_STORAGE_KIND", "kafkasql")
            .withEnv("APICURIO_KAFKASQL_BOOTSTRAP_SERVERS", "kafka:19092")
            .waitingFor(
                Wait.forHttp("/apis/ccompat/v7/subjects")
                    .forPort(8080)
                    .withStartupTimeout(PATIENCE));
    return publish(registry, registryPort, 8080);
  }

  private GenericContainer<?> store() {
    GenericContainer<?> store =
        new GenericContainer<>("adobe/s3mock:4.11.0")
            .withEnv("COM_ADOBE_TESTING_S3MOCK_STORE_INITIAL_BUCKETS", "lethe")
            // One request at a time: with more, this server's conditional puts are not atomic.
            .withEnv("SERVER_SSL_ENABLED", "false")
            .withEnv("SERVER_PORT", "9090")
            .withEnv("SERVER_TOMCAT_THREADS_MAX", "1")
            .withEnv("SERVER_TOMCAT_THREADS_MIN_SPARE", "1")
            .withEnv("COM_ADOBE_TESTING_S3MOCK_HTTP_PORT", "9191")
            .waitingFor(Wait.forHttp("/favicon.ico").forPort(9090).withStartupTimeout(PATIENCE));
    return publish(store, storePort, 9090);
  }

  private void makeKeys() throws IOException {
    try (GenericContainer<?> maker =
        new GenericContainer<>("lethe/lethe:" + Images.VERSION)
            .withCommand("keys", "create", "--out", KEYS)
            .withCreateContainerCmdModifier(
                create -> hostConfig(create.getHostConfig()).withBinds(keys()))
            .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(PATIENCE))) {
      maker.start();
      for (String key :
          List.of(
              "subjects/subjects.key",
              "verifier/verifier-split.key",
              "verifier/verifier-signing.pem",
              "verifier/verifier-signing.pem.pub")) {
        Path copy = scratch.resolve("keys").resolve(key);
        Files.createDirectories(copy.getParent());
        maker.copyFileFromContainer(KEYS + "/" + key, copy.toString());
        copy.toFile().setReadable(false, false);
        copy.toFile().setReadable(true, true);
      }
    }
  }

  private Bind keys() {
    return new Bind(keyVolume, new Volume(KEYS));
  }

  private void run(String name, GenericContainer<?> container) {
    known(name, container).start();
  }

  private GenericContainer<?> known(String name, GenericContainer<?> container) {
    container.withNetwork(network).withNetworkAliases(name);
    containers.put(name, container);
    opened.push(container);
    return container;
  }

  private static GenericContainer<?> publish(
      GenericContainer<?> container, int hostPort, int containerPort) {
    container.withExposedPorts(containerPort);
    container.withCreateContainerCmdModifier(
        create ->
            hostConfig(create.getHostConfig())
                .withPortBindings(
                    PortBinding.parse("127.0.0.1:" + hostPort + ":" + containerPort)));
    return container;
  }

  private static HostConfig hostConfig(HostConfig given) {
    if (given == null) {
      throw new IllegalStateException("the container has no host configuration");
    }
    return given;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

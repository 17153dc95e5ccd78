// SPDX-License-Identifier: Apache-2.0
package io.lethe.containers;

import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import io.lethe.cli.pipeline.RemotePipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.lifecycle.Startables;

/**
 * Kafka, schema registry, S3 and the four services as docker-compose.yml defines them, each under
 * its name there and with no more rights at the broker than it has there. Ports are fixed for a
 * container's life, so that a restart finds everybody where they were.
 */
final class Cluster implements AutoCloseable {
  private static final String DATA = "/var/lib/lethe/data";
  private static final String BALLAST = DATA + "/ballast";
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

  private final ComposeFile compose = ComposeFile.read();
  private final Network network = Network.newNetwork();
  private final KeyVolume keys = new KeyVolume();
  private final Credentials credentials;
  private final Map<String, GenericContainer<?>> containers = new LinkedHashMap<>();
  private final Map<String, ServiceApi> apis = new HashMap<>();
  private final Deque<GenericContainer<?>> opened = new ArrayDeque<>();
  private final Path scratch;
  private final Function<ComposeFile, GenericContainer<?>> broker;
  private final int kafkaPort = freePort();
  private final int registryPort = freePort();
  private final int storePort = freePort();

  /** With the broker of docker-compose.yml. */
  Cluster(Path scratch) {
    this(scratch, compose -> compose.container("kafka"));
  }

  /** With another version of the broker. */
  Cluster(Path scratch, String brokerImage) {
    this(scratch, compose -> compose.container("kafka", brokerImage));
  }

  private Cluster(Path scratch, Function<ComposeFile, GenericContainer<?>> broker) {
    this.scratch = scratch;
    this.broker = broker;
    this.credentials = new Credentials(scratch.resolve("credentials"));
  }

  /** Starts what every service needs, and makes the keys. */
  Cluster start() throws Exception {
    Images.build();
    credentials.create(compose);
    run("kafka", publish(credentials.give("broker", kafka()), kafkaPort, 9092));
    grantRights();
    run(
        "schema-registry",
        publish(
            credentials.give("schema-registry", compose.container("schema-registry")),
            registryPort,
            8080));
    run("artifacts", publish(compose.container("artifacts"), storePort, 9090));
    keys.create(scratch.resolve("subjects.key"));
    return this;
  }

  private void grantRights() throws IOException {
    String given =
        Files.readString(Images.projectRoot().resolve("deploy/compose/operator.properties"));
    try (GenericContainer<?> rights =
        credentials
            .give("operator", compose.oneShot("rights"))
            .withCopyToContainer(Transferable.of(given, 0644), "/etc/lethe/operator.properties")
            .withNetwork(network)) {
      rights.start();
    }
  }

  private GenericContainer<?> build(String name) {
    int port = SERVICES.get(name);
    GenericContainer<?> container =
        compose
            .container(name)
            .withCopyToContainer(Transferable.of(configuration(), 0644), "/etc/lethe/lethe.yaml")
            .withCreateContainerCmdModifier(
                create -> {
                  HostConfig host = hostConfig(create.getHostConfig());
                  keys.mountIn(host);
                });
    int published = freePort();
    apis.put(
        name,
        new ServiceApi(URI.create("http://localhost:" + published), credentials.operatorToken()));
    publish(container, published, port);
    return known(name, credentials.giveTokens(credentials.give(name, container)));
  }

  /**
   * That of docker-compose.yml, with the shortest sessions that a broker allows by itself: whoever
   * is killed does not leave its group, and what is started again waits for the old session's end.
   */
  private static String configuration() {
    String settings = "      settings: &certified\n";
    String given;
    try {
      given = Files.readString(Images.projectRoot().resolve("deploy/compose/lethe.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!given.contains(settings)) {
      throw new IllegalStateException("lethe.yaml has no line " + settings.strip());
    }
    return given.replace(
        settings,
        settings
            + "        consumer.session.timeout.ms: \"6000\"\n"
            + "        streams.session.timeout.ms: \"6000\"\n");
  }

  /** Starts all four services. */
  void services() {
    // All at once: each waits for topics of the others.
    Startables.deepStart(SERVICES.keySet().stream().map(name -> build(name)).toList()).join();
  }

  /** Starts one service and waits until it is ready. */
  void service(String name) {
    build(name).start();
  }

  /** Starts one service whose data has so many megabytes, and waits until it is ready. */
  void serviceOnASmallDisk(String name, int megabytes) {
    onASmallDisk(name, megabytes).start();
  }

  /** Starts one service whose data must fit into so many megabytes, ready or not. */
  void serviceOnATooSmallDisk(String name, int megabytes) {
    onASmallDisk(name, megabytes).waitingFor(new RunningIsEnough()).start();
  }

  private GenericContainer<?> onASmallDisk(String name, int megabytes) {
    // The image's user; and JNI libraries are unpacked there, which Docker's default forbids to
    // run.
    String options = "size=%dm,uid=10001,gid=10001,mode=700,exec".formatted(megabytes);
    return build(name).withTmpFs(Map.of(DATA, options));
  }

  /** Leaves no room on a service's data disk. */
  void fillDisk(String name) throws Exception {
    GenericContainer<?> container = containers.get(name);
    // Ends with an error: that the disk is full.
    container.execInContainer("dd", "if=/dev/zero", "of=" + BALLAST, "bs=4k");
    String left = container.execInContainer("df", "--output=avail", DATA).getStdout();
    if (!left.replaceAll("\\D", "").equals("0")) {
      throw new IllegalStateException("the disk of " + name + " is not full: " + left);
    }
  }

  /** Gives back the room that {@link #fillDisk} took. */
  void makeRoom(String name) throws Exception {
    containers.get(name).execInContainer("rm", BALLAST);
  }

  /** Removes a service and what its container kept. */
  void remove(String name) {
    containers.remove(name).stop();
  }

  /** A service over HTTP. */
  ServiceApi api(String service) {
    return apis.get(service);
  }

  /** The exit code of a container whose process has ended; nothing while it runs. */
  Optional<Long> exitCode(String name) {
    var state =
        DockerClientFactory.lazyClient()
            .inspectContainerCmd(containers.get(name).getContainerId())
            .exec()
            .getState();
    return Boolean.TRUE.equals(state.getRunning())
        ? Optional.empty()
        : Optional.ofNullable(state.getExitCodeLong());
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
              settings: {%s}
            artifacts:
              location: "s3://lethe"
              cache: "%s"
              s3: {endpoint: "http://localhost:%d"}
            subject-key-file: "%s"
            images: "%s"
        """
            .formatted(
                kafkaPort,
                registryPort,
                credentials.operator().entrySet().stream()
                    .map(setting -> "%s: \"%s\"".formatted(setting.getKey(), setting.getValue()))
                    .collect(Collectors.joining(", ")),
                scratch.resolve("artifacts"),
                storePort,
                scratch.resolve("subjects.key"),
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
    keys.close();
  }

  /** Whoever is told where the broker is must find it there, on this machine too. */
  private GenericContainer<?> kafka() {
    return broker
        .apply(compose)
        .withEnv(
            "KAFKA_ADVERTISED_LISTENERS", "INSIDE://kafka:19092,OUTSIDE://localhost:" + kafkaPort);
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

  /** Does not ask whether the service is ready. */
  private static final class RunningIsEnough extends AbstractWaitStrategy {
    @Override
    protected void waitUntilReady() {
      // Docker says that it runs; the test waits for what it is about.
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

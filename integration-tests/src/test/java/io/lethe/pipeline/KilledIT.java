// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.catalogue.GuardedBroker;
import io.lethe.cli.pipeline.PipelineDirectory;
import io.lethe.domain.policy.ModelPolicy;
import io.lethe.invariants.Invariants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills as a power cut would, at instants that a seed chooses, of the services and of the whole
 * pipeline, with stores large enough to lie on disk: each next start comes up on what is left, and
 * no request is lost. {@code mvn -Pnightly -pl integration-tests -am test} kills twenty times and
 * writes target/restarts-*.md.
 */
class KilledIT {
  private static final int SUBJECTS = 80_000;
  private static final long SEED = 20_261_128;
  private static final ModelPolicy POLICY =
      World.lenient(Kills.PEOPLE * SmallBundle.SAMPLES_PER_SUBJECT, World.strategy("finetune", 5));

  @TempDir Path directory;
  private World world;
  private PipelineDirectory home;

  @BeforeEach
  void makeAWorld() throws IOException {
    world = new World(directory);
    home = PipelineDirectory.of(world.pipelineDirectory());
  }

  @Test
  void shouldComeUpAfterEachOfThreeKillsOfAllServices() throws Exception {
    killServices(3);
  }

  @Test
  void shouldComeUpAfterEachOfThreeKillsOfThePipeline() throws Exception {
    killPipeline(3);
  }

  @Test
  @Tag("nightly")
  void shouldComeUpAfterEachOfTwentyKillsOfAllServices() throws Exception {
    Files.write(Path.of("target", "restarts-services.md"), killServices(20));
  }

  @Test
  @Tag("nightly")
  void shouldComeUpAfterEachOfTwentyKillsOfThePipeline() throws Exception {
    Files.write(Path.of("target", "restarts-pipeline.md"), killPipeline(20));
  }

  /** Each service is a process of its own with the rights of its own; the broker lives on. */
  private List<String> killServices(int times) throws Exception {
    String schemas = Files.createDirectories(directory.resolve("schemas")).toUri().toString();
    try (GuardedBroker broker = GuardedBroker.start(directory.resolve("broker"), schemas);
        ServiceProcesses services = new ServiceProcesses(broker, home, directory)) {
      return kill(services, times);
    }
  }

  /** All in one process, the broker with it. */
  private List<String> killPipeline(int times) throws Exception {
    try (UpProcess up = new UpProcess(home.root(), directory)) {
      return kill(up, times);
    }
  }

  private List<String> kill(Victim victim, int times) throws Exception {
    victim.start();
    victim.awaitReady();
    Crowd.publish(victim.kafka(), SUBJECTS);
    world.introduce(home.home(), victim.kafka(), POLICY);
    List<String> table = new Kills(world, victim, SEED).run(times);
    assertThat(new Invariants(victim.kafka(), home.home().store()).violations()).isEmpty();
    return table;
  }
}

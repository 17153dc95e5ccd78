// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.kit.artifact.ArtifactTree;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.registry.Samples;
import io.lethe.schemas.ModelEvent;
import io.lethe.schemas.ModelEventType;
import io.lethe.schemas.Verdict;
import io.lethe.schemas.VerificationReport;
import io.lethe.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServingProjectorTest {
  @TempDir Path folder;
  private final Samples samples = new Samples();
  private final CountingMetrics metrics = new CountingMetrics();
  private final SettableClock clock = new SettableClock();
  private FileArtifactStore store;
  private Path serving;
  private ServingProjector projector;

  @BeforeEach
  void open() {
    store = new FileArtifactStore(folder.resolve("store"), ArtifactWriter.REGISTRY);
    serving = folder.resolve("serving");
    projector = start();
  }

  @Test
  void shouldServeTheChampionInTensorFlowServingsLayout() throws IOException {
    String digest = put("weights 1");

    follow(champion(1, digest));

    Path version = serving.resolve("faces/1");
    assertThat(version.resolve("saved_model.pb")).hasContent("graph");
    assertThat(version.resolve("variables/variables.data-00000-of-00001")).hasContent("weights 1");
    assertThat(version.resolve("assets.extra/variables.json")).hasContent("[]");
    assertThat(ArtifactTree.digest(version)).isEqualTo(digest);
    assertThat(Files.readString(serving.resolve("faces/champion.json")))
        .contains("\"version\" : 1")
        .contains(digest);
    assertThat(names()).containsExactly("1", "champion.json");
    assertThat(projector.isHealthy()).isTrue();
  }

  @Test
  void shouldRemoveTheVersionThatRemembers() throws IOException {
    follow(champion(1, put("weights 1")));
    follow(champion(2, put("weights 2")));

    assertThat(names()).containsExactly("2", "champion.json");
    assertThat(metrics.count("removed")).isEqualTo(1);
  }

  @Test
  void shouldNeverServeAVersionOfThePastWhileItCatchesUp() throws IOException {
    String latest = put("weights 3");
    take(champion(1, Samples.digest("long gone 1")));
    take(champion(2, Samples.digest("long gone 2")));
    take(champion(3, latest));
    projector.onIdle();

    assertThat(names()).containsExactly("3", "champion.json");
    assertThat(metrics.count("written")).isEqualTo(1);
  }

  @Test
  void shouldChangeNothingWhenItStartsAgain() throws IOException {
    ModelEvent event = champion(1, put("weights 1"));
    follow(event);

    projector = start();
    follow(event);

    assertThat(metrics.count("written")).isEqualTo(1);
    assertThat(metrics.count("repaired")).isZero();
  }

  @Test
  void shouldRepairServedBytesThatAreNotTheVerifiedOnes() throws IOException {
    String digest = put("weights 1");
    ModelEvent event = champion(1, digest);
    follow(event);
    Path weights = serving.resolve("faces/1/variables/variables.data-00000-of-00001");
    Files.writeString(weights, "weights that nobody verified");

    projector = start();
    follow(event);

    assertThat(weights).hasContent("weights 1");
    assertThat(ArtifactTree.digest(serving.resolve("faces/1"))).isEqualTo(digest);
    assertThat(metrics.count("repaired")).isEqualTo(1);
  }

  @Test
  void shouldRepairStrayFilesLinksAndHalfCopies() throws IOException {
    String digest = put("weights 1");
    ModelEvent event = champion(1, digest);
    follow(event);
    Files.createSymbolicLink(serving.resolve("faces/1/stray"), folder);
    Files.createDirectories(serving.resolve("faces/7/variables"));
    Files.createDirectories(serving.resolve("faces/.incoming-9"));

    projector = start();
    follow(event);

    assertThat(names()).containsExactly("1", "champion.json");
    assertThat(ArtifactTree.digest(serving.resolve("faces/1"))).isEqualTo(digest);
    assertThat(folder.resolve("store")).as("a link is removed, not followed").exists();
  }

  @Test
  void shouldKeepTheVersionBeforeAndTryAgainWhileBytesAreMissing() throws IOException {
    follow(champion(1, put("weights 1")));
    Path next = tree("weights 2");
    String digest = ArtifactTree.digest(next);

    follow(champion(2, digest));
    assertThat(projector.isHealthy()).isFalse();
    assertThat(names()).containsExactly("1", "champion.json");
    assertThat(metrics.behind).isEqualTo(1);
    assertThat(metrics.served).containsExactlyEntriesOf(Map.of(Samples.MODEL, 1L));

    store.putTree(next);
    projector.onIdle();
    assertThat(projector.isHealthy()).as("not before the pause is over").isFalse();
    clock.now = clock.now.plus(ServingProjector.RETRY_AFTER);
    projector.onIdle();

    assertThat(projector.isHealthy()).isTrue();
    assertThat(names()).containsExactly("2", "champion.json");
    assertThat(metrics.behind).isZero();
    assertThat(metrics.served).containsExactlyEntriesOf(Map.of(Samples.MODEL, 2L));
  }

  @Test
  void shouldTryAgainWhenTheClockIsSetBack() throws IOException {
    Path tree = tree("weights 1");
    follow(champion(1, ArtifactTree.digest(tree)));
    store.putTree(tree);

    clock.now = clock.now.minus(Duration.ofHours(1));
    projector.onIdle();

    assertThat(names()).containsExactly("1", "champion.json");
  }

  @Test
  void shouldServeNothingWithoutATrustedReportForTheseVeryBytes() throws IOException {
    String digest = put("weights 1");
    List<VerificationReport> unfit =
        List.of(
            new Samples().sign(new Samples().baseline(digest)),
            samples.sign(samples.baseline(Samples.digest("other bytes"))),
            samples.sign(samples.baseline(digest).setVerdict(Verdict.FAIL)));

    for (VerificationReport report : unfit) {
      follow(ModelEvent.newBuilder(champion(1, digest)).setReport(report.getSignature()).build());
      assertThat(projector.isHealthy()).isFalse();
      assertThat(serving.resolve("faces")).doesNotExist();
    }
  }

  @Test
  void shouldIgnoreEventsThatMoveNoPointer() {
    take(
        ModelEvent.newBuilder(champion(1, Samples.ROOT))
            .setType(ModelEventType.CANDIDATE_ACCEPTED)
            .build());
    projector.onIdle();

    assertThat(serving).doesNotExist();
  }

  private ServingProjector start() {
    return new ServingProjector(serving, store, samples.trustedKeys(), metrics, clock);
  }

  private void follow(ModelEvent event) {
    take(event);
    projector.onIdle();
  }

  private void take(ModelEvent event) {
    projector.onRecord(
        new ConsumerRecord<>(Topics.MODEL_EVENTS.name(), 0, 0, event.getModel(), event));
  }

  private ModelEvent champion(long version, String digest) {
    return ModelEvent.newBuilder()
        .setType(version == 1 ? ModelEventType.REGISTERED : ModelEventType.PROMOTED)
        .setModel(Samples.MODEL)
        .setSequence(version)
        .setOccurredAt(Samples.NOW)
        .setChampionEpoch(version)
        .setVersion(version)
        .setDigest(digest)
        .setUri("artifact:tree/" + digest)
        .setForgottenDigest(Samples.digest("forgotten " + version))
        .setReport(samples.sign(samples.baseline(digest)).getSignature())
        .build();
  }

  private String put(String weights) throws IOException {
    return store.putTree(tree(weights)).digest();
  }

  private Path tree(String weights) throws IOException {
    Path model = Files.createTempDirectory(folder, "model");
    Files.createDirectories(model.resolve("variables"));
    Files.createDirectories(model.resolve("assets.extra"));
    Files.writeString(model.resolve("saved_model.pb"), "graph");
    Files.writeString(model.resolve("variables/variables.data-00000-of-00001"), weights);
    Files.writeString(model.resolve("assets.extra/variables.json"), "[]");
    return model;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> children = Files.list(serving.resolve(Samples.MODEL))) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    }
  }

  private static final class CountingMetrics implements ServingMetrics {
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<String, Long> served = new HashMap<>();
    private int behind;

    int count(String name) {
      return counts.getOrDefault(name, 0);
    }

    @Override
    public void serves(String model, long version) {
      served.put(model, version);
    }

    @Override
    public void written(String model) {
      counts.merge("written", 1, Integer::sum);
    }

    @Override
    public void repaired(String model) {
      counts.merge("repaired", 1, Integer::sum);
    }

    @Override
    public void removed(String model) {
      counts.merge("removed", 1, Integer::sum);
    }

    @Override
    public void behind(int models) {
      behind = models;
    }
  }

  private static final class SettableClock extends Clock {
    private Instant now = Samples.NOW.plus(Duration.ofDays(1));

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("one zone is enough");
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}

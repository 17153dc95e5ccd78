// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.evaluation.measure.References;
import io.lethe.evaluation.split.SampleOrder;
import io.lethe.evaluation.split.SeededOrder;
import io.lethe.kit.artifact.ArtifactWriter;
import io.lethe.kit.artifact.FileArtifactStore;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.dataset.ImageShape;
import io.lethe.learning.dataset.Split;
import io.lethe.learning.model.ModelException;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.source.DatasetCache;
import io.lethe.learning.source.OwnedDataset;
import io.lethe.verifier.report.NoiseDataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With models that are really trained, on pictures of noise. */
class ReferenceTablesTest {
  private static final SampleOrder ORDER = new SeededOrder(7);
  private static final int[] FORGET = NoiseDataset.FORGET.ordinals();

  /** Of somebody who stays, with the picture of the first sample to forget. */
  private static final int TWIN = 400;

  @TempDir static Path shared;
  private static DatasetCache datasets;
  private static OwnedDataset dataset;
  private static int[] everything;

  @TempDir Path folder;
  private Path tables;

  @BeforeAll
  static void open() throws IOException {
    FileArtifactStore store =
        new FileArtifactStore(shared.resolve("store"), ArtifactWriter.VERIFIER);
    NoiseDataset registered = NoiseDataset.register(shared, store, Map.of(TWIN, FORGET[0]));
    datasets = new DatasetCache(store::treeAt, shared.resolve("cache"), 1);
    dataset =
        datasets.open(
            registered.digest(),
            registered.uri(),
            new ImageShape(16, 16, 1),
            ProgressListener.none());
    everything = IntStream.range(0, dataset.images().size()).toArray();
  }

  @AfterAll
  static void close() {
    datasets.close();
  }

  @BeforeEach
  void place() {
    tables = folder.resolve("references");
  }

  @Test
  void shouldHaveEveryoneWhoStaysSeenByHalfOfTheModelsAndNobodyElseByAny() {
    References said = models(ORDER, ReferenceTablesTest::never).of(dataset, FORGET, everything);

    assertThat(said.models()).isEqualTo(4);
    assertThat(seenOf(said, FORGET)).isEmpty();
    assertThat(seenOf(said, dataset.images().ordinals(Split.TEST))).isEmpty();
    assertThat(seenOf(said, new int[] {TWIN})).as("its picture is to be forgotten").isEmpty();
    IntStream.of(dataset.images().ordinals(Split.TRAIN))
        .skip(FORGET.length)
        .filter(row -> row != TWIN)
        .forEach(row -> assertThat(seenBy(said, row)).as("sample " + row).hasSize(2));
    assertThat(seenBy(said, 300)).as("one person's").isEqualTo(seenBy(said, 301));
    assertThat(said.hits()[0]).contains(0, 1);
    assertThat(folder(tables)).as("no model is kept").noneMatch(each -> each.contains("variables"));
  }

  @Test
  void shouldSayTheSameAgainWithoutTraining() {
    References first = models(ORDER, ReferenceTablesTest::never).of(dataset, FORGET, everything);
    References again = trainsNothing(ORDER).of(dataset, FORGET, everything);

    assertThat(again.margins()).matches(same(first.margins()));
    assertThat(again.hits()).matches(same(first.hits()));
  }

  @Test
  void shouldGoOnWhereAKilledOneStopped() throws IOException {
    References whole = models(ORDER, ReferenceTablesTest::never).of(dataset, FORGET, everything);
    tables = folder.resolve("killed");
    assertThatThrownBy(
            () ->
                models(ORDER, () -> Files.exists(file("model-1"))).of(dataset, FORGET, everything))
        .isInstanceOf(CancellationException.class);
    assertThat(file("model-2")).doesNotExist();
    Files.writeString(file(".model-2.half.part"), "half written");
    Object first = Files.readAttributes(file("model-1"), BasicFileAttributes.class).fileKey();

    References resumed = models(ORDER, ReferenceTablesTest::never).of(dataset, FORGET, everything);

    assertThat(resumed.margins()).matches(same(whole.margins()));
    assertThat(Files.readAttributes(file("model-1"), BasicFileAttributes.class).fileKey())
        .isEqualTo(first);
    assertThat(file(".model-2.half.part")).doesNotExist();
  }

  /** Two models of one dataset, each with people of its own who asked. */
  @Test
  void shouldBeMadeAnewForWhoAsksLaterAndForgetNobodyWhoAskedBefore() {
    int[] later = IntStream.range(120, 180).toArray();
    int[] both = IntStream.range(0, 180).toArray();
    models(ORDER, ReferenceTablesTest::never).of(dataset, FORGET, everything);

    References anew = models(ORDER, ReferenceTablesTest::never).of(dataset, later, everything);

    assertThat(seenOf(anew, both)).isEmpty();
    assertThat(trainsNothing(ORDER).of(dataset, FORGET, everything).margins())
        .matches(same(anew.margins()));
    assertThat(trainsNothing(ORDER).of(dataset, both, everything).margins())
        .matches(same(anew.margins()));
  }

  @Test
  void shouldLearnFromWhoIsLeftAndSayWhereNobodyIs() {
    int[] allButOnePerson = IntStream.range(0, NoiseDataset.TRAIN - 5).toArray();
    int[] all = IntStream.range(0, NoiseDataset.TRAIN).toArray();

    References ofOne =
        models(ORDER, ReferenceTablesTest::never).of(dataset, allButOnePerson, everything);

    assertThat(seenOf(ofOne, allButOnePerson)).isEmpty();
    assertThat(seenBy(ofOne, NoiseDataset.TRAIN - 1)).hasSize(4);
    assertThatThrownBy(() -> models(ORDER, ReferenceTablesTest::never).of(dataset, all, everything))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("nobody stays");
    assertThat(
            seenOf(
                models(ORDER, ReferenceTablesTest::never).of(dataset, FORGET, everything), FORGET))
        .isEmpty();
  }

  @Test
  void shouldRefuseWhatIsHalfWrittenChangedOrOfAnotherKeyAndMakeItAnew() throws IOException {
    References whole = models(ORDER, ReferenceTablesTest::never).of(dataset, FORGET, everything);
    byte[] written = Files.readAllBytes(file("model-1"));
    byte[] changed = written.clone();
    changed[100] ^= 1;
    byte[] ofAnotherLayout = written.clone();
    ofAnotherLayout[3] ^= 1;
    for (byte[] bytes :
        List.of(
            Arrays.copyOf(written, written.length / 2),
            Arrays.copyOf(written, written.length + 1),
            new byte[0],
            changed,
            ofAnotherLayout,
            Files.readAllBytes(file("model-0")),
            Files.readAllBytes(file("absent")))) {
      Files.write(file("model-1"), bytes);
      assertThat(
              models(ORDER, ReferenceTablesTest::never).of(dataset, FORGET, everything).margins())
          .matches(same(whole.margins()));
      assertThat(Files.readAllBytes(file("model-1"))).isEqualTo(written);
    }

    Files.write(file("absent"), changed);
    assertThat(models(ORDER, ReferenceTablesTest::never).of(dataset, FORGET, everything).margins())
        .matches(same(whole.margins()));

    References ofAnotherKey =
        models(new SeededOrder(8), ReferenceTablesTest::never).of(dataset, FORGET, everything);
    assertThat(Arrays.equals(ofAnotherKey.margins()[0], whole.margins()[0])).isFalse();
  }

  @Test
  void shouldLearnAboutAsManySamplesAsThereIsRoomForAndCountAllOfTheirPeopleAsSeen() {
    ReferenceHalves halves = new ReferenceHalves(ORDER, dataset, new BitSet(), 100);

    for (int model = 0; model < 4; model++) {
      ReferenceHalves.Half half = halves.of(model);
      assertThat(half.rows().length).isBetween(50, 150);
      assertThat(IntStream.of(half.rows()).allMatch(half.seen()::get)).isTrue();
      for (int row : half.rows()) {
        int first = row / 5 * 5;
        assertThat(IntStream.rangeClosed(first, first + 4).allMatch(half.seen()::get))
            .as("all of the person of sample " + row)
            .isTrue();
      }
    }
    assertThat(halves.of(0).rows()).isNotEqualTo(halves.of(2).rows());
    assertThat(halves.of(0).rows()).doesNotContain(halves.of(1).rows());
  }

  @Test
  void shouldSayWhereItCannotKeepThem() throws IOException {
    Files.writeString(tables, "a file");

    assertThatThrownBy(
            () -> models(ORDER, ReferenceTablesTest::never).of(dataset, FORGET, everything))
        .isInstanceOf(UncheckedIOException.class);
  }

  private static boolean never() {
    return false;
  }

  private ReferenceModels models(SampleOrder order, BooleanSupplier cancelled) {
    return new ReferenceTables(RuntimeOptions.cpu(1), tables, ProgressListener.none())
        .of(order, cancelled);
  }

  /** Whatever would be trained is cancelled at once. */
  private ReferenceModels trainsNothing(SampleOrder order) {
    return models(order, () -> true);
  }

  private Path file(String name) {
    return tables.resolve(dataset.images().digest() + "-16x16").resolve(name);
  }

  private static int[] seenOf(References said, int... rows) {
    return IntStream.of(rows).filter(row -> !seenBy(said, row).isEmpty()).toArray();
  }

  /** NaN where NaN is. */
  private static Predicate<double[][]> same(double[][] expected) {
    return found -> Arrays.deepEquals(found, expected);
  }

  private static List<Integer> seenBy(References said, int row) {
    return IntStream.range(0, said.models())
        .filter(model -> Double.isNaN(said.margins()[model][row]))
        .boxed()
        .toList();
  }

  private static List<String> folder(Path place) {
    try (Stream<Path> all = Files.walk(place)) {
      return all.map(Path::toString).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

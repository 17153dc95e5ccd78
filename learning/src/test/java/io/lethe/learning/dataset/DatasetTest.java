// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.learning.ProgressListener;
import io.lethe.learning.source.BundleFixture;
import io.lethe.learning.source.DatasetBundle;
import io.lethe.learning.source.RegisteredBundle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetTest {

  @TempDir Path directory;

  /** Counts the images that are asked for. */
  private static final class CountingSource implements BundleSource {
    private final BundleSource source;
    private final AtomicInteger images = new AtomicInteger();

    CountingSource(BundleSource source) {
      this.source = source;
    }

    @Override
    public String digest() {
      return source.digest();
    }

    @Override
    public int size() {
      return source.size();
    }

    @Override
    public Split split(int ordinal) {
      return source.split(ordinal);
    }

    @Override
    public int label(int ordinal) {
      return source.label(ordinal);
    }

    @Override
    public int owner(int ordinal) {
      return source.owner(ordinal);
    }

    @Override
    public List<String> classNames() {
      return source.classNames();
    }

    @Override
    public List<IndexEntry> index() {
      return source.index();
    }

    @Override
    public byte[] image(int ordinal) throws IOException {
      images.incrementAndGet();
      return source.image(ordinal);
    }

    @Override
    public void close() {
      source.close();
    }
  }

  private DatasetBundle open(BundleFixture fixture) {
    return DatasetBundle.open(fixture.writeFolder(directory.resolve("bundle")));
  }

  private Dataset.DecodeOptions options(OptionalInt resolution) {
    return new Dataset.DecodeOptions(directory.resolve("cache"), resolution, 2);
  }

  private Dataset load(BundleSource source) {
    return Dataset.load(source, options(OptionalInt.empty()), ProgressListener.none());
  }

  private Path cacheFile() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("cache"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  private static byte[] image(Dataset dataset, int ordinal) {
    ByteBuffer target = ByteBuffer.allocate(dataset.shape().bytes());
    dataset.copyImage(ordinal, target);
    assertThat(target.hasRemaining()).isFalse();
    return target.array();
  }

  @Test
  void shouldHoldTheDecodedPixelsAndLabelsOfEveryRow() throws IOException {
    BundleFixture fixture = BundleFixture.sound();
    try (DatasetBundle bundle = open(fixture);
        Dataset dataset = load(bundle);
        ImageDecoder decoder = new ImageDecoder()) {
      assertThat(dataset.digest()).isEqualTo(bundle.digest());
      assertThat(dataset.size()).isEqualTo(7);
      assertThat(dataset.shape()).isEqualTo(new ImageShape(5, 7, 3));
      assertThat(dataset.classNames()).containsExactly("cat", "dog");
      assertThat(dataset.classes()).isEqualTo(2);
      assertThat(dataset.ordinals(Split.TRAIN)).containsExactly(0, 1, 2, 3);
      assertThat(dataset.ordinals(Split.TEST)).containsExactly(4, 6);
      assertThat(dataset.split(5)).isEqualTo(Split.VALIDATION);
      assertThat(new int[] {dataset.label(0), dataset.label(1)}).containsExactly(0, 1);
      for (int ordinal = 0; ordinal < 7; ordinal++) {
        byte[] encoded = fixture.files.get(fixture.path(ordinal + 2));
        assertThat(image(dataset, ordinal)).isEqualTo(decoder.decode(encoded).values());
      }
    }
  }

  @Test
  void shouldCopyToThePositionOfTheTarget() {
    try (DatasetBundle bundle = open(BundleFixture.sound());
        Dataset dataset = load(bundle)) {
      int bytes = dataset.shape().bytes();
      ByteBuffer batch = ByteBuffer.allocateDirect(2 * bytes);
      dataset.copyImage(3, batch);
      dataset.copyImage(1, batch);
      byte[] second = new byte[bytes];
      batch.get(bytes, second);
      assertThat(second).isEqualTo(image(dataset, 1));
      assertThatThrownBy(() -> dataset.copyImage(0, batch))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("target has room for 0 bytes");
      assertThatThrownBy(() -> dataset.copyImage(7, batch.clear()))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void shouldRefuseUseAfterClose() {
    try (DatasetBundle bundle = open(BundleFixture.sound())) {
      Dataset dataset = load(bundle);
      dataset.close();
      assertThatThrownBy(dataset::shape)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("dataset is closed");
    }
  }

  @Test
  void shouldReportProgressUpToTheEndOnTheCallersThread() {
    List<Long> heard = new ArrayList<>();
    Thread caller = Thread.currentThread();
    ProgressListener listener =
        (phase, done, total) -> {
          assertThat(Thread.currentThread()).isSameAs(caller);
          assertThat(phase).isEqualTo("decode");
          assertThat(total).isEqualTo(7);
          heard.add(done);
        };
    try (DatasetBundle bundle = open(BundleFixture.sound());
        Dataset dataset = Dataset.load(bundle, options(OptionalInt.empty()), listener)) {
      assertThat(dataset.size()).isEqualTo(7);
      assertThat(heard).first().isEqualTo(0L);
      assertThat(heard).last().isEqualTo(7L);
    }
  }

  @Test
  void shouldDecodeOnlyOnce() throws IOException {
    try (CountingSource source = new CountingSource(open(BundleFixture.sound()));
        Dataset first = load(source)) {
      int decoded = source.images.get();
      try (Dataset second = load(source)) {
        assertThat(decoded).isGreaterThanOrEqualTo(7);
        assertThat(source.images).hasValue(decoded);
        assertThat(image(second, 2)).isEqualTo(image(first, 2));
        assertThat(cacheFile().getFileName()).hasToString(source.digest() + ".pixels");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 20, 60, 125, 127, 128, 300, 700, -1, -100, -600})
  void shouldDecodeAgainWhenTheCacheIsDamaged(int place) throws IOException {
    try (CountingSource source = new CountingSource(open(BundleFixture.sound()))) {
      load(source).close();
      byte[] sound = Files.readAllBytes(cacheFile());
      byte[] damaged = sound.clone();
      if (place >= 0) {
        damaged[place] ^= 0x10;
      } else {
        damaged = Arrays.copyOf(sound, sound.length + place);
      }
      Files.delete(cacheFile());
      Files.write(directory.resolve("cache").resolve(source.digest() + ".pixels"), damaged);
      source.images.set(0);
      load(source).close();
      assertThat(source.images.get()).isGreaterThanOrEqualTo(7);
      assertThat(cacheFile()).hasBinaryContent(sound);
    }
  }

  @Test
  void shouldNotTakeTheCacheOfAnotherDataset() throws IOException {
    BundleFixture other = BundleFixture.sound();
    other.image(2, other.files.get(other.path(3)));
    try (CountingSource source = new CountingSource(open(BundleFixture.sound()));
        DatasetBundle otherBundle =
            DatasetBundle.open(other.writeFolder(directory.resolve("other")))) {
      load(otherBundle).close();
      Files.move(cacheFile(), cacheFile().resolveSibling(source.digest() + ".pixels"));
      load(source).close();
      assertThat(source.images.get()).isGreaterThanOrEqualTo(7);
    }
  }

  @Test
  void shouldSurviveARaceForTheSameCache() throws Exception {
    ExecutorService racers = Executors.newFixedThreadPool(4);
    try (DatasetBundle bundle = open(BundleFixture.sound())) {
      List<Callable<byte[]>> races = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        races.add(
            () -> {
              try (Dataset dataset = load(bundle)) {
                return image(dataset, 4);
              }
            });
      }
      byte[] expected;
      try (Dataset alone =
          Dataset.load(
              bundle,
              Dataset.DecodeOptions.defaults(directory.resolve("alone")),
              ProgressListener.none())) {
        expected = image(alone, 4);
      }
      for (Future<byte[]> race : racers.invokeAll(races)) {
        assertThat(race.get()).isEqualTo(expected);
      }
      assertThat(cacheFile()).exists();
    } finally {
      racers.shutdownNow();
    }
  }

  @Test
  void shouldNameFileAndRowOfImagesThatCannotBeUsedAndLeaveNoCache() {
    BundleFixture fixture = BundleFixture.sound();
    byte[] jpeg = BundleFixture.jpeg(BundleFixture.random(1, 5, 7, BufferedImage.TYPE_3BYTE_BGR));
    fixture.image(2, new byte[] {1, 2, 3});
    fixture.image(4, Arrays.copyOf(jpeg, jpeg.length - 30));
    fixture.image(
        5, BundleFixture.png(BundleFixture.random(1, 5, 7, BufferedImage.TYPE_BYTE_GRAY)));
    fixture.image(
        6, BundleFixture.png(BundleFixture.random(1, 6, 7, BufferedImage.TYPE_3BYTE_BGR)));
    String reference = "samples.csv row 3: image 'pictures/train/3.png' is colour 5x7";
    try (DatasetBundle bundle = open(fixture)) {
      assertThatThrownBy(() -> load(bundle))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining(
              "samples.csv row 2: image 'pictures/train/2.png' is neither JPEG nor PNG")
          .hasMessageContaining("row 4: image 'pictures/train/4.png' cannot be decoded")
          .hasMessageContaining(
              "row 5: image 'pictures/train/5.png' is grey 5x7 where "
                  + reference
                  + ": convert them all to grey or all to colour")
          .hasMessageContaining(
              "row 6: image 'pictures/test/6.png' is colour 6x7 where "
                  + reference
                  + ": make them one size, or give a resolution (--resolution) to scale them")
          .hasMessageNotContaining("row 7")
          .hasMessageNotContaining("example.org");
    }
    assertThat(directory.resolve("cache")).isEmptyDirectory();
  }

  @Test
  void shouldScaleImagesOfAnySizeToTheResolution() throws IOException {
    BundleFixture fixture = BundleFixture.sound();
    fixture.image(
        6, BundleFixture.png(BundleFixture.random(1, 30, 9, BufferedImage.TYPE_3BYTE_BGR)));
    try (DatasetBundle bundle = open(fixture);
        Dataset dataset =
            Dataset.load(bundle, options(OptionalInt.of(8)), ProgressListener.none());
        ImageDecoder decoder = new ImageDecoder()) {
      assertThat(dataset.shape()).isEqualTo(new ImageShape(8, 8, 3));
      assertThat(image(dataset, 4))
          .isEqualTo(new Resampler(8).resize(decoder.decode(bundle.image(4))).values());
      assertThat(cacheFile().getFileName()).hasToString(bundle.digest() + "-8.pixels");
    }
  }

  @Test
  void shouldLeaveTheBundleUsableWhenInterrupted() throws IOException {
    try (DatasetBundle bundle = open(BundleFixture.sound());
        RegisteredBundle registered =
            RegisteredBundle.write(bundle, BundleFixture::key, directory.resolve("registered"))) {
      ProgressListener interrupting = (phase, done, total) -> Thread.currentThread().interrupt();
      assertThatThrownBy(() -> Dataset.load(registered, options(OptionalInt.empty()), interrupting))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(registered.image(0)).isEqualTo(bundle.image(0));
      assertThat(directory.resolve("cache")).isEmptyDirectory();
    }
  }

  @Test
  void shouldFindImagesBeyondTheFirstMappedSegment() throws IOException {
    try (DatasetBundle bundle = open(BundleFixture.sound());
        Dataset dataset = load(bundle);
        FileChannel channel = FileChannel.open(cacheFile(), StandardOpenOption.READ)) {
      CacheHeader header =
          CacheHeader.parse(Arrays.copyOf(Files.readAllBytes(cacheFile()), CacheHeader.BYTES))
              .orElseThrow();
      PixelFile split = PixelFile.map(channel, header, 2 * header.shape().bytes() + 1);
      assertThat(split.checksum()).isEqualTo(header.checksum());
      for (int ordinal = 0; ordinal < 7; ordinal++) {
        ByteBuffer target = ByteBuffer.allocate(header.shape().bytes());
        split.copy(ordinal, target);
        assertThat(target.array()).isEqualTo(image(dataset, ordinal));
      }
    }
  }

  @Test
  void shouldRefuseSenselessOptions() {
    assertThatThrownBy(() -> options(OptionalInt.of(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("resolution 0 must be from 1 to 4096 pixels");
    assertThatThrownBy(() -> new Dataset.DecodeOptions(directory, OptionalInt.empty(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 decoding threads: at least 1 is needed");
  }
}

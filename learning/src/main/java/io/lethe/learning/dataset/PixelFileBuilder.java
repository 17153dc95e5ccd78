// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import io.lethe.domain.file.DurableFiles;
import io.lethe.learning.ProgressListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Decodes all images of a bundle in parallel to a {@link PixelFile}. It writes a file of its own
 * and moves it into place at the end, so that processes may race for the same file.
 */
final class PixelFileBuilder {

  static final String PHASE = "decode";

  private static final int CHUNK_IMAGES = 256;
  private static final int CHUNK_BYTES = 1 << 24;

  private final BundleSource source;
  private final int size;
  private final Dataset.DecodeOptions options;
  private final ProgressListener progress;
  private final Queue<ImageDecoder> decoders = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean finished = new AtomicBoolean();

  PixelFileBuilder(BundleSource source, Dataset.DecodeOptions options, ProgressListener progress) {
    this.source = source;
    this.size = source.size();
    this.options = options;
    this.progress = progress;
  }

  /**
   * Builds the file.
   *
   * @throws DatasetException naming the first images that cannot be used, if there are any
   */
  void build(Path file) throws IOException {
    Path temporary =
        Files.createTempFile(options.cacheDirectory(), file.getFileName().toString(), ".tmp");
    try (FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Reference reference = reference();
      decodeAll(channel, reference);
      CacheHeader header =
          new CacheHeader(
              source.digest(), options.resolution().orElse(0), size, reference.target(), 0);
      long checksum = PixelFile.map(channel, header).checksum();
      writeFully(
          channel,
          new CacheHeader(header.digest(), header.resolution(), size, header.shape(), checksum)
              .toBytes(),
          0);
      DurableFiles.moveIntoPlace(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
      decoders.forEach(ImageDecoder::close);
    }
  }

  /** The first sound image: all others must be like it. */
  private record Reference(int ordinal, ImageShape decoded, ImageShape target) {}

  private Reference reference() {
    Map<Integer, String> problems = new TreeMap<>();
    try (ImageDecoder decoder = new ImageDecoder()) {
      for (int ordinal = 0; ordinal < Math.min(size, Defects.LISTED); ordinal++) {
        try {
          ImageShape shape = decoder.decode(source.image(ordinal)).shape();
          OptionalInt square = options.resolution();
          ImageShape target =
              square.isEmpty()
                  ? shape
                  : new ImageShape(square.getAsInt(), square.getAsInt(), shape.channels());
          return new Reference(ordinal, shape, target);
        } catch (IOException e) {
          problems.put(ordinal, e.getMessage());
        }
      }
    }
    throw refusal(problems);
  }

  private void decodeAll(FileChannel channel, Reference reference) {
    ExecutorService workers = Executors.newFixedThreadPool(options.threads());
    try {
      ExecutorCompletionService<Chunk> chunks = new ExecutorCompletionService<>(workers);
      int submitted = submit(chunks, channel, reference);
      Map<Integer, String> problems = new TreeMap<>();
      long done = 0;
      progress.progress(PHASE, 0, size);
      for (int i = 0; i < submitted && problems.size() < Defects.LISTED; i++) {
        Chunk chunk = chunks.take().get();
        problems.putAll(chunk.problems());
        done += chunk.images();
        progress.progress(PHASE, done, size);
      }
      if (!problems.isEmpty()) {
        throw refusal(problems);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancelled = new CancellationException("interrupted while decoding");
      cancelled.initCause(e);
      throw cancelled;
    } catch (ExecutionException e) {
      throw new DatasetException(
          "decoded images cannot be written to %s: check its space and rights"
              .formatted(options.cacheDirectory()),
          e.getCause());
    } finally {
      finish(workers);
    }
  }

  private int submit(
      ExecutorCompletionService<Chunk> chunks, FileChannel channel, Reference reference) {
    int chunk = Math.max(1, Math.min(CHUNK_IMAGES, CHUNK_BYTES / reference.target().bytes()));
    int submitted = 0;
    for (int first = 0; first < size; first += chunk) {
      int from = first;
      int to = (int) Math.min(size, (long) first + chunk);
      chunks.submit(() -> decode(channel, reference, from, to));
      submitted++;
    }
    return submitted;
  }

  /** Waits for the workers without interrupting them: that would close the source's channel. */
  private void finish(ExecutorService workers) {
    finished.set(true);
    workers.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = workers.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private record Chunk(int images, Map<Integer, String> problems) {}

  private Chunk decode(FileChannel channel, Reference reference, int from, int to)
      throws IOException {
    ImageDecoder pooled = decoders.poll();
    ImageDecoder decoder = pooled == null ? new ImageDecoder() : pooled;
    int imageBytes = reference.target().bytes();
    ByteBuffer pixels = ByteBuffer.allocate((to - from) * imageBytes);
    Map<Integer, String> problems = new TreeMap<>();
    for (int ordinal = from; ordinal < to && !finished.get(); ordinal++) {
      try {
        pixels.put(decode(decoder, reference, ordinal));
      } catch (IOException e) {
        problems.put(ordinal, e.getMessage());
      }
    }
    decoders.add(decoder);
    if (!pixels.hasRemaining()) {
      writeFully(channel, pixels.flip(), CacheHeader.BYTES + (long) from * imageBytes);
    }
    return new Chunk(to - from, problems);
  }

  private byte[] decode(ImageDecoder decoder, Reference reference, int ordinal) throws IOException {
    ImageDecoder.Pixels image = decoder.decode(source.image(ordinal));
    ImageShape expected = reference.decoded();
    if (image.shape().channels() != expected.channels()) {
      throw new IOException(
          "is %s where %s is %s: convert them all to grey or all to colour"
              .formatted(image.shape(), source.describe(reference.ordinal()), expected));
    }
    if (options.resolution().isPresent()) {
      return new Resampler(options.resolution().getAsInt()).resize(image).values();
    }
    if (!image.shape().equals(expected)) {
      throw new IOException(
          ("is %s where %s is %s: make them one size,"
                  + " or give a resolution (--resolution) to scale them all to")
              .formatted(image.shape(), source.describe(reference.ordinal()), expected));
    }
    return image.values();
  }

  private DatasetException refusal(Map<Integer, String> problems) {
    StringBuilder message = new StringBuilder("dataset has images that cannot be used:");
    problems.entrySet().stream()
        .limit(Defects.LISTED)
        .forEach(
            problem ->
                message
                    .append("\n  ")
                    .append(source.describe(problem.getKey()))
                    .append(' ')
                    .append(problem.getValue()));
    return new DatasetException(message.toString());
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    long next = position;
    while (bytes.hasRemaining()) {
      next += channel.write(bytes, next);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The wall clock that a process sees, moved under its feet by a small library that is loaded before
 * the C library; its monotonic clock goes on as that of the machine, as where somebody sets a
 * clock. Kafka's own clients, Kafka Streams and the broker see it as we do.
 */
final class WallClock {
  private static final String COMPILER = "cc";

  private final Path library;
  private final Path seconds;

  private WallClock(Path library, Path seconds) {
    this.library = library;
    this.seconds = seconds;
  }

  /** As the machine's; without a C compiler the test is skipped and says so, under CI it fails. */
  static WallClock in(Path scratch) throws IOException, InterruptedException {
    assumeTrue(
        isThere(COMPILER) || "true".equals(System.getenv("CI")),
        "no C compiler on this machine: apt-get install gcc libc6-dev");
    Path source = scratch.resolve("wall-clock.c");
    try (var text = WallClock.class.getResourceAsStream("/wall-clock.c")) {
      Files.copy(text, source);
    }
    Path library = scratch.resolve("wall-clock.so");
    Process compiler =
        new ProcessBuilder(
                COMPILER, "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
            .inheritIO()
            .start();
    assertThat(compiler.waitFor()).as(COMPILER).isZero();
    WallClock clock = new WallClock(library, scratch.resolve("wall-clock.seconds"));
    clock.moveTo(Duration.ZERO);
    return clock;
  }

  /** What the environment of a process holds, so that it sees this clock. */
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "WALL_CLOCK", seconds.toString());
  }

  /** Sets it so far before or behind the machine's. */
  void moveTo(Duration ahead) throws IOException {
    ByteBuffer value =
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.nativeOrder())
            .putLong(ahead.toSeconds())
            .flip();
    try (FileChannel file =
        FileChannel.open(seconds, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(value, 0); // in place: the processes have mapped it
    }
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}

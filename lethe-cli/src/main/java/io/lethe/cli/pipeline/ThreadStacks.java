// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says where this process's threads stand: a start that hangs tells nothing by itself. */
final class ThreadStacks {
  private static final Logger LOGGER = LoggerFactory.getLogger(ThreadStacks.class);
  private static final List<String> WHOSE = List.of("io.lethe.", "org.apache.kafka.streams.");
  private static final int FRAMES = 25;

  private ThreadStacks() {}

  static void log(List<String> late) {
    LOGGER
        .atWarn()
        .setMessage("Services are not ready in time")
        .addKeyValue("late", late)
        .addKeyValue("stacks", ofOurs())
        .log();
  }

  /** Of threads that run code of Lethe or Kafka Streams. */
  private static String ofOurs() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(each -> Arrays.stream(each.getValue()).anyMatch(ThreadStacks::isOurs))
        .map(ThreadStacks::text)
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  private static boolean isOurs(StackTraceElement frame) {
    return WHOSE.stream().anyMatch(frame.getClassName()::startsWith);
  }

  private static String text(Map.Entry<Thread, StackTraceElement[]> each) {
    return each.getKey().getName()
        + " "
        + each.getKey().getState()
        + Arrays.stream(each.getValue())
            .limit(FRAMES)
            .map(frame -> "\n  " + frame)
            .collect(Collectors.joining());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import io.lethe.cli.pipeline.PipelineView;
import io.lethe.schemas.RequestState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Kills at random instants, of which a quarter while the victim starts, the others when it has come
 * up and has been sent a few more requests. In the end all requests are promoted.
 */
final class Kills {
  /** Who asks to be forgotten before each kill. */
  static final int PEOPLE = 5;

  private static final int LATEST_MILLIS = 6_000;

  private final World world;
  private final Victim victim;
  private final Random random;
  private final List<String> requests = new ArrayList<>();
  private final List<String> table = new ArrayList<>();

  Kills(World world, Victim victim, long seed) {
    this.world = world;
    this.victim = victim;
    this.random = new Random(seed);
    table.add("| kill | when | next start ready after |");
    table.add("|---|---|---|");
  }

  /** Kills a running victim so often, and leaves it running; a table of what happened. */
  List<String> run(int times) throws Exception {
    boolean up = true;
    for (int kill = 1; kill <= times; kill++) {
      String when = up ? "%s s after it had work" : "%s s after its start";
      if (up) {
        requests.addAll(World.erase(victim.kafka(), people()));
      }
      Duration life = Duration.ofMillis(random.nextInt(LATEST_MILLIS));
      victim.killAfter(life);
      up = kill == times || random.nextInt(4) > 0;
      String ready = startAgain(up);
      table.add("| %d | %s | %s |".formatted(kill, when.formatted(seconds(life)), ready));
    }
    try (PipelineView view = new PipelineView(victim.kafka())) {
      World.await(view, requests, RequestState.PROMOTED);
    }
    return table;
  }

  private String startAgain(boolean untilReady) throws IOException {
    Instant start = Instant.now();
    victim.start();
    if (!untilReady) {
      return "killed before";
    }
    victim.awaitReady();
    return seconds(Duration.between(start, Instant.now())) + " s";
  }

  private List<String> people() {
    return world.people(requests.size(), requests.size() + PEOPLE);
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
  }
}

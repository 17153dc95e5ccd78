// SPDX-License-Identifier: Apache-2.0
package io.lethe.unlearning.scrub;

import io.lethe.learning.training.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The batches of SCRUB: in each of the first epochs all forget batches and then all retain batches,
 * afterwards retain batches only; both shuffled anew each epoch.
 */
public final class AscentSchedule implements Schedule {
  private final Schedule forget;
  private final Schedule retain;
  private final int ascentEpochs;

  public AscentSchedule(int[] forget, int[] retain, int ascentEpochs, int batchSize, long seed) {
    SplittableRandom seeds = new SplittableRandom(seed);
    this.forget = Schedule.shuffled(forget, batchSize, seeds.nextLong());
    this.retain = Schedule.shuffled(retain, batchSize, seeds.nextLong());
    this.ascentEpochs = ascentEpochs;
  }

  @Override
  public List<Update> epoch(int epoch) {
    List<Update> updates = new ArrayList<>();
    if (epoch < ascentEpochs) {
      updates.addAll(forget.epoch(epoch));
    }
    updates.addAll(retain.epoch(epoch));
    return updates;
  }
}

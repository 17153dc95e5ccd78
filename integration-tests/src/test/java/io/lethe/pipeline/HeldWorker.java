// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import io.lethe.unlearning.RowAudit;
import java.util.concurrent.CountDownLatch;

/** Holds a worker at its next step, while somebody else answers its jobs. */
final class HeldWorker implements RowAudit {
  private volatile CountDownLatch latch = new CountDownLatch(0);

  /** From now on; until then it works. */
  void hold() {
    latch = new CountDownLatch(1);
  }

  /** Lets it go on. */
  void release() {
    latch.countDown();
  }

  @Override
  public void fed(int ordinal, Role role) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.callback;

import java.util.Objects;

/**
 * What stands beside the topology for callbacks.
 *
 * @param shown what is told
 * @param sender by whom
 */
public record CallingBack(ShownState shown, CallbackSender sender) {
  /** Checks presence. */
  public CallingBack {
    Objects.requireNonNull(shown, "shown");
    Objects.requireNonNull(sender, "sender");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

import io.lethe.kit.trace.Trace;
import io.lethe.schemas.ModelCommand;

/** Puts commands on their topic. */
@FunctionalInterface
public interface CommandSender {

  /**
   * Sends a command and waits until the broker has it.
   *
   * @param trace the command's trace, in the record's headers
   * @throws CommandNotSentException if the broker did not take it in time; it may still arrive, and
   *     sending it again under the same id is safe
   */
  void send(ModelCommand command, Trace trace);
}

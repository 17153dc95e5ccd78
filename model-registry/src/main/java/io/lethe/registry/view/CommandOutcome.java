// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.view;

import io.lethe.schemas.ModelEventType;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command.
 *
 * @param commandId the command
 * @param commandDigest what it asked for, as the answer to the sender had it
 * @param event the event that it caused
 * @param version the version made or meant; null where none
 * @param reason why it was refused, or why it was given; null where not said
 */
public record CommandOutcome(
    String commandId,
    String commandDigest,
    ModelEventType event,
    @Nullable Long version,
    @Nullable String reason) {}

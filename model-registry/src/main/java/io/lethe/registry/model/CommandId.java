// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import io.lethe.domain.text.UuidText;
import io.lethe.schemas.ModelCommand;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A command's id: a UUID, in lower case wherever it is kept, compared or told, however its sender
 * spelled it and whichever way it came.
 *
 * <p>Why: docs/decisions/0032-a-command-fits-what-is-so.md.
 */
public final class CommandId {
  /** The rule in words. */
  public static final String RULE = UuidText.RULE;

  private CommandId() {}

  /** The id as it is compared; empty where the text is none. */
  public static Optional<String> of(@Nullable String text) {
    return UuidText.compared(text);
  }

  /** A command of Kafka with its id as it is compared; what is no id stays, to be refused. */
  public static ModelCommand compared(ModelCommand command) {
    String given = command.getCommandId();
    return of(given)
        .filter(id -> !id.equals(given))
        .map(id -> ModelCommand.newBuilder(command).setCommandId(id).build())
        .orElse(command);
  }

  /** Whether it is one as it is compared. */
  static boolean isCompared(String text) {
    return of(text).filter(text::equals).isPresent();
  }
}

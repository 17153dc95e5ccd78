// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

/**
 * A command that had its effect; its id changes nothing any more.
 *
 * @param commandId the command
 */
public record CommandRow(String commandId) implements Row {
  private static final String PREFIX = "command/";

  /** Checks the id. */
  public CommandRow {
    RowRules.text(commandId, "command id");
  }

  static String keyOf(String commandId) {
    return PREFIX + commandId;
  }

  @Override
  public String rowKey() {
    return keyOf(commandId);
  }
}

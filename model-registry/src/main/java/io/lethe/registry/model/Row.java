// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * One piece of a model's state. A model's state is many small rows, so that no stored value grows
 * with the number of versions, jobs, sets, policies or commands. Every row follows from the model's
 * events alone.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "row")
@JsonSubTypes({
  @JsonSubTypes.Type(value = HeadRow.class, name = "head"),
  @JsonSubTypes.Type(value = VersionRow.class, name = "version"),
  @JsonSubTypes.Type(value = JobRow.class, name = "job"),
  @JsonSubTypes.Type(value = ForgetSetRow.class, name = "set"),
  @JsonSubTypes.Type(value = PolicyRow.class, name = "policy"),
  @JsonSubTypes.Type(value = ForgottenRow.class, name = "forgotten"),
  @JsonSubTypes.Type(value = CommandRow.class, name = "command")
})
public sealed interface Row
    permits HeadRow, VersionRow, JobRow, ForgetSetRow, PolicyRow, ForgottenRow, CommandRow {

  /** The row's name within its model, for example {@code version/0000000000000000003}. */
  String rowKey();
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What comes back from a model to a request's row; record key: tenant/requestId. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = OfCase.Changed.class, name = "changed"),
  @JsonSubTypes.Type(value = OfCase.Answered.class, name = "answered")
})
public sealed interface OfCase {

  /**
   * A new state.
   *
   * @param change the state
   */
  record Changed(StatusChange change) implements OfCase {}

  /**
   * An amendment's answer.
   *
   * @param answer the answer
   */
  record Answered(AmendmentAnswer answer) implements OfCase {}
}

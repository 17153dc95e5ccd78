// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.request;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * What goes from a request to one of its models; record key: the model. One way for both, so that
 * an amendment never overtakes its request.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ToCase.Asked.class, name = "asked"),
  @JsonSubTypes.Type(value = ToCase.Amended.class, name = "amended")
})
public sealed interface ToCase {

  /**
   * The request enters the model's sets.
   *
   * @param request the request
   */
  record Asked(SetRequest request) implements ToCase {}

  /**
   * The request is amended.
   *
   * @param amendment the amendment
   */
  record Amended(SetAmendment amendment) implements ToCase {}
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.model;

/**
 * The dataset to which a model is bound.
 *
 * @param digest SHA-256 of the dataset's index
 * @param uri where it lies
 */
public record BoundDataset(String digest, String uri) {
  /** Checks both fields. */
  public BoundDataset {
    RowRules.digest(digest, "dataset digest");
    RowRules.text(uri, "dataset uri");
  }
}

package io.lethe.registry.model;

/**
 * The dataset to which a model is bound.
 *
 * @param digest SHA-256 of the dataset's index
 * @param uri where it lies
 */
public record Dataset(String digest, String uri) {
  /** Checks both fields. */
  public Dataset {
    Rules.digest(digest, "dataset digest");
    Rules.text(uri, "dataset uri");
  }
}

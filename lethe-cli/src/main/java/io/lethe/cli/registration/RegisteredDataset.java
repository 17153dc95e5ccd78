package io.lethe.cli.registration;

import static java.util.Objects.requireNonNull;

import io.lethe.kit.artefact.ArtefactRef;

/**
 * A dataset that the pipeline knows.
 *
 * @param digest SHA-256 of its index, the name by which jobs and versions refer to it
 * @param artefact the tree in the artefact store that holds index and images
 */
public record RegisteredDataset(String digest, ArtefactRef artefact) {
  public RegisteredDataset {
    requireNonNull(digest, "digest");
    requireNonNull(artefact, "artefact");
  }
}

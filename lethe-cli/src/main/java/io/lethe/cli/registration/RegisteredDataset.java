// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.registration;

import io.lethe.kit.artifact.ArtifactRef;

/**
 * A dataset that the pipeline knows.
 *
 * @param digest SHA-256 of its index, the name by which jobs and versions refer to it
 * @param artifact the tree in the artifact store that holds index and images
 */
public record RegisteredDataset(String digest, ArtifactRef artifact) {}

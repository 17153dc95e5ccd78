// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.kit.artifact.ArtifactStore;
import java.nio.file.Path;

/**
 * What a pipeline has beside its topics, as whoever registers datasets and models needs it: of its
 * keys the one for subjects alone.
 *
 * @param store versions, datasets and forget sets, by digest
 * @param subjectKey the key file that turns subject ids into subject keys
 * @param images decoded images; may be deleted at will
 */
public record PipelineHome(ArtifactStore store, Path subjectKey, Path images) {

  /**
   * The key that turns subject ids into subject keys.
   *
   * @throws io.lethe.domain.crypto.KeyFileException where its file is missing, damaged or open to
   *     others
   */
  public SubjectKeys subjectKeys() {
    return SubjectKeys.load(subjectKey);
  }
}

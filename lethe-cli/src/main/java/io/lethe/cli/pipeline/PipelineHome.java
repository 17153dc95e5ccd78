// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

import io.lethe.domain.crypto.HmacKey;
import io.lethe.domain.crypto.SigningKey;
import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.evaluation.measure.AttackSettings;
import io.lethe.evaluation.model.Datasets;
import io.lethe.evaluation.model.TensorFlowModels;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.learning.ProgressListener;
import io.lethe.learning.model.RuntimeOptions;
import io.lethe.learning.source.DatasetCache;
import io.lethe.verifier.report.BaselineEvaluator;
import io.lethe.verifier.report.VerificationEngine;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What a pipeline has beside its topics, as whoever registers datasets and models needs it.
 *
 * @param store versions, datasets and forget sets, by digest
 * @param keys the key files
 * @param images decoded images; may be deleted at will
 */
public record PipelineHome(ArtifactStore store, PipelineKeys keys, Path images) {

  /**
   * The key that turns subject ids into subject keys.
   *
   * @throws io.lethe.domain.crypto.KeyFileException where its file is missing, damaged or open to
   *     others
   */
  public SubjectKeys subjectKeys() {
    return SubjectKeys.load(keys.subjects());
  }

  /** The pipeline's datasets; the caller closes them. */
  public DatasetCache datasets(int decodeThreads) {
    return new DatasetCache(store::treeAt, images, decodeThreads);
  }

  /**
   * What measures and signs a model's baseline, with the verifier's own keys.
   *
   * @param datasets where its images come from; the caller closes them
   * @throws io.lethe.domain.crypto.KeyFileException where a key file is missing, damaged or open to
   *     others
   */
  public BaselineEvaluator baselineEvaluator(
      DatasetCache datasets, RuntimeOptions runtime, int attackThreads, ProgressListener progress) {
    return new BaselineEvaluator(
        store,
        new VerificationEngine(
            new TensorFlowModels(runtime, progress),
            Datasets.of(datasets, progress),
            AttackSettings.defaults(attackThreads),
            Integer.MAX_VALUE),
        HmacKey.load(keys.split()),
        SigningKey.load(keys.signing()),
        Clock.systemUTC());
  }
}

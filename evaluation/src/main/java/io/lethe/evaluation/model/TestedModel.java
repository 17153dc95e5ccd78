// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.model;

import io.lethe.evaluation.measure.Predictor;
import io.lethe.learning.dataset.Dataset;
import io.lethe.learning.dataset.ImageShape;

/** A loaded model, valid only while it is lent by {@link Models}. */
public interface TestedModel {

  /** The images that it takes. */
  ImageShape shape();

  /** This model on the images of a dataset. */
  Predictor on(Dataset dataset);
}

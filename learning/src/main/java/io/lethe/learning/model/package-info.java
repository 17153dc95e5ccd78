// SPDX-License-Identifier: Apache-2.0
/**
 * Classifiers as TensorFlow SavedModels that carry their own training: loading, predicting,
 * stepping and saving them.
 */
@NullMarked
package io.lethe.learning.model;

import org.jspecify.annotations.NullMarked;

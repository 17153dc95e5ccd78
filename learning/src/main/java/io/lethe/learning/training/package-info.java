// SPDX-License-Identifier: Apache-2.0
/**
 * Epochs over a dataset: shuffling, batches, objectives, learning rates, and the report of what was
 * done.
 */
@NullMarked
package io.lethe.learning.training;

import org.jspecify.annotations.NullMarked;

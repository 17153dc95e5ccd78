// SPDX-License-Identifier: Apache-2.0
/** Accuracies, divergences and intervals: pure functions of numbers. */
@NullMarked
package io.lethe.evaluation.metrics;

import org.jspecify.annotations.NullMarked;

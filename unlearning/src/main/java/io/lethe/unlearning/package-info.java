// SPDX-License-Identifier: Apache-2.0
/**
 * What every unlearning algorithm has: its context, its rows, its hyper-parameters and its result.
 * Plain Java decides which row pulls which way; the model's own graph does the arithmetic.
 */
@NullMarked
package io.lethe.unlearning;

import org.jspecify.annotations.NullMarked;

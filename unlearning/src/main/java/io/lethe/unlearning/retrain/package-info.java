// SPDX-License-Identifier: Apache-2.0
/** Full retraining on the rows to keep. */
@NullMarked
package io.lethe.unlearning.retrain;

import org.jspecify.annotations.NullMarked;

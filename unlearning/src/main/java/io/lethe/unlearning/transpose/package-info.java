// SPDX-License-Identifier: Apache-2.0
/** Kernel transpose: the parent's convolutions are turned over, then tuned on the rows to keep. */
@NullMarked
package io.lethe.unlearning.transpose;

import org.jspecify.annotations.NullMarked;

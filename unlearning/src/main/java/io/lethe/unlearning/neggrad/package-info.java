// SPDX-License-Identifier: Apache-2.0
/** NegGrad+: gradient ascent on the rows to forget beside descent on the rows to keep. */
@NullMarked
package io.lethe.unlearning.neggrad;

import org.jspecify.annotations.NullMarked;

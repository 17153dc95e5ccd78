// SPDX-License-Identifier: Apache-2.0
/** CF-k and EU-k: only the last k blocks are trained, from where they are or from scratch. */
@NullMarked
package io.lethe.unlearning.layers;

import org.jspecify.annotations.NullMarked;

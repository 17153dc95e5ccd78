// SPDX-License-Identifier: Apache-2.0
/** Decoded images and their index: rows, labels, splits and owners. */
@NullMarked
package io.lethe.learning.dataset;

import org.jspecify.annotations.NullMarked;

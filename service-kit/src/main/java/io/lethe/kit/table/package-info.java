// SPDX-License-Identifier: Apache-2.0
/** Rows that a reader of topics gathers, by name, on disk: their number is anybody's to raise. */
@NullMarked
package io.lethe.kit.table;

import org.jspecify.annotations.NullMarked;

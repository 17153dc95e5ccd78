// SPDX-License-Identifier: Apache-2.0
/** The paper's evaluation run again: a resumable grid of cells, Table 1, Figures 4 and 5. */
@NullMarked
package io.lethe.cli.reproduce;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Measurements of this machine, to be compared as ratios within one quiet run. */
@NullMarked
package io.lethe.cli.bench;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Long work cut into cells: each is run once, kept as a file, and found again after a kill. */
@NullMarked
package io.lethe.cli.cell;

import org.jspecify.annotations.NullMarked;

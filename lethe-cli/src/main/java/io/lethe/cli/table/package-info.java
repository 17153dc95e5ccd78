// SPDX-License-Identifier: Apache-2.0
/** Tables, panels and numbers as results are written. */
@NullMarked
package io.lethe.cli.table;

import org.jspecify.annotations.NullMarked;

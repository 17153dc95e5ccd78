// SPDX-License-Identifier: Apache-2.0
/** Tables, panels and numbers as the reproduction writes them. */
@NullMarked
package io.lethe.cli.reproduce.table;

import org.jspecify.annotations.NullMarked;

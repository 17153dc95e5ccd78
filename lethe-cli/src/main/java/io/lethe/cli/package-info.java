// SPDX-License-Identifier: Apache-2.0
/** The {@code lethe} command: parse, run, exit code. */
@NullMarked
package io.lethe.cli;

import org.jspecify.annotations.NullMarked;

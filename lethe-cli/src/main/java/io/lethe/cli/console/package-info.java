// SPDX-License-Identifier: Apache-2.0
/** What a person sees: lines, progress bars and tables. */
@NullMarked
package io.lethe.cli.console;

import org.jspecify.annotations.NullMarked;

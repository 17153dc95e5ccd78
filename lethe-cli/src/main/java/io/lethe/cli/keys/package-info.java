// SPDX-License-Identifier: Apache-2.0
/** The command that makes keys. */
@NullMarked
package io.lethe.cli.keys;

import org.jspecify.annotations.NullMarked;

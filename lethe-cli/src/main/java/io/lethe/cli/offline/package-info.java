// SPDX-License-Identifier: Apache-2.0
/** Training, unlearning and evaluation without a pipeline. */
@NullMarked
package io.lethe.cli.offline;

import org.jspecify.annotations.NullMarked;

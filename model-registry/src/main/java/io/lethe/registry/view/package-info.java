// SPDX-License-Identifier: Apache-2.0
/** The registry's state in memory, folded from committed model events. */
@NullMarked
package io.lethe.registry.view;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** The wall clock watched by the monotonic one, and whether what must move does. */
@NullMarked
package io.lethe.kit.clock;

import org.jspecify.annotations.NullMarked;

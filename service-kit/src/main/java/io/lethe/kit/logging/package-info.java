// SPDX-License-Identifier: Apache-2.0
/** How a service's process logs: one JSON object a line, its keys, and what a thread works on. */
@NullMarked
package io.lethe.kit.logging;

import org.jspecify.annotations.NullMarked;

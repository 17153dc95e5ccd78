// SPDX-License-Identifier: Apache-2.0
/** W3C trace context in record headers, and the ids that begin a trace where nobody sent one. */
@NullMarked
package io.lethe.kit.trace;

import org.jspecify.annotations.NullMarked;

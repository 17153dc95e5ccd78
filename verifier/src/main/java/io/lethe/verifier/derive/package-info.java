// SPDX-License-Identifier: Apache-2.0
/**
 * What the verifier trains: a retrained candidate again, to compare the bytes; a candidate for one
 * more epoch; and a small network that never saw the forgotten.
 */
@NullMarked
package io.lethe.verifier.derive;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Trains a retrained candidate again and compares the bytes. */
@NullMarked
package io.lethe.verifier.derive;

import org.jspecify.annotations.NullMarked;

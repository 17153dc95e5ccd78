// SPDX-License-Identifier: Apache-2.0
/**
 * The verifier: measures candidates with its own data, seeds and attackers and signs what it found.
 */
@NullMarked
package io.lethe.verifier;

import org.jspecify.annotations.NullMarked;

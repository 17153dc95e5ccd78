// SPDX-License-Identifier: Apache-2.0
/**
 * What the verifier trains of candidates: a retrained one again, to compare the bytes, and any for
 * one more epoch.
 */
@NullMarked
package io.lethe.verifier.derive;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Compares what is claimed with what is known: every difference is a finding, and a finding fails a
 * candidate.
 */
@NullMarked
package io.lethe.verifier.check;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Who is attacker's training data and who is held out: the verifier's own choice, shared with
 * nobody.
 */
@NullMarked
package io.lethe.evaluation.split;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Membership inference: attackers that try to tell what a model was trained on. */
@NullMarked
package io.lethe.evaluation.attack;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * How well attackers tell a model that has unlearned from one that never knew: the measure of an
 * unlearning algorithm, from many models, not of one candidate.
 */
@NullMarked
package io.lethe.evaluation.audit;

import org.jspecify.annotations.NullMarked;

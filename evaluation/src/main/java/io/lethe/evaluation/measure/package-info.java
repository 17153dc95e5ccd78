// SPDX-License-Identifier: Apache-2.0
/** Puts a model's outputs, the sample plan and the attackers together into measurements. */
@NullMarked
package io.lethe.evaluation.measure;

import org.jspecify.annotations.NullMarked;
